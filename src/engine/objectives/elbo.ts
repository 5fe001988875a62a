/** Two estimators of the evidence lower bound (Kingma & Welling 2013, section 2.3). */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { klDivergence } from '../distributions/kl.ts'
import type { Normal, StandardNormal } from '../distributions/normal.ts'
import type { Tensors } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'

/** The parts of the evidence lower bound, each [batch] in nats; the bound is reconstruction − kl. */
export interface ElboTerms {
  reconstruction: Tensor
  kl: Tensor
}

export type Estimator = (
  model: LatentModel,
  parameters: Tensors,
  x: Tensor,
  noise: Tensor,
  condition?: Tensor
) => ElboTerms

/** What both estimators need: the posterior, the prior, z_l = μ + σ·ε_l, and log p(x|z_l) averaged over l. */
function draw(model: LatentModel, parameters: Tensors, x: Tensor, noise: Tensor, condition?: Tensor) {
  const [samples, batch, latent] = noise.shape
  const posterior = model.encode(parameters, x, condition)
  const prior = model.prior(parameters, batch, condition)
  const z = posterior.sample(noise)
  // All samples go through the decoder as one larger batch.
  const repeat = (values: Tensor) =>
    samples === 1 ? values : tf.tile(values, [samples, ...values.shape.slice(1).map(() => 1)])
  const decoded = model.decode(
    parameters,
    tf.reshape(z, [samples * batch, latent]),
    condition && repeat(condition)
  )
  const logProbability = tf.reshape(decoded.logProbability(repeat(x)), [samples, batch])
  return { posterior, prior, z, reconstruction: tf.mean(logProbability, 0) }
}

/**
 * Estimator B: −KL(q(z|x) ‖ p(z)) + 1/L Σ_l log p(x|z_l), the KL in closed form (eq. 7; with a condition c, all
 * three given c: Sohn, Lee & Yan 2015, eq. 4).
 * @param x images in 0…1, [batch, height, width, channels]
 * @param noise standard normal, [samples, batch, latent]
 * @param condition one-hot, [batch, conditions]
 */
export const elboB: Estimator = (model, parameters, x, noise, condition) => {
  const { posterior, prior, reconstruction } = draw(model, parameters, x, noise, condition)
  return { reconstruction, kl: klDivergence(posterior, prior) }
}

/**
 * Estimator A: 1/L Σ_l log p(x, z_l) − log q(z_l|x) (eq. 6). Its KL part, log q − log p(z) at the samples, is an
 * estimate too, so its gradient varies more than B's.
 */
export const elboA: Estimator = (model, parameters, x, noise, condition) => {
  const { posterior, prior, z, reconstruction } = draw(model, parameters, x, noise, condition)
  const [samples, batch, latent] = noise.shape
  const each = (distribution: Normal | StandardNormal) =>
    tf.stack(
      Array.from({ length: samples }, (_, sample) =>
        distribution.logProbability(
          tf.reshape(tf.slice(z, [sample, 0, 0], [1, batch, latent]), [batch, latent])
        )
      )
    )
  return { reconstruction, kl: tf.mean(tf.sub(each(posterior), each(prior)), 0) }
}

/** Both by their name on the command line. */
export const estimators: Record<'A' | 'B', Estimator> = { A: elboA, B: elboB }
