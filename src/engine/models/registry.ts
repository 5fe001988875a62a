import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import type { ImageShape } from '../networks/parameters.ts'
import type { Learner } from './learner.ts'
import type { LatentModel } from './model.ts'
import { autoencoder } from './autoencoder.ts'
import { cvae } from './cvae.ts'
import { densityClassifier } from './density.ts'
import { vae } from './vae.ts'

type LatentKind = Exclude<RunConfig['model'], 'density'>

/** Every latent model by its name on the command line. A new model is one module and one line here. */
const models: Record<LatentKind, (config: RunConfig, image: ImageShape) => LatentModel> = {
  ae: autoencoder,
  vae,
  cvae
}

/**
 * The latent model of a configuration, for images of this shape.
 * @throws AppError 'input' for a model without a latent space, saying what it has instead
 */
export function buildModel(config: RunConfig, image: ImageShape): LatentModel {
  if (config.model !== 'density') return models[config.model](config, image)
  throw new AppError('input', said('no-latent'))
}

/** What a configuration trains, for images of this shape. */
export const buildLearner = (config: RunConfig, image: ImageShape): Learner =>
  config.model === 'density' ? densityClassifier(config, image) : buildModel(config, image)
