import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Normal, StandardNormal } from '../distributions/normal.ts'
import type { Tensors } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'

/** What every bound is made of. */
export interface Draw {
  posterior: Normal
  prior: Normal | StandardNormal
  /** z_l = μ + σ·ε_l, [samples, batch, D]. */
  z: Tensor
  /** log p(x|z_l) in nats, [samples, batch]. */
  logLikelihood: Tensor
}

/**
 * Draws z from q(z|x) and asks the decoder about each.
 * @param x images in 0…1, [batch, height, width, channels]
 * @param noise standard normal, [samples, batch, D]
 * @param condition [batch, …]; everything is then given it
 */
export function draw(
  model: LatentModel,
  parameters: Tensors,
  x: Tensor,
  noise: Tensor,
  condition?: Tensor
): Draw {
  const [samples, batch, latent] = noise.shape
  const posterior = model.encode(parameters, x, condition)
  const prior = model.prior(parameters, batch, condition)
  const z = posterior.sample(noise)
  // All samples go through the decoder as one larger batch.
  const repeat = (values: Tensor) =>
    samples === 1 ? values : tf.tile(values, [samples, ...values.shape.slice(1).map(() => 1)])
  const decoded = model.decode(
    parameters,
    tf.reshape(z, [samples * batch, latent]),
    condition && repeat(condition)
  )
  const logLikelihood = tf.reshape(decoded.logProbability(repeat(x)), [samples, batch])
  return { posterior, prior, z, logLikelihood }
}

/** log p(z_l) of each sample, [samples, batch], where the distribution is over a batch. */
export function logProbabilities(distribution: Normal | StandardNormal, z: Tensor): Tensor {
  const [samples, batch, latent] = z.shape
  return tf.stack(
    Array.from({ length: samples }, (_, sample) =>
      distribution.logProbability(
        tf.reshape(tf.slice(z, [sample, 0, 0], [1, batch, latent]), [batch, latent])
      )
    )
  )
}
