/** What the model of a run has, and why something cannot be had of it. */
import { modelChoice, type ModelTraits } from './catalogue.ts'
import { AppError } from './errors.ts'
import { inWords, said } from './problems.ts'
import type { RunConfig } from './schemas.ts'

/** @throws AppError 'input' for a model that is not there */
export const traitsOf = ({ model }: Pick<RunConfig, 'model'>): ModelTraits => modelChoice(model)

/** Whether log p(x) can be had: of a model with a prior that is not given a part of the image itself. */
export const hasLikelihood = (config: Pick<RunConfig, 'model' | 'labels'>): boolean =>
  traitsOf(config).prior && (config.model !== 'cvae' || config.labels !== undefined)

/** Above this many labels a sum over them takes too long for every image. */
const mostSummed = 20

/** Whether log p(x|c), given the image's own label, stands for log p(x) where every image is asked. */
export const likelihoodGiven = ({ labels }: Pick<RunConfig, 'labels'>): boolean =>
  labels !== undefined && labels.length > mostSummed

const whatLacks: Record<'latent' | 'prior', string> = {
  latent: inWords('lacks-latent'),
  prior: inWords('lacks-prior')
}

/**
 * @param what the person asked for, a phrase of the catalogue
 * @param advice what they can do, a sentence of the catalogue
 * @throws AppError 'input' when the run's model lacks what that needs
 */
export function requireTrait(
  config: Pick<RunConfig, 'model'>,
  trait: 'latent' | 'prior',
  what: string,
  advice: string
): void {
  const has = traitsOf(config)
  if (!has[trait])
    throw new AppError(
      'input',
      said('cannot-be-had', { what, model: config.model, kind: has.name, reason: whatLacks[trait], advice })
    )
}
