/** The importance weighted bound (Burda, Grosse & Salakhutdinov 2016). */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'
import { draw, logProbabilities } from './draw.ts'
import { maskedMean, type Objective } from './objective.ts'

/**
 * The logarithms of the importance weights p(x, z_l) / q(z_l|x) with z_l = μ + σ·ε_l. The logarithm of their mean
 * over k samples is a bound on log p(x) that rises with k (eq. 8).
 * @param x images in 0…1, [batch, height, width, channels]
 * @param noise standard normal, [samples, batch, latent]
 * @param condition one-hot, [batch, conditions]; everything is then given it
 * @returns nats, [samples, batch]
 */
export function logImportanceWeights(
  model: LatentModel,
  parameters: Tensors,
  x: Tensor,
  noise: Tensor,
  condition?: Tensor
): Tensor {
  const { posterior, prior, z, logLikelihood } = draw(model, parameters, x, noise, condition)
  return tf.add(logLikelihood, tf.sub(logProbabilities(prior, z), logProbabilities(posterior, z)))
}

/**
 * log 1/k Σ_l p(x, z_l) / q(z_l|x) (eq. 8), its gradient the weights' shares (eq. 14). With k = 1 it is estimator A.
 * What is told as reconstruction and KL are the parts of estimator A at the same samples.
 */
export const importance: Objective = {
  kind: 'importance',
  place: 2,
  words: {
    en: {
      name: 'Importance weighted',
      help: 'A tighter bound of log p(x) from several weighted samples; slower.'
    },
    'zh-CN': { name: '重要性加权', help: '用多个加权样本得到更紧的 log p(x) 下界；更慢。' }
  },
  formula: 'log 1/L Σₗ p(x, zₗ) / q(zₗ | x)',
  samples: 5,
  reports: ['bound'],
  terms(_settings, model, parameters, { x, noise, mask, condition }) {
    const { posterior, prior, z, logLikelihood } = draw(model, parameters, x, noise, condition)
    const divergence = tf.sub(logProbabilities(posterior, z), logProbabilities(prior, z))
    // The largest weight is taken out first, so that nothing overflows.
    const total = tf.logSumExp(tf.sub(logLikelihood, divergence), 0)
    const bound = maskedMean(tf.sub(total, Math.log(noise.shape[0])), mask)
    return {
      loss: tf.neg(bound),
      reconstruction: maskedMean(tf.mean(logLikelihood, 0), mask),
      kl: maskedMean(tf.mean(divergence, 0), mask),
      bound
    }
  }
}
