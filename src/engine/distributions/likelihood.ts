import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LikelihoodConfig } from '../../shared/schemas.ts'
import type { Tensors } from '../engine.ts'
import type { ImageShape, ParameterSpec } from '../networks/parameters.ts'
import { Bernoulli } from './bernoulli.ts'
import { ContinuousBernoulli } from './continuousbernoulli.ts'
import type { Distribution } from './distribution.ts'
import { DiscretisedLogistic } from './logistic.ts'
import { FixedVarianceNormal, Normal } from './normal.ts'
import { SharedVarianceNormal } from './sharedvariance.ts'

/** A learned σ starts at 0.22, about what pixels miss before anything is learnt. */
const startLogVariance = -3
/** A learned scale of a logistic starts at 0.08, where its deviation πs/√3 is about that of the Gaussians. */
const startLogScale = -2.5

/**
 * A learned deviation is at least 0.01 of the range, two and a half grey levels. The images are bytes: a narrower
 * density says little about them, but rises without bound where pixels sit exactly on a level, and a single pixel
 * that is not as it always was then costs tens of thousands of nats.
 */
const leastVariance = 0.01 ** 2

const floored = (logVariance: Tensor): Tensor => tf.log(tf.add(tf.exp(logVariance), leastVariance))

/** The extent of what the decoder's last layer gives: more channels where a pixel has more than one parameter. */
export function outputShape(config: LikelihoodConfig, image: ImageShape): ImageShape {
  return config.kind === 'gaussian-learned' ? { ...image, channels: 2 * image.channels } : image
}

/** What a likelihood learns beside the decoder's network. */
export function likelihoodParameters(config: LikelihoodConfig, image: ImageShape): ParameterSpec[] {
  const spec = { layout: 'bias', deviation: 0 } as const
  switch (config.kind) {
    case 'gaussian-sigma':
      return [{ ...spec, name: 'decoder.log_variance', shape: [1], start: startLogVariance }]
    case 'logistic':
      return [{ ...spec, name: 'decoder.log_scale', shape: [image.channels], start: startLogScale }]
    default:
      return []
  }
}

/**
 * p(x|z) from the decoder's last layer, real numbers of `outputShape` with the batch before. A Gaussian's mean goes
 * through a sigmoid, so that it stays in the images' range 0…1; a logistic's centre does not, since only a centre
 * beyond the ends makes pure black and white certain.
 */
export function likelihood(config: LikelihoodConfig, parameters: Tensors, output: Tensor): Distribution {
  switch (config.kind) {
    case 'bernoulli':
      return new Bernoulli(output)
    case 'continuous-bernoulli':
      return new ContinuousBernoulli(output)
    case 'gaussian':
      return new FixedVarianceNormal(tf.sigmoid(output), config.variance)
    case 'gaussian-sigma':
      return new SharedVarianceNormal(tf.sigmoid(output), floored(parameters['decoder.log_variance']))
    case 'gaussian-learned': {
      const [mean, logVariance] = tf.split(output, 2, -1)
      return new Normal(tf.sigmoid(mean), floored(tf.add(logVariance, startLogVariance)))
    }
    case 'logistic':
      return new DiscretisedLogistic(tf.add(output, 0.5), parameters['decoder.log_scale'])
  }
}

/** What drawing from this likelihood takes, known without its parameters: the `noise` of its distribution. */
export function observationNoise({ kind }: LikelihoodConfig): Distribution['noise'] {
  return kind === 'gaussian' || kind === 'gaussian-sigma' || kind === 'gaussian-learned'
    ? 'normal'
    : 'uniform'
}
