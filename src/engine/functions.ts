/** The functions a program offers for a latent model: one training step, evaluation, encoding, decoding. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { InputSpec, PlainFunction, Tensors, TrainingFunction } from './engine.ts'
import type { LatentModel } from './models/model.ts'
import { elboB } from './objectives/elbo.ts'
import type { OptimizerRule } from './optimizers.ts'

function pixelSpec(model: LatentModel, batch: number): InputSpec {
  const { height, width, channels } = model.image
  return { kind: 'pixels', shape: [batch, height, width, channels] }
}

/** The bound's inputs: a mask of ones and zeros leaves the places of a short last batch out of every mean. */
function boundInputs(model: LatentModel, batch: number, samples: number): Record<string, InputSpec> {
  return {
    pixels: pixelSpec(model, batch),
    noise: { kind: 'float32', shape: [samples, batch, model.latent] },
    mask: { kind: 'float32', shape: [batch] }
  }
}

function maskedMean(values: Tensor, mask: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(values, mask)), tf.sum(mask))
}

function boundTerms(model: LatentModel, parameters: Tensors, inputs: Tensors): Tensors {
  const terms = elboB(model, parameters, inputs.pixels, inputs.noise)
  const reconstruction = maskedMean(terms.reconstruction, inputs.mask)
  const kl = maskedMean(terms.kl, inputs.mask)
  return { loss: tf.sub(kl, reconstruction), reconstruction, kl }
}

const scalarOutputs = {
  loss: { kind: 'float32' },
  reconstruction: { kind: 'float32' },
  kl: { kind: 'float32' }
} as const

/** One step: loss = −ELBO, the mean over the batch's images, in nats. */
export function trainingFunction(
  model: LatentModel,
  batch: number,
  samples: number,
  optimizer: OptimizerRule
): TrainingFunction {
  return {
    inputs: boundInputs(model, batch, samples),
    outputs: scalarOutputs,
    body: (parameters, inputs) => boundTerms(model, parameters, inputs),
    optimizer
  }
}

/** The same bound without an update. */
export function evaluationFunction(model: LatentModel, batch: number, samples: number): PlainFunction {
  return {
    inputs: boundInputs(model, batch, samples),
    outputs: scalarOutputs,
    body: (parameters, inputs) => boundTerms(model, parameters, inputs)
  }
}

/** Images to the posterior's mean and log variance, [batch, D] each. */
export function encodingFunction(model: LatentModel, batch: number): PlainFunction {
  return {
    inputs: { pixels: pixelSpec(model, batch) },
    outputs: { mean: { kind: 'float32' }, logVariance: { kind: 'float32' } },
    body(parameters, { pixels }) {
      const posterior = model.encode(parameters, pixels)
      return { mean: posterior.location, logVariance: posterior.logVariance }
    }
  }
}

/** Latents to the decoder's mean as pixels. */
export function decodingFunction(model: LatentModel, batch: number): PlainFunction {
  return {
    inputs: { z: { kind: 'float32', shape: [batch, model.latent] } },
    outputs: { pixels: { kind: 'pixels' } },
    body: (parameters, { z }) => ({ pixels: model.decode(parameters, z).mean() })
  }
}
