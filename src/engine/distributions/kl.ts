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
  return tf.mul(sumEvent(doubled(q, p)), 0.5)
}

/** The same before the sum: what each dimension adds to it, [batch, D]. */
export function klDimensions(q: Normal, p: Normal | StandardNormal): Tensor {
  return tf.mul(doubled(q, p), 0.5)
}

function doubled(q: Normal, p: Normal | StandardNormal): Tensor {
  if (p instanceof StandardNormal) {
    const terms = tf.sub(tf.add(tf.exp(q.logVariance), tf.square(q.location)), q.logVariance)
    return tf.sub(terms, 1)
  }
  const spread = tf.add(tf.exp(q.logVariance), tf.square(tf.sub(q.location, p.location)))
  const scaled = tf.mul(spread, tf.exp(tf.neg(p.logVariance)))
  return tf.sub(tf.add(tf.sub(p.logVariance, q.logVariance), scaled), 1)
}
