/** The functions a program offers for a latent model: one training step, evaluation, encoding, decoding. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { InputSpec, PlainFunction, Tensors, TrainingFunction } from './engine.ts'
import type { LatentModel } from './models/model.ts'
import { estimators, type Estimator } from './objectives/elbo.ts'
import type { RunConfig } from '../shared/schemas.ts'
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
    mask: { kind: 'float32', shape: [batch] },
    ...conditionInput(model, batch)
  }
}

/** The one-hot condition of each place, for a model that wants one. */
function conditionInput(model: LatentModel, batch: number): Record<string, InputSpec> {
  return model.conditions > 0 ? { condition: { kind: 'float32', shape: [batch, model.conditions] } } : {}
}

/** What is maximised: β_r·reconstruction − β_kl·KL; with both weights 1 it is the ELBO. */
export type Weights = Pick<RunConfig, 'betaReconstruction' | 'betaKl'>

/** The weighted objective of a bound's parts. */
export function objectiveOf(
  { betaReconstruction = 1, betaKl = 1 }: Weights,
  { reconstruction, kl }: { reconstruction: number; kl: number }
): number {
  return betaReconstruction * reconstruction - betaKl * kl
}

function maskedMean(values: Tensor, mask: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(values, mask)), tf.sum(mask))
}

function boundTerms(
  estimator: Estimator,
  { betaReconstruction = 1, betaKl = 1 }: Weights,
  model: LatentModel,
  parameters: Tensors,
  inputs: Tensors
): Tensors {
  const terms = estimator(model, parameters, inputs.pixels, inputs.noise, inputs.condition)
  const reconstruction = maskedMean(terms.reconstruction, inputs.mask)
  const kl = maskedMean(terms.kl, inputs.mask)
  const weighted = (value: Tensor, weight: number) => (weight === 1 ? value : tf.mul(value, weight))
  const loss = tf.sub(weighted(kl, betaKl), weighted(reconstruction, betaReconstruction))
  return { loss, reconstruction, kl }
}

const scalarOutputs = {
  loss: { kind: 'float32' },
  reconstruction: { kind: 'float32' },
  kl: { kind: 'float32' }
} as const

export interface TrainingSettings extends Weights {
  batch: number
  /** L, noise samples an image. */
  samples: number
  estimator: 'A' | 'B'
}

/** One step: the loss is minus the weighted objective, the mean over the batch's images, in nats. */
export function trainingFunction(
  model: LatentModel,
  settings: TrainingSettings,
  optimizer: OptimizerRule
): TrainingFunction {
  const { batch, samples } = settings
  const estimator = model.objective ?? estimators[settings.estimator]
  return {
    inputs: boundInputs(model, batch, samples),
    outputs: scalarOutputs,
    body: (parameters, inputs) => boundTerms(estimator, settings, model, parameters, inputs),
    optimizer
  }
}

/** The bound itself by estimator B, both weights 1, without an update; or what the model has in its place. */
export function evaluationFunction(model: LatentModel, batch: number, samples: number): PlainFunction {
  return {
    inputs: boundInputs(model, batch, samples),
    outputs: scalarOutputs,
    body: (parameters, inputs) => boundTerms(model.objective ?? estimators.B, {}, model, parameters, inputs)
  }
}

/** Images to the posterior's mean and log variance, [batch, D] each. */
export function encodingFunction(model: LatentModel, batch: number): PlainFunction {
  return {
    inputs: { pixels: pixelSpec(model, batch), ...conditionInput(model, batch) },
    outputs: { mean: { kind: 'float32' }, logVariance: { kind: 'float32' } },
    body(parameters, { pixels, condition }) {
      const posterior = model.encode(parameters, pixels, condition)
      return { mean: posterior.location, logVariance: posterior.logVariance }
    }
  }
}

/** Latents to the decoder's mean as pixels. */
export function decodingFunction(model: LatentModel, batch: number): PlainFunction {
  return {
    inputs: { z: { kind: 'float32', shape: [batch, model.latent] }, ...conditionInput(model, batch) },
    outputs: { pixels: { kind: 'pixels' } },
    body: (parameters, { z, condition }) => ({ pixels: model.decode(parameters, z, condition).mean() })
  }
}

/** μ(c) of every label, [conditions, D]: the centre of the prior each label has. */
export function priorMeansFunction(model: LatentModel): PlainFunction {
  return {
    inputs: { condition: { kind: 'float32', shape: [model.conditions, model.conditions] } },
    outputs: { means: { kind: 'float32' } },
    body: (parameters, { condition }) => ({
      means: model.prior(parameters, model.conditions, condition).mean()
    })
  }
}

/** Each image's bound at the posterior's mean, [batch]: how well a condition explains an image. */
export function scoringFunction(model: LatentModel, batch: number): PlainFunction {
  return {
    inputs: { pixels: pixelSpec(model, batch), ...conditionInput(model, batch) },
    outputs: { bounds: { kind: 'float32' } },
    body(parameters, { pixels, condition }) {
      const noise = tf.zeros([1, batch, model.latent])
      const terms = estimators.B(model, parameters, pixels, noise, condition)
      return { bounds: tf.sub(terms.reconstruction, terms.kl) }
    }
  }
}
