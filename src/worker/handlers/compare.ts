/** Runs beside each other, for the window. */
import { compareRuns, type ComparedRun } from '../../node/comparison.ts'
import { measureShortfall, sureFrom } from '../../node/shortfall.ts'
import type { ComparedFigures, ExplorerRequests } from '../../shared/contract.ts'
import type { Handlers } from '../../shared/rpc.ts'
import { traitsOf } from '../../shared/traits.ts'
import type { OpenedProject } from '../opened.ts'
import type { Session } from '../session.ts'

type Group = Pick<ExplorerRequests, 'compare.figures' | 'compare.shortfall'>

/** A column without each image's own estimate, which no table shows. */
function figuresOf({ evaluation, ...run }: ComparedRun): ComparedFigures {
  const { terms, logLikelihood, gap, activeUnits } = evaluation
  const { id, model, latent, epoch, likelihood, conditional } = run
  const measured = (value: { mean: number; standardError: number } | undefined) =>
    value && { mean: value.mean, standardError: value.standardError }
  return {
    ...{ id, model, latent, epoch, likelihood, conditional, gap, activeUnits },
    logLikelihood: measured(logLikelihood),
    conditionalLogLikelihood: measured(logLikelihood?.conditional),
    reconstruction: terms.reconstruction,
    ...(traitsOf(run).prior && { elbo: terms.elbo, kl: terms.kl })
  }
}

/** Tells the window how far a measurement is, under a name by which it knows its own. */
function telling({ surroundings }: OpenedProject, phase: string) {
  const began = performance.now()
  return (what: string, done: number, total: number) => {
    const rate = (1000 * done) / Math.max(1, performance.now() - began)
    const unit = what.startsWith('Training') ? 'steps' : 'images'
    surroundings.progress({ phase, unit, done, total, rate })
  }
}

export function compareHandlers(session: Session): Handlers<Group> {
  return {
    async 'compare.figures'({ signal }, question) {
      const opened = await session.current()
      const { path, surroundings } = opened
      const progress = telling(opened, 'Comparing')
      const engine = await surroundings.engine()
      const asked = { ...question, weights: 'best' as const }
      const { runs, images, best, reasons } = await compareRuns(path, engine, asked, { progress, signal })
      return { images, importance: question.importance, runs: runs.map(figuresOf), best, reasons }
    },
    async 'compare.shortfall'({ signal }, question) {
      const opened = await session.current()
      const { path, surroundings, pixels } = opened
      const progress = telling(opened, 'Shortfall')
      const asked = { ...question, weights: 'best' as const }
      const hooks = { progress, signal }
      const rows = await measureShortfall(path, await surroundings.engine(), pixels, asked, hooks)
      return { rows: rows.map(({ model: _model, ...row }) => row), sureFrom }
    }
  }
}
