/** What each kind of model has, so that every view knows what it can show of a run, and says why where it cannot. */
import { AppError } from './errors.ts'
import type { RunConfig } from './schemas.ts'

export type ModelKind = RunConfig['model']

export interface ModelTraits {
  /** Its name as the field writes it. */
  name: string
  /** A latent space: an encoder, a decoder and a map. */
  latent: boolean
  /** A distribution p(z) that latents are drawn from: σ circles, a KL, an ELBO, log p(x). */
  prior: boolean
}

const traits: Record<ModelKind, ModelTraits> = {
  ae: { name: 'autoencoder', latent: true, prior: false },
  vae: { name: 'VAE', latent: true, prior: true },
  cvae: { name: 'conditional VAE', latent: true, prior: true },
  density: { name: 'density classifier', latent: false, prior: false }
}

export const traitsOf = ({ model }: Pick<RunConfig, 'model'>): ModelTraits => traits[model]

/** Whether log p(x) can be had: of a model with a prior that is not given a part of the image itself. */
export const hasLikelihood = (config: Pick<RunConfig, 'model' | 'labels'>): boolean =>
  traitsOf(config).prior && (config.model !== 'cvae' || config.labels !== undefined)

/** Above this many labels a sum over them takes too long for every image. */
const mostSummed = 20

/** Whether log p(x|c), given the image's own label, stands for log p(x) where every image is asked. */
export const likelihoodGiven = ({ labels }: Pick<RunConfig, 'labels'>): boolean =>
  labels !== undefined && labels.length > mostSummed

const whatLacks: Record<'latent' | 'prior', string> = {
  latent: 'has no latent space: it tells how much an image is like the data, and nothing else',
  prior: 'puts nothing on z, so it has no KL, no bound and no log p(x)'
}

/**
 * @param what the person asked for, such as "A map"
 * @param instead what they can do
 * @throws AppError 'input' when the run's model lacks what that needs
 */
export function requireTrait(
  config: Pick<RunConfig, 'model'>,
  trait: 'latent' | 'prior',
  what: string,
  instead: string
): void {
  const has = traitsOf(config)
  if (!has[trait])
    throw new AppError(
      'input',
      `${what} cannot be had of this run: its model (${config.model}, ${has.name}) ${whatLacks[trait]}. ${instead}`
    )
}
