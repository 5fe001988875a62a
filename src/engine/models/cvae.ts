import * as tf from '@tensorflow/tfjs-core'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import { likelihood, likelihoodParameters, outputShape } from '../distributions/likelihood.ts'
import { Normal, StandardNormal } from '../distributions/normal.ts'
import { decoderNetwork, encoderNetwork } from '../networks/network.ts'
import type { ImageShape, ParameterSpec } from '../networks/parameters.ts'
import { matMul } from '../operations.ts'
import { completingCvae } from './completing.ts'
import type { ModelDefinition } from './definition.ts'
import type { LatentModel } from './model.ts'

/**
 * The conditional VAE, its condition a label or some quadrants of the image.
 * @throws AppError 'input' when there are no labels to condition on
 */
function build(config: RunConfig, image: ImageShape): LatentModel {
  return config.condition ? completingCvae(config, image, config.condition.given) : labelCvae(config, image)
}

/**
 * The conditional VAE of labels: the label enters the encoder and the decoder, q(z|x, c) and p(x|z, c), with the prior
 * p(z|c) = N(μ(c), I), μ learned, or N(0, I), or N(μ(c), diag σ²(c)) (after Sohn, Lee & Yan 2015, section 4).
 */
function labelCvae(config: RunConfig, image: ImageShape): LatentModel {
  const { latent, prior = 'conditional-mean', labels = [] } = config
  const conditions = labels.length
  if (conditions === 0) throw new AppError('input', said('conditional-labels'))
  const encoder = encoderNetwork(config.network, image, 2 * latent, { conditions })
  const decoder = decoderNetwork(config.network, outputShape(config.likelihood, image), latent, {
    conditions
  })
  const table = (name: string): ParameterSpec => ({
    name,
    shape: [conditions, latent],
    layout: 'dense',
    deviation: 0
  })
  const priorTables = {
    standard: [],
    'conditional-mean': [table('prior.mean.weight')],
    conditional: [table('prior.mean.weight'), table('prior.log_variance.weight')]
  }
  return {
    image,
    latent,
    conditions,
    parameters: [
      ...encoder.parameters,
      ...decoder.parameters,
      ...likelihoodParameters(config.likelihood, image),
      ...priorTables[prior]
    ],
    encode(parameters, x, condition) {
      const [mean, logVariance] = tf.split(encoder.apply(parameters, x, condition), 2, 1)
      return new Normal(mean, logVariance)
    },
    decode: (parameters, z, condition) =>
      likelihood(config.likelihood, parameters, decoder.apply(parameters, z, condition)),
    prior(parameters, batch, condition) {
      if (prior === 'standard') return new StandardNormal([batch, latent])
      const mean = matMul(condition!, parameters['prior.mean.weight'])
      const logVariance =
        prior === 'conditional'
          ? matMul(condition!, parameters['prior.log_variance.weight'])
          : tf.zeros([batch, latent])
      return new Normal(mean, logVariance)
    }
  }
}

export const cvae: ModelDefinition = {
  kind: 'cvae',
  place: 3,
  name: 'conditional VAE',
  latent: true,
  prior: true,
  words: {
    en: {
      name: 'CVAE',
      help: 'Is also told a condition, such as the label, and draws what it is asked for.'
    },
    'zh-CN': { name: 'CVAE', help: '还会得到一个条件（例如标签），并画出所要求的内容。' }
  },
  formula: 'p(x, z | c) = p(z | c) p(x | z, c)',
  build: build
}
