/** The functions a program offers for a latent model: one training step, evaluation, encoding, decoding. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { RunConfig } from '../shared/schemas.ts'
import { conditionInput } from './conditions.ts'
import type { InputSpec, OutputSpec, PlainFunction, Tensors, TrainingFunction } from './engine.ts'
import { isDensity, noiseSize, type Learner } from './models/learner.ts'
import type { LatentModel } from './models/model.ts'
import { contrast } from './objectives/contrast.ts'
import { estimators } from './objectives/elbo.ts'
import type { ObjectiveSettings } from './objectives/objective.ts'
import { objectiveOf } from './objectives/objectives.ts'
import type { OptimizerRule } from './optimizers.ts'

function pixelSpec(model: Learner, batch: number): InputSpec {
  const { height, width, channels } = model.image
  return { kind: 'pixels', shape: [batch, height, width, channels] }
}

/** The bound's inputs: a mask of ones and zeros leaves the places of a short last batch out of every mean. */
function boundInputs(model: Learner, batch: number, samples: number): Record<string, InputSpec> {
  return {
    pixels: pixelSpec(model, batch),
    noise: { kind: 'float32', shape: [samples, batch, noiseSize(model)] },
    mask: { kind: 'float32', shape: [batch] },
    ...conditionInput(model, batch)
  }
}

const scalar: InputSpec = { kind: 'float32', shape: [] }

/** What a step computes, of a run's settings. */
export type TrainingSettings = ObjectiveSettings &
  Pick<RunConfig, 'batch' | 'samples' | 'objective' | 'schedules' | 'clip' | 'scaling' | 'mapVariance'>

/** The loss and the ELBO's parts as outputs, with what else the objective tells. */
function boundOutputs(model: Learner, settings: Pick<RunConfig, 'objective'>): Record<string, OutputSpec> {
  const others = isDensity(model) ? ['accuracy'] : objectiveOf(settings).reports
  const names = ['loss', 'reconstruction', 'kl', ...others]
  return Object.fromEntries(names.map((name) => [name, { kind: 'float32' }]))
}

function boundTerms(
  settings: Pick<RunConfig, 'objective'> & ObjectiveSettings,
  model: Learner,
  parameters: Tensors,
  { pixels, noise, mask, condition, betaKl }: Tensors
): Tensors {
  const inputs = { x: pixels, noise, mask, condition, betaKl }
  if (isDensity(model)) return { ...contrast(model, parameters, inputs) }
  return { ...objectiveOf(settings).terms(settings, model, parameters, inputs) }
}

/**
 * What a Gaussian prior N(0, σ²·I) on the decoder's weights takes from the objective, once for all images:
 * Σ w² / 2σ² (Kingma & Welling 2013, appendix F). Biases and what a likelihood learns of its own are left free.
 */
function weightPenalty(model: Learner, parameters: Tensors, variance: number): Tensor {
  const weights = model.parameters.filter(
    ({ name, layout }) => name.startsWith('decoder.') && layout !== 'bias'
  )
  const squares = weights.map(({ name }) => tf.sum(tf.square(parameters[name])))
  // One after another: a GPU takes a handful of inputs at once.
  return tf.mul(
    squares.reduce((sum, square) => tf.add(sum, square)),
    0.5 / variance
  )
}

/**
 * The loss that is descended, from the mean loss per image: as it is, or N times it, as N/M Σ over a batch of M
 * estimates the whole set's (Kingma & Welling 2013, eq. 8). The weights' prior enters once for the whole set.
 * @param images N, the images of the whole set
 */
function scaledLoss(
  { scaling, mapVariance }: Pick<RunConfig, 'scaling' | 'mapVariance'>,
  model: Learner,
  parameters: Tensors,
  loss: Tensor,
  images: Tensor
): Tensor {
  const whole = scaling === 'set'
  const scaled = whole ? tf.mul(loss, images) : loss
  if (mapVariance === undefined) return scaled
  const penalty = weightPenalty(model, parameters, mapVariance)
  return tf.add(scaled, whole ? penalty : tf.div(penalty, images))
}

/** The scalars a step is fed beside the optimizer's: those that change, or that the graph must not depend on. */
function stepScalars({ scaling, mapVariance, schedules }: TrainingSettings): Record<string, InputSpec> {
  return {
    ...(scaling === 'set' || mapVariance !== undefined ? { images: scalar } : {}),
    ...(schedules?.betaKl ? { betaKl: scalar } : {})
  }
}

/** One step: the loss is minus the objective, the mean over the batch's images unless it is scaled, in nats. */
export function trainingFunction(
  model: Learner,
  settings: TrainingSettings,
  optimizer: OptimizerRule
): TrainingFunction {
  return {
    inputs: { ...boundInputs(model, settings.batch, settings.samples), ...stepScalars(settings) },
    outputs: boundOutputs(model, settings),
    body(parameters, inputs) {
      const terms = boundTerms(settings, model, parameters, inputs)
      return { ...terms, loss: scaledLoss(settings, model, parameters, terms.loss, inputs.images) }
    },
    optimizer,
    clip: settings.clip
  }
}

/** The bound itself by estimator B, both weights 1, without an update; or what the model has in its place. */
export function evaluationFunction(model: LatentModel, batch: number, samples: number): PlainFunction {
  return objectiveFunction(model, { estimator: 'B', samples }, batch)
}

/** What a run maximises in the end, all schedules done, without an update. */
export function objectiveFunction(
  model: Learner,
  settings: ObjectiveSettings & Pick<RunConfig, 'objective' | 'samples'>,
  batch: number
): PlainFunction {
  return {
    inputs: boundInputs(model, batch, settings.samples),
    outputs: boundOutputs(model, settings),
    body: (parameters, inputs) => boundTerms(settings, model, parameters, inputs)
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

/**
 * μ(c) and σ(c) of a batch of conditions, [batch, D] each: where the prior of each lies, and how wide it is.
 * @param batch every label at once when left out
 */
export function priorsFunction(model: LatentModel, batch = model.conditions): PlainFunction {
  return {
    inputs: conditionInput(model, batch),
    outputs: { means: { kind: 'float32' }, deviations: { kind: 'float32' } },
    body(parameters, { condition }) {
      const prior = model.prior(parameters, batch, condition)
      const means = prior.mean()
      const deviations = tf.sub(prior.sample(tf.onesLike(means)), means)
      return { means, deviations }
    }
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
