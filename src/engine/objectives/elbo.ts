/** Two estimators of the evidence lower bound (Kingma & Welling 2013, section 2.3), and the objective made of them. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { klDimensions, klDivergence } from '../distributions/kl.ts'
import type { Tensors } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'
import { draw, logProbabilities } from './draw.ts'
import { maskedMean, type Objective } from './objective.ts'

/** The parts of the evidence lower bound, each [batch] in nats; the bound is reconstruction − kl. */
export interface ElboTerms {
  reconstruction: Tensor
  kl: Tensor
  /** The KL of each latent dimension, [batch, D], where it is known in closed form. */
  klDimensions?(): Tensor
}

export type Estimator = (
  model: LatentModel,
  parameters: Tensors,
  x: Tensor,
  noise: Tensor,
  condition?: Tensor
) => ElboTerms

/**
 * Estimator B: −KL(q(z|x) ‖ p(z)) + 1/L Σ_l log p(x|z_l), the KL in closed form (eq. 7; with a condition c, all
 * three given c: Sohn, Lee & Yan 2015, eq. 4).
 * @param x images in 0…1, [batch, height, width, channels]
 * @param noise standard normal, [samples, batch, latent]
 * @param condition one-hot, [batch, conditions]
 */
export const elboB: Estimator = (model, parameters, x, noise, condition) => {
  const { posterior, prior, logLikelihood } = draw(model, parameters, x, noise, condition)
  return {
    reconstruction: tf.mean(logLikelihood, 0),
    kl: klDivergence(posterior, prior),
    klDimensions: () => klDimensions(posterior, prior)
  }
}

/**
 * Estimator A: 1/L Σ_l log p(x, z_l) − log q(z_l|x) (eq. 6). Its KL part, log q − log p(z) at the samples, is an
 * estimate too, so its gradient varies more than B's.
 */
export const elboA: Estimator = (model, parameters, x, noise, condition) => {
  const { posterior, prior, z, logLikelihood } = draw(model, parameters, x, noise, condition)
  return {
    reconstruction: tf.mean(logLikelihood, 0),
    kl: tf.mean(tf.sub(logProbabilities(posterior, z), logProbabilities(prior, z)), 0)
  }
}

/** Both by their name on the command line. */
export const estimators: Record<'A' | 'B', Estimator> = { A: elboA, B: elboB }

/**
 * What is maximised: β_r·reconstruction − β_kl·KL (Higgins et al. 2017). With free bits the KL in it is
 * Σ_d max(λ, mean over the batch of KL_d): below λ nats a dimension's KL costs nothing more and has no gradient
 * (Kingma et al. 2016, eq. 15, a group for each dimension).
 */
export const elbo: Objective = {
  kind: 'elbo',
  place: 1,
  words: {
    en: {
      name: 'ELBO',
      help: 'A lower bound of log p(x): what an image keeps, less what its latent costs.'
    },
    'zh-CN': { name: 'ELBO（证据下界）', help: 'log p(x) 的下界：图像保留了多少，减去其潜变量的代价。' }
  },
  formula: 'log p(x) ≥ E[log p(x|z)] − KL(q(z|x) ‖ p(z))',
  reports: [],
  terms(settings, model, parameters, { x, noise, mask, condition, betaKl }) {
    const { betaReconstruction = 1, freeBits } = settings
    const estimator = model.objective ?? estimators[settings.estimator]
    const parts = estimator(model, parameters, x, noise, condition)
    const reconstruction = maskedMean(parts.reconstruction, mask)
    const kl = maskedMean(parts.kl, mask)
    const costly =
      freeBits && parts.klDimensions
        ? tf.sum(tf.maximum(maskedMean(parts.klDimensions(), mask), freeBits))
        : kl
    const loss = tf.sub(
      weighted(costly, betaKl ?? settings.betaKl ?? 1),
      weighted(reconstruction, betaReconstruction)
    )
    return { loss, reconstruction, kl }
  }
}

const weighted = (value: Tensor, weight: number | Tensor) => (weight === 1 ? value : tf.mul(value, weight))
