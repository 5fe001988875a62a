import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import { likelihood, likelihoodParameters, outputShape } from '../distributions/likelihood.ts'
import { Normal } from '../distributions/normal.ts'
import { decoderNetwork, encoderNetwork } from '../networks/network.ts'
import type { ImageShape } from '../networks/parameters.ts'
import { reconstructionAlone } from '../objectives/reconstruction.ts'
import type { ModelDefinition } from './definition.ts'
import type { LatentModel } from './model.ts'

/**
 * The autoencoder: z = encoder(x), trained to maximise log p(x|z), with nothing on z. Its posterior is a point, a
 * Gaussian of variance 0; where its codes lie, and which z between them mean anything, nothing says.
 */
function autoencoder(config: RunConfig, image: ImageShape): LatentModel {
  const { latent } = config
  const encoder = encoderNetwork(config.network, image, latent)
  const decoder = decoderNetwork(config.network, outputShape(config.likelihood, image), latent)
  return {
    image,
    latent,
    conditions: 0,
    objective: reconstructionAlone,
    parameters: [
      ...encoder.parameters,
      ...decoder.parameters,
      ...likelihoodParameters(config.likelihood, image)
    ],
    encode(parameters, x) {
      const code = encoder.apply(parameters, x)
      return new Normal(code, tf.fill(code.shape, -Infinity))
    },
    decode: (parameters, z) => likelihood(config.likelihood, parameters, decoder.apply(parameters, z)),
    prior() {
      throw new AppError('input', said('no-prior'))
    }
  }
}

export const ae: ModelDefinition = {
  kind: 'ae',
  place: 1,
  name: 'autoencoder',
  latent: true,
  prior: false,
  words: {
    en: {
      name: 'AE',
      help: 'A plain autoencoder: copies images through z, and says nothing of which z mean anything.'
    },
    'zh-CN': { name: 'AE', help: '普通自编码器：让图像经由 z 复制，却不说明哪些 z 有意义。' }
  },
  formula: 'max log p(x | z),  z = e(x)',
  build: autoencoder
}
