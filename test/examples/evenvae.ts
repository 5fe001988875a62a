import * as tf from '@tensorflow/tfjs-core'
import { likelihood, likelihoodParameters, outputShape } from '../../src/engine/distributions/likelihood.ts'
import { Normal, StandardNormal } from '../../src/engine/distributions/normal.ts'
import type { ModelDefinition } from '../../src/engine/models/definition.ts'
import { decoderNetwork, encoderNetwork } from '../../src/engine/networks/network.ts'

/** A VAE whose q(z|x) is as wide for every image, σ² learned (Ghosh et al. 2020, section 3). */
export const evenVae: ModelDefinition = {
  kind: 'even-vae',
  name: 'VAE of one posterior width',
  latent: true,
  prior: true,
  words: {
    en: { name: 'Even VAE', help: 'A VAE that is as sure of where one image lies as of any other.' },
    'zh-CN': { name: '等宽 VAE', help: '对每张图像的位置都同样确定的 VAE。' }
  },
  formula: 'q(z | x) = N(μ(x), diag σ²)',
  build({ latent, network, likelihood: config }, image) {
    const encoder = encoderNetwork(network, image, latent)
    const decoder = decoderNetwork(network, outputShape(config, image), latent)
    return {
      image,
      latent,
      conditions: 0,
      parameters: [
        ...encoder.parameters,
        { name: 'encoder.log_variance', shape: [latent], layout: 'bias', deviation: 0 },
        ...decoder.parameters,
        ...likelihoodParameters(config, image)
      ],
      encode(parameters, x) {
        const mean = encoder.apply(parameters, x)
        return new Normal(mean, tf.add(tf.zerosLike(mean), parameters['encoder.log_variance']))
      },
      decode: (parameters, z) => likelihood(config, parameters, decoder.apply(parameters, z)),
      prior: (_parameters, batch) => new StandardNormal([batch, latent])
    }
  }
}
