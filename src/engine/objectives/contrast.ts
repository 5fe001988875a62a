import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../engine.ts'
import type { DensityModel } from '../models/density.ts'
import { maskedMean, type ObjectiveInputs, type ObjectiveTerms } from './objective.ts'

/** log σ(l), stable for large |l|. */
const logSigmoid = (l: Tensor) => tf.neg(tf.softplus(tf.neg(l)))

/** Uniform noise in 0…1 from standard normal numbers, by their cumulative distribution Φ. */
export const uniformNoise = (normal: Tensor) => tf.mul(tf.add(tf.erf(tf.mul(normal, Math.SQRT1_2)), 1), 0.5)

/**
 * Binary cross-entropy between data and noise whose every pixel is uniform in 0…1, each half of what is looked at:
 * −½ log F̃(x) − ½ log(1 − F̃(noise)). Its negative stands where a latent model has its reconstruction, with a KL of
 * 0; the accuracy is the share of both kinds that is told right.
 * @param noise standard normal, [1, batch, height·width·channels]
 */
export function contrast(
  model: DensityModel,
  parameters: Tensors,
  { x, noise, mask }: Pick<ObjectiveInputs, 'x' | 'noise' | 'mask'>
): ObjectiveTerms {
  const data = model.logOdds(parameters, x)
  const other = model.logOdds(parameters, tf.reshape(uniformNoise(noise), x.shape))
  const each = tf.mul(tf.add(logSigmoid(data), logSigmoid(tf.neg(other))), 0.5)
  const right = (yes: Tensor) => tf.cast(yes, 'float32')
  const accuracy = tf.mul(tf.add(right(tf.greater(data, 0)), right(tf.less(other, 0))), 0.5)
  const reconstruction = maskedMean(each, mask)
  return {
    loss: tf.neg(reconstruction),
    reconstruction,
    kl: tf.zeros([]),
    accuracy: maskedMean(accuracy, mask)
  }
}
