/**
 * The observation model, how likely what was observed is given a decoded image μ = E[x|z]:
 *
 * - a hole: the decoder's own log p(x|z), summed over the observed pixels alone;
 * - noise of deviation σ: N(y; μ, r² + σ²), where r² is the variance that decoded images leave to real ones. In
 *   bytes all that noise took below black or above white is black or white, so those have the probability of all
 *   that lies beyond (a censored normal);
 * - an image made smaller or blurred by A: N(y; A·μ, r_A²), where r_A² is the same variance seen through A;
 * - salt and pepper of share s: (1 − s)·N(y; μ, r²) + s/2·N(y; 0, r²) + s/2·N(y; 1, r²).
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Degradation } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { said } from '../../../shared/problems.ts'
import type { Distribution, FactorisedDistribution } from '../../distributions/distribution.ts'
import { sumEvent } from '../../distributions/event.ts'
import type { HostArrays, InputSpec, Tensors } from '../../engine.ts'
import type { ImageShape } from '../../networks/parameters.ts'
import { operatorOf } from './degradations.ts'
import type { Image } from './image.ts'

/** Which of the likelihoods above a degradation has. */
export type ObservationKind = 'hole' | 'linear' | 'impulse'

export const observationKind = ({ kind }: Degradation): ObservationKind =>
  kind === 'hole' || kind === 'impulse' ? kind : 'linear'

/** What the likelihood is fed beside z; all chains have the same. */
export function observationInputs(
  kind: ObservationKind,
  image: ImageShape,
  observed: ImageShape
): Record<string, InputSpec> {
  const input = (...shape: number[]): InputSpec => ({ kind: 'float32', shape })
  const { height, width, channels } = observed
  const y = input(1, height, width, channels)
  if (kind === 'hole') return { y, known: input(1, height, width, 1) }
  if (kind === 'impulse') return { y, deviation: input(), share: input() }
  const [rows, columns] = [input(image.height, height), input(image.width, width)]
  return { y, ends: y, rows, columns, deviation: input() }
}

/** The values of those inputs. @param deviation of an observed pixel from A·μ, where there is one */
export function observationValues(
  observed: Image,
  degradation: Degradation,
  shape: ImageShape,
  deviation: number
): HostArrays {
  const y = observed.values
  const scalar = (value: number) => Float32Array.of(value)
  if (degradation.kind === 'hole')
    return { y, known: Float32Array.from(degradation.hole, (hole) => 1 - hole) }
  if (degradation.kind === 'impulse')
    return { y, deviation: scalar(deviation), share: scalar(degradation.share) }
  const { rows, columns } = operatorOf(degradation, shape)
  // Black and white are cut off only where noise was added; a mean of pixels is never beyond them.
  const noisy = degradation.kind === 'gaussian' && degradation.deviation > 0
  const ends = y.map((value) => (!noisy ? 0 : value === 0 ? -1 : value === 1 ? 1 : 0))
  const flipped = (matrix: typeof rows) =>
    Float32Array.from(
      { length: matrix.values.length },
      (_, at) => matrix.values[(at % matrix.rows) * matrix.columns + Math.floor(at / matrix.rows)]
    )
  return { y, ends, rows: flipped(rows), columns: flipped(columns), deviation: scalar(deviation) }
}

/** log p(y|z) of each chain in nats, [chains]. @param decoded p(x|z) of [chains, height, width, channels] */
export function logLikelihood(kind: ObservationKind, decoded: Distribution, inputs: Tensors): Tensor {
  if (kind === 'hole') return sumEvent(tf.mul(factorised(decoded).logProbabilities(inputs.y), inputs.known))
  const mean = decoded.mean()
  return sumEvent(kind === 'impulse' ? impulse(mean, inputs) : linear(mean, inputs))
}

function factorised(decoded: Distribution): FactorisedDistribution {
  if ('logProbabilities' in decoded) return decoded as FactorisedDistribution
  throw new AppError('input', said('mask-model'))
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)

/** log N(y; μ, σ²) of every pixel. */
const logNormal = (y: Tensor, mean: Tensor | number, deviation: Tensor): Tensor =>
  tf.sub(tf.mul(tf.square(tf.div(tf.sub(y, mean), deviation)), -0.5), tf.add(tf.log(deviation), halfLogTwoPi))

/** log Φ(u), by the logistic function that is nearest to it (Page 1977: the error of Φ is below 0.00015). */
const logNormalCdf = (u: Tensor): Tensor =>
  tf.neg(tf.softplus(tf.neg(tf.add(tf.mul(u, 1.5976), tf.mul(tf.mul(u, tf.square(u)), 0.07056)))))

function linear(mean: Tensor, { y, ends, rows, columns, deviation }: Tensors): Tensor {
  const seen = weighed(mean, rows as Tensor2D, columns as Tensor2D)
  const atEnd = tf.abs(ends)
  const beyond = logNormalCdf(tf.mul(ends, tf.div(tf.sub(seen, y), deviation)))
  return tf.add(tf.mul(tf.sub(1, atEnd), logNormal(y, seen, deviation)), tf.mul(atEnd, beyond))
}

/** R·x·Cᵀ of images [n, height, width, channels], by Rᵀ [height, h] and Cᵀ [width, w]. */
function weighed(x: Tensor, rows: Tensor2D, columns: Tensor2D): Tensor {
  const [count, height, width, channels] = x.shape
  const [down, across] = [rows.shape[1], columns.shape[1]]
  const flat = (tensor: Tensor, last: number) => tf.reshape(tensor, [-1, last]) as Tensor2D
  const byRow = tf.matMul(flat(tf.transpose(x, [0, 3, 1, 2]), width), columns)
  const turned = tf.transpose(tf.reshape(byRow, [count, channels, height, across]), [0, 1, 3, 2])
  const byColumn = tf.matMul(flat(turned, height), rows)
  return tf.transpose(tf.reshape(byColumn, [count, channels, across, down]), [0, 3, 2, 1])
}

function impulse(mean: Tensor, { y, deviation, share }: Tensors): Tensor {
  const half = tf.log(tf.maximum(tf.mul(share, 0.5), 1e-12))
  const parts = [
    tf.add(logNormal(y, mean, deviation), tf.log(tf.sub(1, share))),
    // The same for every chain; spread over them, since only equal shapes are stacked.
    tf.add(tf.add(logNormal(y, 0, deviation), half), tf.zerosLike(mean)),
    tf.add(tf.add(logNormal(y, 1, deviation), half), tf.zerosLike(mean))
  ]
  const largest = parts.reduce((a, b) => tf.maximum(a, b))
  return tf.add(largest, tf.log(tf.addN(parts.map((part) => tf.exp(tf.sub(part, largest))))))
}
