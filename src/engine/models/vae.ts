import * as tf from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../shared/schemas.ts'
import { likelihood, likelihoodParameters, outputShape } from '../distributions/likelihood.ts'
import { Normal, StandardNormal } from '../distributions/normal.ts'
import { decoderNetwork, encoderNetwork } from '../networks/network.ts'
import type { ImageShape } from '../networks/parameters.ts'
import type { ModelDefinition } from './definition.ts'
import type { LatentModel } from './model.ts'

/** p(z) = N(0, I), q(z|x) = N(μ(x), diag σ²(x)) (Kingma & Welling 2013, section 3). */
function build(config: RunConfig, image: ImageShape): LatentModel {
  const { latent } = config
  const encoder = encoderNetwork(config.network, image, 2 * latent)
  const decoder = decoderNetwork(config.network, outputShape(config.likelihood, image), latent)
  return {
    image,
    latent,
    conditions: 0,
    parameters: [
      ...encoder.parameters,
      ...decoder.parameters,
      ...likelihoodParameters(config.likelihood, image)
    ],
    encode(parameters, x) {
      const [mean, logVariance] = tf.split(encoder.apply(parameters, x), 2, 1)
      return new Normal(mean, logVariance)
    },
    decode: (parameters, z) => likelihood(config.likelihood, parameters, decoder.apply(parameters, z)),
    prior: (_parameters, batch) => new StandardNormal([batch, latent])
  }
}

export const vae: ModelDefinition = {
  kind: 'vae',
  place: 2,
  name: 'VAE',
  latent: true,
  prior: true,
  words: {
    en: { name: 'VAE', help: 'Learns images and a map that can be drawn from anywhere.' },
    'zh-CN': { name: 'VAE', help: '学习图像以及一张处处可以取样的地图。' }
  },
  formula: 'p(x, z) = p(z) p(x | z),  p(z) = N(0, I)',
  build: build
}
