import type { RunConfig } from '../../shared/schemas.ts'
import type { ImageShape } from '../networks/parameters.ts'
import type { LatentModel } from './model.ts'
import { autoencoder } from './autoencoder.ts'
import { cvae } from './cvae.ts'
import { vae } from './vae.ts'

/** Every model by its name on the command line. A new model is one module and one line here. */
const models: Record<RunConfig['model'], (config: RunConfig, image: ImageShape) => LatentModel> = {
  ae: autoencoder,
  vae,
  cvae
}

/** The model of a configuration, for images of this shape. */
export function buildModel(config: RunConfig, image: ImageShape): LatentModel {
  return models[config.model](config, image)
}
