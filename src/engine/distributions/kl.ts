import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { sumEvent } from './event.ts'
import { type Normal, StandardNormal } from './normal.ts'

/**
 * KL(q ‖ p) in nats, [batch], in closed form.
 * Against N(0, I): ½ Σ (σ² + μ² − 1 − log σ²) (Kingma & Welling 2013, appendix B); between two Gaussians
 * ½ Σ (log σ²_p − log σ²_q + (σ²_q + (μ_q − μ_p)²) / σ²_p − 1).
 */
export function klDivergence(q: Normal, p: Normal | StandardNormal): Tensor {
  if (p instanceof StandardNormal) {
    const terms = tf.sub(tf.add(tf.exp(q.logVariance), tf.square(q.location)), q.logVariance)
    return tf.mul(sumEvent(tf.sub(terms, 1)), 0.5)
  }
  const spread = tf.add(tf.exp(q.logVariance), tf.square(tf.sub(q.location, p.location)))
  const scaled = tf.mul(spread, tf.exp(tf.neg(p.logVariance)))
  return tf.mul(sumEvent(tf.sub(tf.add(tf.sub(p.logVariance, q.logVariance), scaled), 1)), 0.5)
}
