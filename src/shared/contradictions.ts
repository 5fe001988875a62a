/** Settings of a run that contradict each other, for whoever makes one: the command line, the window, a file. */
import { AppError } from './errors.ts'
import type { RunConfig } from './schemas.ts'
import { traitsOf } from './traits.ts'

/** A contradiction: when it holds, what is wrong, and what to do. */
type Rule = (config: RunConfig) => string | false

const lacksPrior = (config: RunConfig) => !traitsOf(config).prior
const named = (config: RunConfig) => `the ${traitsOf(config).name}`

const isImportance = ({ objective }: RunConfig) => objective === 'importance'

const rules: Rule[] = [
  (config) =>
    isImportance(config) &&
    config.estimator === 'B' &&
    'The importance weighted bound samples its weights, so the KL in closed form of estimator B has no place in it. ' +
      'Take estimator A, or the objective elbo.',
  (config) =>
    isImportance(config) &&
    ((config.betaKl ?? 1) !== 1 ||
      (config.betaReconstruction ?? 1) !== 1 ||
      config.schedules?.betaKl !== undefined) &&
    'The importance weighted bound is of log p(x) as a whole: weights of its parts and a schedule of the KL’s weight ' +
      'would make it bound nothing. Leave the weights at 1, or take the objective elbo.',
  (config) =>
    isImportance(config) &&
    config.freeBits !== undefined &&
    'Free bits change the KL of the ELBO, which the importance weighted bound does not have. Leave them out, or take ' +
      'the objective elbo.',
  (config) =>
    config.freeBits !== undefined &&
    config.estimator === 'A' &&
    'Free bits need the KL of each dimension in closed form, which estimator A does not have. Take estimator B.',
  (config) =>
    config.freeBits !== undefined &&
    lacksPrior(config) &&
    `Free bits are of the KL, and ${named(config)} has none. Leave them out, or train a VAE.`,
  (config) =>
    config.schedules?.betaKl !== undefined &&
    lacksPrior(config) &&
    `The schedule is of the weight of the KL, and ${named(config)} has none. Leave it out, or train a VAE.`,
  (config) =>
    isImportance(config) &&
    lacksPrior(config) &&
    `The importance weighted bound is of a model with a prior, which ${named(config)} has not. Take the objective ` +
      'elbo, or train a VAE.',
  (config) =>
    config.mapVariance !== undefined &&
    !traitsOf(config).latent &&
    `The prior of --map is on the weights of a decoder, and ${named(config)} has none. Leave it out, or train a VAE.`,
  (config) =>
    config.condition !== undefined &&
    config.model !== 'cvae' &&
    'Given quadrants are the condition of a conditional model. Take the model cvae, or leave the condition out.',
  (config) =>
    config.binarise !== undefined &&
    config.likelihood.kind !== 'bernoulli' &&
    `Binarised pixels are 0 or 1, which the likelihood ${config.likelihood.kind} is not made for. Take the likelihood ` +
      'bernoulli, or leave the grey values as they are.',
  ({ schedules, epochs }) =>
    schedules?.betaKl?.kind === 'warm-up' &&
    schedules.betaKl.epochs > epochs &&
    `A warm-up of ${schedules.betaKl.epochs} epochs is longer than the run’s ${epochs}: the final weight of the KL ` +
      'would never be reached. Take a shorter warm-up, or more epochs.'
]

/** What contradicts in these settings, and what to do; undefined when nothing does. */
export function contradictionIn(config: RunConfig): string | undefined {
  for (const rule of rules) {
    const found = rule(config)
    if (found) return found
  }
  return undefined
}

/** @throws AppError 'input' when settings contradict each other, with the reason and what to do */
export function checkContradictions(config: RunConfig): void {
  const found = contradictionIn(config)
  if (found) throw new AppError('input', found)
}
