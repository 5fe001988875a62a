import { choiceOf } from '../../shared/catalogue.ts'
import { AppError } from '../../shared/errors.ts'
import { inWords, said } from '../../shared/problems.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import { inPlace } from '../choices.ts'
import type { ImageShape } from '../networks/parameters.ts'
import type { ModelDefinition } from './definition.ts'
import { isDensity, type Learner } from './learner.ts'
import type { LatentModel } from './model.ts'
import * as registry from './registry.ts'

/** Every model, in the order in which they are offered. */
export const models = inPlace<ModelDefinition>(registry)

/**
 * What a configuration trains, for images of this shape.
 * @throws AppError 'input' for a model that is not there, naming those that are
 */
export const buildLearner = (config: RunConfig, image: ImageShape): Learner =>
  choiceOf(models, config.model, inWords('what-model')).build(config, image)

/**
 * The latent model of a configuration, for images of this shape.
 * @throws AppError 'input' for a model without a latent space, saying what it has instead
 */
export function buildModel(config: RunConfig, image: ImageShape): LatentModel {
  const learner = buildLearner(config, image)
  if (!isDensity(learner)) return learner
  throw new AppError('input', said('no-latent'))
}
