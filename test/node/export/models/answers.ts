/** What a model answers to fixed inputs, by the engine itself. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { givenMask } from '../../../../src/engine/models/quadrants.ts'
import type { Normal } from '../../../../src/engine/distributions/normal.ts'
import { isDensity } from '../../../../src/engine/models/learner.ts'
import type { LatentModel } from '../../../../src/engine/models/model.ts'
import type { ImageShape } from '../../../../src/engine/networks/parameters.ts'
import { numbers, type Made } from './cases.ts'

export interface Question {
  /** The graph that is asked. */
  graph: string
  /** Values by input, the batch in front, channels last. */
  inputs: Record<string, { shape: number[]; values: Float32Array }>
  outputs: Record<string, Float32Array>
}

const batch = 3

/** One-hot labels, or the given quadrants of images. */
function conditionOf(
  model: LatentModel,
  image: ImageShape
): { entering: Float32Array; shape: number[] } | undefined {
  const shape = [batch, image.height, image.width, image.channels]
  if (model.given) {
    const mask = givenMask(image, model.given)
    const entering = numbers(batch * mask.length, 3).map((value, at) => value * mask[at % mask.length])
    return { entering, shape }
  }
  if (model.conditions === 0) return undefined
  const entering = new Float32Array(batch * model.conditions)
  for (let row = 0; row < batch; row++) entering[row * model.conditions + (row % model.conditions)] = 1
  return { entering, shape: [batch, model.conditions] }
}

/** A question to each graph of a model. */
export function questions(made: Made): Question[] {
  tf.engine().startScope()
  try {
    return ask(made)
  } finally {
    tf.engine().endScope()
  }
}

function ask(made: Made): Question[] {
  const { model, image, config } = made
  const variables = Object.fromEntries(
    Object.entries(made.variables).map(([name, { shape, values }]) => [name, tf.tensor(values, shape)])
  )
  const shape = [batch, image.height, image.width, image.channels]
  const pixels = numbers(
    shape.reduce((product, extent) => product * extent, 1),
    1
  )
  const values = (tensor: Tensor) => tensor.dataSync().slice() as Float32Array
  if (isDensity(model)) {
    const logOdds = values(model.logOdds(variables, tf.tensor(pixels, shape)))
    const inputs = { image: { shape, values: pixels } }
    return [{ graph: 'classifier', inputs, outputs: { log_odds: logOdds } }]
  }
  const z = numbers(batch * model.latent, 2).map((value) => 4 * value - 2)
  const known = conditionOf(model, image)
  const condition = known && tf.tensor(known.entering, known.shape)
  const taken = known ? { condition: { shape: known.shape, values: known.entering } } : undefined

  const posterior = model.encode(variables, tf.tensor(pixels, shape), condition)
  const encoded = { mean: values(posterior.location), log_variance: values(posterior.logVariance) }
  let decoded = values(model.decode(variables, tf.tensor(z, [batch, model.latent]), condition).mean())
  if (model.given) decoded = missingOnly(model, image, decoded)
  const asked: Question[] = [
    {
      graph: 'encoder',
      inputs: { image: { shape, values: pixels }, ...taken },
      outputs: config.model === 'ae' ? { z: encoded.mean } : encoded
    },
    {
      graph: 'decoder',
      inputs: { z: { shape: [batch, model.latent], values: z }, ...taken },
      outputs: { image: decoded }
    }
  ]
  if (taken && config.prior !== 'standard') {
    const prior = model.prior(variables, batch, condition) as Normal
    const learned = config.prior === 'conditional' || (model.given && config.prior === undefined)
    const outputs: Question['outputs'] = { mean: values(prior.location) }
    if (learned) outputs.log_variance = values(prior.logVariance)
    asked.push({ graph: 'prior', inputs: taken, outputs })
  }
  return asked
}

/** NaN where the pixel is given, since there the model shows the given one and a decoder what it likes. */
function missingOnly(model: LatentModel, image: ImageShape, pixels: Float32Array): Float32Array {
  const mask = givenMask(image, model.given!)
  return pixels.map((value, at) => (mask[at % mask.length] ? NaN : value))
}

/** The largest absolute difference, where there is something to compare. */
export function difference(wanted: ArrayLike<number>, got: ArrayLike<number>): number {
  if (wanted.length !== got.length) return Infinity
  let largest = 0
  for (let at = 0; at < wanted.length; at++)
    if (!Number.isNaN(wanted[at])) {
      const apart = Math.abs(wanted[at] - got[at])
      if (!(apart <= largest)) largest = apart
    }
  return largest
}
