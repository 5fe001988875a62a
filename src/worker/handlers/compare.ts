/** Runs beside each other, for the window. */
import { compareRuns, type ComparedRun } from '../../node/comparison.ts'
import type { ComparedFigures, ExplorerRequests } from '../../shared/contract.ts'
import type { Handlers } from '../../shared/rpc.ts'
import { traitsOf } from '../../shared/traits.ts'
import type { Session } from '../session.ts'

type Group = Pick<ExplorerRequests, 'compare.figures'>

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

export function compareHandlers(session: Session): Handlers<Group> {
  return {
    async 'compare.figures'({ signal }, question) {
      const { path, surroundings } = await session.current()
      const began = performance.now()
      const progress = (_phase: string, done: number, total: number) =>
        surroundings.progress({
          phase: 'Comparing',
          unit: 'images',
          done,
          total,
          rate: (1000 * done) / Math.max(1, performance.now() - began)
        })
      const engine = await surroundings.engine()
      const asked = { ...question, weights: 'best' as const }
      const { runs, images, best, reasons } = await compareRuns(path, engine, asked, { progress, signal })
      return { images, importance: question.importance, runs: runs.map(figuresOf), best, reasons }
    }
  }
}
