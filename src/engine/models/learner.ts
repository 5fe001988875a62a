import type { DensityModel } from './density.ts'
import type { LatentModel } from './model.ts'

/** What the training loop can train. */
export type Learner = LatentModel | DensityModel

export const isDensity = (model: Learner): model is DensityModel => 'logOdds' in model

/** Standard normal numbers that one sample takes of each image: a latent, or a whole image of noise. */
export function noiseSize(model: Learner): number {
  const { height, width, channels } = model.image
  return isDensity(model) ? height * width * channels : model.latent
}
