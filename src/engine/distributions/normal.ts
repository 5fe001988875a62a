import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { sumEvent } from './event.ts'
import type { FactorisedDistribution } from './distribution.ts'

const logTwoPi = Math.log(2 * Math.PI)

/** N(mean, diag exp(logVariance)). */
export class Normal implements FactorisedDistribution {
  readonly noise = 'normal'
  /** @param location the mean, [batch, …]; @param logVariance of the same shape, or one for all */
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

/** N(mean, σ²·I), one variance for all entries: a setting, or learned (Rybkin, Daniilidis & Levine 2021). */
export class IsotropicNormal extends Normal {
  /** @param location the mean, [batch, …]; @param logVariance log σ², [1] where it is learned */
  constructor(location: Tensor, logVariance: Tensor | number) {
    super(location, typeof logVariance === 'number' ? tf.scalar(logVariance) : logVariance)
  }

  /** The squares are added up before they are scaled: one product an event in place of one an entry. */
  override logProbability(x: Tensor): Tensor {
    const dimensions = this.location.size / this.location.shape[0]
    const squared = sumEvent(tf.square(tf.sub(x, this.location)))
    const scaled = tf.mul(squared, tf.exp(tf.neg(this.logVariance)))
    const constant = tf.mul(tf.add(this.logVariance, logTwoPi), dimensions)
    return tf.mul(tf.add(scaled, constant), -0.5)
  }
}
