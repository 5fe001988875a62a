/** A run's figures as the terminal prints them. */
import { likelihoodName } from '../engine/distributions/likelihood.ts'
import type { Evaluation } from '../node/evaluation.ts'
import type { LabelReading } from '../node/labelreading.ts'
import { Pace } from '../node/pace.ts'
import type { RunConfig } from '../shared/schemas.ts'
import { likelihoodChoice } from '../shared/catalogue.ts'
import { traitsOf } from '../shared/traits.ts'
import type { Shell } from './shell.ts'
import { count, nats } from './words.ts'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const plusMinus = ({ mean, standardError }: { mean: number; standardError: number }): string =>
  `${nats(mean)} ± ${nats(standardError)} nats`

/** "  KL              12.3 nats": the name in a column of its own. */
const row = (name: string, text: string): string => `  ${name.padEnd(14)}  ${text}`

function boundLines({ terms, activeUnits }: Evaluation, config: RunConfig): string[] {
  const likelihood = likelihoodName(config.likelihood, config.binarise)
  if (!traitsOf(config).prior)
    return [
      row(
        'log p(x | z)',
        `${nats(terms.reconstruction)} nats per image (${likelihood}), no bound on log p(x)`
      )
    ]
  return [
    row('ELBO', `${nats(terms.elbo)} nats per image (${likelihood})`),
    row('reconstruction', `${nats(terms.reconstruction)} nats`),
    row('KL', `${nats(terms.kl)} nats`),
    ...(activeUnits === undefined
      ? []
      : [
          row(
            'active units',
            `${activeUnits} of ${config.latent}, whose E[z | x] varies by more than 0.01 over the images`
          )
        ])
  ]
}

/** On grey values a likelihood of black and white gives no probability, so what is estimated is a score. */
const scoreNote = ({ likelihood, binarise }: RunConfig): string =>
  likelihoodChoice(likelihood.kind).pixels === 'binary' && !binarise
    ? '; a score, not a likelihood of the image'
    : ''

function likelihoodLines(
  { logLikelihood, gap, mcmc, prediction, images }: Evaluation,
  config: RunConfig
): string[] {
  const lines: string[] = []
  const what = config.condition ? 'log p(x | c)' : 'log p(x)'
  if (logLikelihood) {
    const { samples, conditional } = logLikelihood
    lines.push(
      row(what, `${plusMinus(logLikelihood)}, ${count(samples)} importance samples${scoreNote(config)}`)
    )
    if (conditional) lines.push(row('log p(x | c)', `${plusMinus(conditional)}, of each image’s own label`))
    const left = config.labels ? 'log p(x | c) − ELBO' : `${what} − ELBO`
    if (gap !== undefined) lines.push(row('gap', `${nats(gap)} nats, ${left}`))
  }
  if (prediction)
    lines.push(
      row(
        'prediction',
        `${plusMinus(prediction)}, log p(x | z, c) at the prior’s mean, where nothing is drawn`
      )
    )
  if (mcmc)
    lines.push(
      row(
        `${what}, MCMC`,
        `${plusMinus(mcmc)}, ${count(mcmc.samples)} posterior samples of ${count(images)} images, ` +
          `${percent(mcmc.acceptance)} of the proposals accepted`
      )
    )
  return lines
}

function bitsLine({ bitsPerDimension, logLikelihood }: Evaluation): string[] {
  if (bitsPerDimension === undefined) return []
  const figure = `${bitsPerDimension.toFixed(3)} bits per dimension`
  return [row('that is', logLikelihood ? figure : `at most ${figure}`)]
}

function labelLines({ accuracy, byLabel, realAccuracy, samples, varianceRatio }: LabelReading): string[] {
  const worst = byLabel.reduce((least, one) => (one.accuracy < least.accuracy ? one : least))
  return [
    row(
      'labels read',
      `${percent(accuracy)} of decoder means, ${percent(realAccuracy)} of real images; ` +
        `least of “${worst.label}”, ${percent(worst.accuracy)}`
    ),
    row(
      'variance',
      `${varianceRatio.toFixed(2)} of the real images’ within a label, over ${samples} samples of each`
    )
  ]
}

/** All there is to say, a line a figure. */
export function evaluationLines(evaluation: Evaluation, config: RunConfig): string[] {
  return [
    ...boundLines(evaluation, config),
    ...likelihoodLines(evaluation, config),
    ...bitsLine(evaluation),
    ...(evaluation.labels ? labelLines(evaluation.labels) : []),
    ...(config.labels
      ? ['  ELBO, reconstruction and KL are of p(x | label), not to be set against a VAE’s']
      : []),
    ...(config.condition ? ['  all of the missing pixels alone, given the quadrants that are known'] : [])
  ]
}

/** Shows how far a long measurement is, phase by phase. */
export function evaluationProgress(shell: Shell): (phase: string, done: number, total: number) => void {
  let known: { phase: string; pace: Pace } | undefined
  return (phase, done, total) => {
    if (known?.phase !== phase) known = { phase, pace: startedPace() }
    known.pace.mark(done)
    const [rate, secondsLeft] = [known.pace.rate(), known.pace.secondsLeft(total)]
    const unit = phase.startsWith('Training') ? 'steps' : 'images'
    shell.terminal.progress({ phase, done, total, unit, rate, secondsLeft })
  }
}

function startedPace(): Pace {
  const pace = new Pace()
  pace.mark(0)
  return pace
}
