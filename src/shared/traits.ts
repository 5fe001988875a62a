/** What the model of a run has, and why something cannot be had of it. */
import { modelChoice, type ModelTraits } from './catalogue.ts'
import { AppError } from './errors.ts'
import type { RunConfig } from './schemas.ts'

/** @throws AppError 'input' for a model that is not there */
export const traitsOf = ({ model }: Pick<RunConfig, 'model'>): ModelTraits => modelChoice(model)

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
