import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'

/**
 * The logarithms of the importance weights p(x, z_l) / q(z_l|x) with z_l = μ + σ·ε_l. The logarithm of their mean
 * over k samples is a bound on log p(x) that rises with k (Burda, Grosse & Salakhutdinov 2016, eq. 8).
 * @param x images in 0…1, [batch, height, width, channels]
 * @param noise standard normal, [samples, batch, latent]
 * @param condition one-hot, [batch, conditions]; everything is then given it
 * @returns nats, [samples, batch]
 */
export function logImportanceWeights(
  model: LatentModel,
  parameters: Tensors,
  x: Tensor,
  noise: Tensor,
  condition?: Tensor
): Tensor {
  const [samples, batch, latent] = noise.shape
  const repeat = (values: Tensor) => tf.tile(values, [samples, ...values.shape.slice(1).map(() => 1)])
  const posterior = model.encode(parameters, x, condition)
  const prior = model.prior(parameters, batch, condition)
  const z = posterior.sample(noise)
  const flat = tf.reshape(z, [samples * batch, latent])
  const likelihood = model.decode(parameters, flat, condition && repeat(condition))
  const logLikelihood = tf.reshape(likelihood.logProbability(repeat(x)), [samples, batch])
  const ratios = Array.from({ length: samples }, (_, sample) => {
    const drawn = tf.reshape(tf.slice(z, [sample, 0, 0], [1, batch, latent]), [batch, latent])
    return tf.sub(prior.logProbability(drawn), posterior.logProbability(drawn))
  })
  return tf.add(logLikelihood, tf.stack(ratios))
}
