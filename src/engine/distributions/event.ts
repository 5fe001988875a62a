import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'

/** The sum over every axis but the first, [batch, …] → [batch]. */
export function sumEvent(x: Tensor): Tensor {
  const flat = x.rank === 2 ? x : tf.reshape(x, [x.shape[0], -1])
  return tf.sum(flat, 1)
}
