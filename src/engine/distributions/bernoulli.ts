import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { sigmoidCrossEntropy } from '../operations.ts'
import { flatEvent } from './event.ts'
import type { FactorisedDistribution } from './distribution.ts'
import type { LikelihoodDefinition } from './likelihood.ts'

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

export const bernoulli: LikelihoodDefinition = {
  kind: 'bernoulli',
  place: 1,
  words: {
    en: {
      name: 'Bernoulli',
      help: 'Each pixel as a chance of being white; good for drawings and prints. On grey values it is a score.'
    },
    'zh-CN': {
      name: '伯努利',
      help: '把每个像素看作为白的概率；适合线稿和版画。对灰度值而言，它只是一个评分。'
    }
  },
  formula: 'log p(x|z) = Σ (x log y + (1 − x) log(1 − y))',
  // On grey values it is no density of the data, so there it is called a score.
  measure: (_options, binarised) =>
    binarised ? 'Bernoulli likelihood of binarised pixels' : 'Bernoulli score on grey values',
  pixels: 'binary',
  noise: 'uniform',
  distribution: (_options, _parameters, output) => new Bernoulli(output)
}
