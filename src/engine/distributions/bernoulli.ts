import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { sigmoidCrossEntropy } from '../operations.ts'
import { flatEvent } from './event.ts'
import type { FactorisedDistribution } from './distribution.ts'

/**
 * Independent Bernoulli pixels given by their logits (Kingma & Welling 2013, appendix C.1). On grey values in 0…1
 * the same formula is a score, the negative cross-entropy, and not a normalised likelihood.
 */
export class Bernoulli implements FactorisedDistribution {
  readonly noise = 'uniform'
  constructor(readonly logits: Tensor) {}

  mean(): Tensor {
    return tf.sigmoid(this.logits)
  }

  logProbability(x: Tensor): Tensor {
    return tf.neg(sigmoidCrossEntropy(flatEvent(this.logits), flatEvent(x)))
  }

  logProbabilities(x: Tensor): Tensor {
    return tf.sub(tf.mul(this.logits, x), tf.softplus(this.logits))
  }

  sample(noise: Tensor): Tensor {
    return tf.cast(tf.less(noise, this.mean()), 'float32')
  }
}
