import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { klDivergence } from '../distributions/kl.ts'
import type { Tensors } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'

/** The parts of the evidence lower bound, each [batch] in nats; the bound is reconstruction − kl. */
export interface ElboTerms {
  reconstruction: Tensor
  kl: Tensor
}

/**
 * Estimator B of the evidence lower bound, −KL(q(z|x) ‖ p(z)) + 1/L Σ_l log p(x|z_l) with z_l = μ + σ·ε_l and the
 * KL in closed form (Kingma & Welling 2013, eq. 7).
 * @param x images in 0…1, [batch, height, width, channels]
 * @param noise standard normal, [samples, batch, latent]
 */
export function elboB(model: LatentModel, parameters: Tensors, x: Tensor, noise: Tensor): ElboTerms {
  const [samples, batch, latent] = noise.shape
  const posterior = model.encode(parameters, x)
  const kl = klDivergence(posterior, model.prior(parameters, batch))
  // All samples go through the decoder as one larger batch.
  const z = tf.reshape(posterior.sample(noise), [samples * batch, latent])
  const repeated = samples === 1 ? x : tf.tile(x, [samples, 1, 1, 1])
  const logProbability = model.decode(parameters, z).logProbability(repeated)
  return { reconstruction: tf.mean(tf.reshape(logProbability, [samples, batch]), 0), kl }
}
