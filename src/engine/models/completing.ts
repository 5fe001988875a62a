import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../shared/schemas.ts'
import { likelihood, likelihoodParameters, outputShape } from '../distributions/likelihood.ts'
import { Normal, StandardNormal } from '../distributions/normal.ts'
import { decoderNetwork, encoderNetwork } from '../networks/network.ts'
import { heDeviation, type ImageShape } from '../networks/parameters.ts'
import type { LatentModel } from './model.ts'
import { Completion, givenMask, missingPixels, type Given } from './quadrants.ts'

/**
 * The conditional VAE whose condition is an image: c is the image with only its given quadrants, which enter the
 * encoder and the decoder, and a network of its own that gives the prior p(z|c) = N(μ(c), diag σ²(c)) or
 * N(μ(c), I); or the prior is N(0, I). What is predicted is the rest, p(missing pixels | z, c) (Sohn, Lee & Yan
 * 2015, sections 4 and 5.1). Which quadrants are given is the same for every image of a run, so the mask needs no
 * input of its own: the first layer's bias says it.
 */
export function completingCvae(config: RunConfig, image: ImageShape, given: Given): LatentModel {
  const { latent, prior = 'conditional', network } = config
  const pixels = image.height * image.width * image.channels
  const entering = { conditions: pixels, conditionDeviation: heDeviation(pixels) }
  const encoder = encoderNetwork(network, image, 2 * latent, entering)
  const decoder = decoderNetwork(network, outputShape(config.likelihood, image), latent, entering)
  const outputs = { standard: 0, 'conditional-mean': latent, conditional: 2 * latent }[prior]
  const priorNetwork =
    outputs > 0 ? encoderNetwork(network, image, outputs, {}, { name: 'prior', head: 'output' }) : undefined
  const observed = (images: Tensor) => {
    const mask = tf.tensor(givenMask(image, given), [1, image.height, image.width, image.channels])
    return tf.mul(images, mask)
  }
  const entered = (images: Tensor) => tf.reshape(observed(images), [-1, pixels])
  return {
    image,
    latent,
    conditions: 0,
    given,
    parameters: [
      ...encoder.parameters,
      ...decoder.parameters,
      ...likelihoodParameters(config.likelihood, image),
      ...(priorNetwork?.parameters ?? [])
    ],
    encode(parameters, x, condition) {
      const [mean, logVariance] = tf.split(encoder.apply(parameters, x, entered(condition!)), 2, 1)
      return new Normal(mean, logVariance)
    },
    decode(parameters, z, condition) {
      const output = decoder.apply(parameters, z, entered(condition!))
      const whole = likelihood(config.likelihood, parameters, output)
      const missing = likelihood(config.likelihood, parameters, missingPixels(output, image, given))
      return new Completion(whole, missing, condition!, image, given)
    },
    prior(parameters, batch, condition) {
      if (!priorNetwork) return new StandardNormal([batch, latent])
      const output = priorNetwork.apply(parameters, observed(condition!))
      if (prior === 'conditional-mean') return new Normal(output, tf.zeros([batch, latent]))
      const [mean, logVariance] = tf.split(output, 2, 1)
      return new Normal(mean, logVariance)
    }
  }
}
