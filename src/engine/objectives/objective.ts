import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ObjectiveChoice } from '../../shared/catalogue.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import type { Tensors } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'

/** Weights of the two parts of the bound; with both 1 what is maximised is the ELBO. */
export type Weights = Pick<RunConfig, 'betaReconstruction' | 'betaKl'>

export type ObjectiveSettings = Weights & Pick<RunConfig, 'estimator' | 'freeBits'>

export interface ObjectiveInputs {
  /** Images in 0…1, [batch, height, width, channels]. */
  x: Tensor
  /** Standard normal, [samples, batch, D]. */
  noise: Tensor
  /** Ones for the images that count, zeros for the padding of a short batch, [batch]. */
  mask: Tensor
  /** [batch, …], for a model that wants one. */
  condition?: Tensor
  /** The KL's weight, a scalar, where it follows a schedule; the settings' otherwise. */
  betaKl?: Tensor
}

/** Scalars in nats, means over the batch's images. */
export interface ObjectiveTerms {
  /** Minus what is maximised. */
  loss: Tensor
  /** E_q log p(x|z) and the KL of the ELBO, without any weight. */
  reconstruction: Tensor
  kl: Tensor
  /** A tighter bound, where that is what is maximised. */
  bound?: Tensor
  /** The share of images and noise that a density classifier tells right. */
  accuracy?: Tensor
}

/** What training maximises, as its module defines it. */
export interface Objective extends ObjectiveChoice {
  /** What it tells beside the loss and the ELBO's parts. */
  reports: 'bound'[]
  terms(
    settings: ObjectiveSettings,
    model: LatentModel,
    parameters: Tensors,
    inputs: ObjectiveInputs
  ): ObjectiveTerms
}

/** The mean over the images that count, of values [batch] or [batch, …]; → [] or […]. */
export function maskedMean(values: Tensor, mask: Tensor): Tensor {
  if (values.rank === 1) return tf.div(tf.sum(tf.mul(values, mask)), tf.sum(mask))
  const column = tf.reshape(mask, [-1, ...values.shape.slice(1).map(() => 1)])
  return tf.div(tf.sum(tf.mul(values, column), 0), tf.sum(mask))
}
