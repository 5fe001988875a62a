import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { sumEvent } from './event.ts'
import type { FactorisedDistribution } from './distribution.ts'

/** N(mean, σ²·I) with one variance for all pixels, which is learned (Rybkin, Daniilidis & Levine 2021). */
export class SharedVarianceNormal implements FactorisedDistribution {
  readonly noise = 'normal'
  /** @param location the mean, [batch, …]; @param logVariance log σ², [1] */
  constructor(
    private readonly location: Tensor,
    private readonly logVariance: Tensor
  ) {}

  mean(): Tensor {
    return this.location
  }

  logProbability(x: Tensor): Tensor {
    const dimensions = this.location.size / this.location.shape[0]
    const squared = sumEvent(tf.square(tf.sub(x, this.location)))
    const scaled = tf.mul(squared, tf.exp(tf.neg(this.logVariance)))
    const constant = tf.mul(tf.add(this.logVariance, Math.log(2 * Math.PI)), dimensions)
    return tf.mul(tf.add(scaled, constant), -0.5)
  }

  logProbabilities(x: Tensor): Tensor {
    const squared = tf.mul(tf.square(tf.sub(x, this.location)), tf.exp(tf.neg(this.logVariance)))
    return tf.mul(tf.add(tf.add(squared, this.logVariance), Math.log(2 * Math.PI)), -0.5)
  }

  sample(noise: Tensor): Tensor {
    return tf.add(this.location, tf.mul(tf.exp(tf.mul(this.logVariance, 0.5)), noise))
  }
}
