import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { sumEvent } from './event.ts'
import type { FactorisedDistribution } from './distribution.ts'

const logTwoPi = Math.log(2 * Math.PI)

/** N(mean, diag exp(logVariance)). */
export class Normal implements FactorisedDistribution {
  readonly noise = 'normal'
  /** @param location the mean, [batch, …]; @param logVariance of the same shape */
  constructor(
    readonly location: Tensor,
    readonly logVariance: Tensor
  ) {}

  mean(): Tensor {
    return this.location
  }

  logProbability(x: Tensor): Tensor {
    return sumEvent(this.logProbabilities(x))
  }

  logProbabilities(x: Tensor): Tensor {
    const squared = tf.mul(tf.square(tf.sub(x, this.location)), tf.exp(tf.neg(this.logVariance)))
    return tf.mul(tf.add(tf.add(squared, this.logVariance), logTwoPi), -0.5)
  }

  /** The reparameterisation z = μ + σ·ε (Kingma & Welling 2013, section 2.4). */
  sample(noise: Tensor): Tensor {
    return tf.add(this.location, tf.mul(tf.exp(tf.mul(this.logVariance, 0.5)), noise))
  }
}

/** N(0, I) over events of any shape. */
export class StandardNormal implements FactorisedDistribution {
  readonly noise = 'normal'
  /** @param shape [batch, …] of `mean` */
  constructor(private readonly shape: number[]) {}

  mean(): Tensor {
    return tf.zeros(this.shape)
  }

  logProbability(x: Tensor): Tensor {
    return sumEvent(this.logProbabilities(x))
  }

  logProbabilities(x: Tensor): Tensor {
    return tf.mul(tf.add(tf.square(x), logTwoPi), -0.5)
  }

  sample(noise: Tensor): Tensor {
    return noise
  }
}

/** N(mean, σ²·I) with one fixed variance: the Gaussian decoder whose variance is a setting. */
export class FixedVarianceNormal implements FactorisedDistribution {
  readonly noise = 'normal'
  constructor(
    private readonly location: Tensor,
    private readonly variance: number
  ) {}

  mean(): Tensor {
    return this.location
  }

  logProbability(x: Tensor): Tensor {
    const dimensions = this.location.size / this.location.shape[0]
    const constant = -0.5 * dimensions * (logTwoPi + Math.log(this.variance))
    const squared = sumEvent(tf.square(tf.sub(x, this.location)))
    return tf.add(tf.mul(squared, -0.5 / this.variance), constant)
  }

  logProbabilities(x: Tensor): Tensor {
    const squared = tf.mul(tf.square(tf.sub(x, this.location)), -0.5 / this.variance)
    return tf.sub(squared, 0.5 * (logTwoPi + Math.log(this.variance)))
  }

  sample(noise: Tensor): Tensor {
    return tf.add(this.location, tf.mul(noise, Math.sqrt(this.variance)))
  }
}
