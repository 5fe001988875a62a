/** What each kind of model has, so that every view knows what it can show of a run, and says why where it cannot. */
import { AppError } from './errors.ts'
import { inWords, said } from './problems.ts'
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
  ae: { name: inWords('kind-ae'), latent: true, prior: false },
  vae: { name: 'VAE', latent: true, prior: true },
  cvae: { name: inWords('kind-cvae'), latent: true, prior: true },
  density: { name: inWords('kind-density'), latent: false, prior: false }
}

export const traitsOf = ({ model }: Pick<RunConfig, 'model'>): ModelTraits => traits[model]

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
