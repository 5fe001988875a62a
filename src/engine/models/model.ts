import type { Tensor } from '@tensorflow/tfjs-core'
import type { Distribution } from '../distributions/distribution.ts'
import type { Normal, StandardNormal } from '../distributions/normal.ts'
import type { Tensors } from '../engine.ts'
import type { ImageShape, ParameterSpec } from '../networks/parameters.ts'
import type { Estimator } from '../objectives/elbo.ts'
import type { Given } from './quadrants.ts'

/**
 * A model with a latent z: p(x, z) = p(z)·p(x|z) and an approximate posterior q(z|x); with a condition c, all
 * three given c: a label, one-hot [batch, conditions], or the given quadrants of images, which arrive whole,
 * [batch, height, width, channels] in 0…1, and are looked at there alone.
 */
export interface LatentModel {
  image: ImageShape
  /** D, the number of latent dimensions. */
  latent: number
  parameters: ParameterSpec[]
  /** Labels in the one-hot condition that the model wants; 0 for an unconditional model, which takes none. */
  conditions: number
  /** The quadrants that are given of each image, for a model that predicts the rest. */
  given?: Given
  /** What a model without a prior maximises in place of a bound, whichever estimator is asked for. */
  objective?: Estimator
  /** q(z|x) of images in 0…1, [batch, height, width, channels]. */
  encode(parameters: Tensors, x: Tensor, condition?: Tensor): Normal
  /** p(x|z) of latents [batch, D]. */
  decode(parameters: Tensors, z: Tensor, condition?: Tensor): Distribution
  /** p(z) for a batch of that many images. */
  prior(parameters: Tensors, batch: number, condition?: Tensor): Normal | StandardNormal
}
