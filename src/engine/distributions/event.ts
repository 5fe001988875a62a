import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'

/** [batch, …] → [batch, n]. */
export const flatEvent = (x: Tensor): Tensor => (x.rank === 2 ? x : tf.reshape(x, [x.shape[0], -1]))

/** The sum over every axis but the first, [batch, …] → [batch]. */
export const sumEvent = (x: Tensor): Tensor => tf.sum(flatEvent(x), 1)
