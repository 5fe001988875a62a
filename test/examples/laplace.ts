import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { FactorisedDistribution } from '../../src/engine/distributions/distribution.ts'
import { sumEvent } from '../../src/engine/distributions/event.ts'
import type { LikelihoodDefinition } from '../../src/engine/distributions/likelihood.ts'

/** Independent Laplace pixels, p(x) = exp(−|x − m|/b) / 2b, with one scale b for all. */
class Laplace implements FactorisedDistribution {
  readonly noise = 'uniform'
  /** @param location m, [batch, …]; @param logScale log b, [1] */
  constructor(
    private readonly location: Tensor,
    private readonly logScale: Tensor
  ) {}

  mean(): Tensor {
    return this.location
  }

  logProbability(x: Tensor): Tensor {
    return sumEvent(this.logProbabilities(x))
  }

  logProbabilities(x: Tensor): Tensor {
    const distance = tf.div(tf.abs(tf.sub(x, this.location)), tf.exp(this.logScale))
    return tf.sub(tf.neg(distance), tf.add(this.logScale, Math.LN2))
  }

  /** By the inverse of the distribution function: m − b·sign(u − ½)·log(1 − 2·|u − ½|). */
  sample(noise: Tensor): Tensor {
    const centred = tf.sub(noise, 0.5)
    const tail = tf.log(tf.sub(1, tf.mul(2, tf.abs(centred))))
    return tf.sub(this.location, tf.mul(tf.exp(this.logScale), tf.mul(tf.sign(centred), tail)))
  }
}

/** A Laplace likelihood with one learned scale, which begins at 0.14. */
export const laplace: LikelihoodDefinition = {
  kind: 'laplace',
  words: {
    en: { name: 'Laplace', help: 'Each pixel as a value with noise around it, now and then far away.' },
    'zh-CN': { name: '拉普拉斯', help: '每个像素是一个带噪声的值，偶尔偏离很远。' }
  },
  formula: 'log p(x|z) = −Σ (|x − y| / b + log 2b)',
  measure: 'Laplace density, one learned scale',
  pixels: 'numbers',
  noise: 'uniform',
  parameters: () => [{ name: 'decoder.log_scale', shape: [1], layout: 'bias', deviation: 0, start: -2 }],
  distribution: (_options, parameters, output) =>
    new Laplace(tf.sigmoid(output), parameters['decoder.log_scale'])
}
