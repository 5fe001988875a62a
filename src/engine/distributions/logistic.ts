import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { sumEvent } from './event.ts'
import type { FactorisedDistribution } from './distribution.ts'
import type { LikelihoodDefinition } from './likelihood.ts'

/** Half the distance between two levels of a byte. */
const half = 0.5 / 255

/**
 * The logistic distribution on the 256 levels 0, 1/255, …, 1, all beyond the ends added to the ends (Salimans et al.
 * 2017, section 2.1). It gives bytes a probability, not a density, so nats may be told as bits per dimension.
 */
export class DiscretisedLogistic implements FactorisedDistribution {
  readonly noise = 'uniform'
  /**
   * @param location the centre, any real numbers, [batch, …, channels]
   * @param logScale log s, of the last axis' length or 1
   */
  constructor(
    private readonly location: Tensor,
    private readonly logScale: Tensor
  ) {}

  /** E[x] with the ends as they are, s·(softplus(μ/s) − softplus((μ−1)/s)): exact but for the steps. */
  mean(): Tensor {
    const scale = tf.exp(this.logScale)
    const below = tf.softplus(tf.div(this.location, scale))
    const above = tf.softplus(tf.div(tf.sub(this.location, 1), scale))
    return tf.clipByValue(tf.mul(scale, tf.sub(below, above)), 0, 1)
  }

  logProbability(x: Tensor): Tensor {
    return sumEvent(this.logProbabilities(x))
  }

  /**
   * With a and b the level's lower and upper edge in units of s from the centre, σ(b) − σ(a) is
   * σ(b)·σ(−a)·(1 − e^(a−b)), so that its logarithm is a sum in which nothing cancels. The lowest level has only the
   * first factor, the highest only the second.
   */
  logProbabilities(x: Tensor): Tensor {
    const inverse = tf.exp(tf.neg(this.logScale))
    const centred = tf.sub(x, this.location)
    const upper = tf.softplus(tf.neg(tf.mul(tf.add(centred, half), inverse)))
    const lower = tf.softplus(tf.mul(tf.sub(centred, half), inverse))
    const width = tf.log(tf.neg(tf.expm1(tf.mul(inverse, -2 * half))))
    const notHighest = tf.cast(tf.less(x, 1 - half), 'float32')
    const notLowest = tf.cast(tf.greater(x, half), 'float32')
    const factors = tf.add(tf.mul(upper, notHighest), tf.mul(lower, notLowest))
    return tf.sub(tf.mul(width, tf.mul(notHighest, notLowest)), factors)
  }

  /** By the inverse of the CDF, at the nearest level. */
  sample(noise: Tensor): Tensor {
    const standard = tf.sub(tf.log(noise), tf.log1p(tf.neg(noise)))
    const value = tf.add(this.location, tf.mul(tf.exp(this.logScale), standard))
    return tf.div(tf.round(tf.mul(tf.clipByValue(value, 0, 1), 255)), 255)
  }
}

/** Its scale starts at 0.08, where its deviation πs/√3 is about that of the Gaussians. */
const startLogScale = -2.5

/** The centre goes through no sigmoid: only one beyond the ends makes pure black and white certain. */
export const logistic: LikelihoodDefinition = {
  kind: 'logistic',
  place: 6,
  words: {
    en: {
      name: 'Discretised logistic',
      help: 'A chance for each of the 256 levels, so that scores can be told in bits.'
    },
    'zh-CN': { name: '离散逻辑斯谛', help: '为 256 个灰度级各给出一个概率，因此结果可以用比特表示。' }
  },
  formula: 'p(x|z) = S((x + ½ − y) / s) − S((x − ½ − y) / s),  x = 0 … 255',
  measure: 'discretised logistic, a likelihood of bytes',
  pixels: 'bytes',
  noise: 'uniform',
  parameters: ({ channels }) => [
    { name: 'decoder.log_scale', shape: [channels], layout: 'bias', deviation: 0, start: startLogScale }
  ],
  distribution: (_options, parameters, output) =>
    new DiscretisedLogistic(tf.add(output, 0.5), parameters['decoder.log_scale'])
}
