import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { fused } from '../operations.ts'
import { flatEvent } from './event.ts'
import type { FactorisedDistribution } from './distribution.ts'
import type { LikelihoodDefinition } from './likelihood.ts'

/** Below this |l| the closed forms lose their figures to cancellation, and the series have all of them. */
const near = 0.5

/**
 * The continuous Bernoulli over 0…1 (Loaiza-Ganem & Cunningham 2019): C(λ)·λˣ·(1−λ)¹⁻ˣ, with
 * C(λ) = 2·artanh(1−2λ) / (1−2λ) and C(½) = 2. In the logit l of λ it is exp(l·x − A(l)) with the log normaliser
 * A(l) = log((eˡ − 1) / l), and that is how it is computed.
 */
export class ContinuousBernoulli implements FactorisedDistribution {
  readonly noise = 'uniform'
  /** @param logits l = log λ/(1−λ), [batch, …] */
  constructor(readonly logits: Tensor) {}

  mean(): Tensor {
    return meanOf(this.logits)
  }

  /** The gradient by the logits, x − E[x], is given in closed form; x takes none. */
  logProbability(x: Tensor): Tensor {
    const flat = flatEvent(x)
    return tf.customGrad((logits, save) => {
      const [sum, difference] = fused([logits as Tensor, flat], ([l, x]) => [
        tf.sum(tf.sub(tf.mul(l, x), logNormaliser(l)), 1),
        tf.sub(x, meanOf(l))
      ])
      ;(save as tf.GradSaveFunc)([difference])
      return {
        value: sum,
        gradFunc: (dy: Tensor, [difference]: Tensor[]) => tf.mul(tf.reshape(dy, [-1, 1]), difference)
      }
    })(flatEvent(this.logits))
  }

  logProbabilities(x: Tensor): Tensor {
    return tf.customGrad((logits, save) => {
      const l = logits as Tensor
      ;(save as tf.GradSaveFunc)([tf.sub(x, meanOf(l))])
      return {
        value: tf.sub(tf.mul(l, x), logNormaliser(l)),
        gradFunc: (dy: Tensor, [difference]: Tensor[]) => tf.mul(dy, difference)
      }
    })(this.logits)
  }

  /**
   * The inverse of the CDF (eˡˣ − 1) / (eˡ − 1), in |l|, since the density for −l is the mirrored one: it is
   * −log(1 − v·(1 − e⁻ˡ)) / l of the mirrored uniform number.
   */
  sample(noise: Tensor): Tensor {
    const flipped = tf.greater(this.logits, 0)
    const v = tf.where(flipped, tf.sub(1, noise), noise)
    // Near 0, to first order: some engines compute expm1 and log1p as they are written.
    const small = tf.abs(this.logits)
    const size = tf.maximum(small, 0.02)
    const direct = tf.div(tf.neg(tf.log1p(tf.mul(v, tf.expm1(tf.neg(size))))), size)
    const series = tf.sub(v, tf.mul(tf.mul(small, 0.5), tf.mul(v, tf.sub(1, v))))
    const mirrored = tf.where(tf.less(small, 0.02), series, direct)
    return tf.clipByValue(tf.where(flipped, tf.sub(1, mirrored), mirrored), 0, 1)
  }
}

/** A(l) = max(l, 0) + log((1 − e^−|l|) / |l|); near 0 l/2 + l²/24 − l⁴/2880 + l⁶/181440. */
function logNormaliser(l: Tensor): Tensor {
  const size = tf.maximum(tf.abs(l), near)
  const direct = tf.add(tf.relu(l), tf.log(tf.div(tf.sub(1, tf.exp(tf.neg(size))), size)))
  const series = tf.mul(polynomial(tf.square(l), [1 / 181440, -1 / 2880, 1 / 24]), tf.square(l))
  return tf.where(isNear(l), tf.add(tf.mul(l, 0.5), series), direct)
}

/** E[x] = A′(l) = 1/(1 − e⁻ˡ) − 1/l; near 0 ½ + l/12 − l³/720 + l⁵/30240. */
function meanOf(l: Tensor): Tensor {
  // Of |l| and mirrored, so that the exponential stays in range.
  const size = tf.maximum(tf.abs(l), near)
  const upper = tf.sub(tf.div(1, tf.sub(1, tf.exp(tf.neg(size)))), tf.div(1, size))
  const direct = tf.where(tf.greater(l, 0), upper, tf.sub(1, upper))
  const series = tf.mul(polynomial(tf.square(l), [1 / 30240, -1 / 720, 1 / 12]), l)
  return tf.where(isNear(l), tf.add(series, 0.5), direct)
}

const isNear = (l: Tensor): Tensor => tf.less(tf.abs(l), near)

/** Horner's rule, the highest power first. */
const polynomial = (x: Tensor, [first, second, ...rest]: number[]): Tensor =>
  rest.reduce<Tensor>(
    (sum, coefficient) => tf.add(tf.mul(sum, x), coefficient),
    tf.add(tf.mul(x, first), second)
  )

export const continuousBernoulli: LikelihoodDefinition = {
  kind: 'continuous-bernoulli',
  place: 2,
  words: {
    en: {
      name: 'Continuous Bernoulli',
      help: 'Like Bernoulli, but a true density of values between black and white.'
    },
    'zh-CN': { name: '连续伯努利', help: '与伯努利相似，但对黑白之间的数值是真正的概率密度。' }
  },
  formula: 'log p(x|z) = Σ (log C(y) + x log y + (1 − x) log(1 − y))',
  measure: 'continuous Bernoulli density on grey values',
  pixels: 'numbers',
  noise: 'uniform',
  distribution: (_options, _parameters, output) => new ContinuousBernoulli(output)
}
