/**
 * The Gaussian likelihoods: their variance a setting, one for all pixels and learned, or each pixel's own. The mean
 * goes through a sigmoid, so that it stays in the images' range 0…1.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LikelihoodDefinition } from './likelihood.ts'
import { IsotropicNormal, Normal } from './normal.ts'

/** A learned σ starts at 0.22, about what pixels miss before anything is learnt. */
const startLogVariance = -3

/**
 * A learned deviation is at least 0.01 of the range, two and a half grey levels. The images are bytes: a narrower
 * density says little about them, but rises without bound where pixels sit exactly on a level, and a single pixel
 * that is not as it always was then costs tens of thousands of nats.
 */
const leastVariance = 0.01 ** 2

const floored = (logVariance: Tensor): Tensor => tf.log(tf.add(tf.exp(logVariance), leastVariance))

export const gaussian: LikelihoodDefinition<'variance'> = {
  kind: 'gaussian',
  place: 3,
  words: {
    en: {
      name: 'Gaussian, fixed σ',
      help: 'Each pixel as a value with noise around it; good for photographs.'
    },
    'zh-CN': { name: '高斯，σ 固定', help: '把每个像素看作带噪声的数值；适合照片。' }
  },
  formula: 'log p(x|z) = −Σ ((x − y)² / 2σ² + ½ log 2πσ²)',
  measure: ({ variance }) => `Gaussian, variance ${variance}`,
  pixels: 'numbers',
  options: [
    {
      key: 'variance',
      words: {
        en: { name: 'Variance', help: 'Smaller makes sharper reconstructions and a looser map.' },
        'zh-CN': { name: '方差', help: '越小重建越清晰，地图越松散。' }
      },
      formula: 'σ²',
      usual: 0.01,
      min: 1e-9,
      max: 1e9
    }
  ],
  noise: 'normal',
  distribution: ({ variance }, _parameters, output) =>
    new IsotropicNormal(tf.sigmoid(output), Math.log(variance))
}

export const gaussianSigma: LikelihoodDefinition = {
  kind: 'gaussian-sigma',
  place: 4,
  words: {
    en: {
      name: 'Gaussian, learned σ',
      help: 'Each pixel as a value with noise around it, and the model learns how much.'
    },
    'zh-CN': { name: '高斯，学习 σ', help: '每个像素是一个带噪声的值，噪声的大小由模型学习。' }
  },
  formula: 'log p(x|z) = −Σ ((x − y)² / 2σ² + ½ log 2πσ²)',
  measure: 'Gaussian density, one learned σ',
  pixels: 'numbers',
  noise: 'normal',
  parameters: () => [
    { name: 'decoder.log_variance', shape: [1], layout: 'bias', deviation: 0, start: startLogVariance }
  ],
  distribution: (_options, parameters, output) =>
    new IsotropicNormal(tf.sigmoid(output), floored(parameters['decoder.log_variance']))
}

export const gaussianLearned: LikelihoodDefinition = {
  kind: 'gaussian-learned',
  place: 5,
  words: {
    en: { name: 'Gaussian, σ per pixel', help: 'The model also says, pixel by pixel, how sure it is.' },
    'zh-CN': { name: '高斯，逐像素 σ', help: '模型还会逐像素说明自己有多确定。' }
  },
  formula: 'log p(x|z) = −Σ ((x − y)² / 2σ(z)² + ½ log 2πσ(z)²)',
  measure: 'Gaussian density, learned mean and variance of each pixel',
  pixels: 'numbers',
  noise: 'normal',
  outputs: 2,
  distribution(_options, _parameters, output) {
    const [mean, logVariance] = tf.split(output, 2, -1)
    return new Normal(tf.sigmoid(mean), floored(tf.add(logVariance, startLogVariance)))
  }
}
