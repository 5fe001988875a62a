import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { LikelihoodConfig } from '../../shared/schemas.ts'
import type { Tensors } from '../engine.ts'
import type { ImageShape, ParameterSpec } from '../networks/parameters.ts'
import { Bernoulli } from './bernoulli.ts'
import { ContinuousBernoulli } from './continuousbernoulli.ts'
import type { Distribution, FactorisedDistribution } from './distribution.ts'
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

/** A likelihood as its module defines it. */
export interface LikelihoodDefinition<Config = unknown> {
  /** What a draw from it takes: the `noise` of its distribution. */
  noise: Distribution['noise']
  /** Numbers that the decoder gives for each channel of a pixel; 1 when left out. */
  outputs?: number
  /** What is learned beside the decoder's network; nothing when left out. */
  parameters?(image: ImageShape): ParameterSpec[]
  /** p(x|z) from the decoder's last layer: real numbers, [batch, height, width, outputs · channels]. */
  distribution(config: Config, parameters: Tensors, output: Tensor): FactorisedDistribution
}

const learned = { layout: 'bias', deviation: 0 } as const

/**
 * Every likelihood by its name on the command line. A new one is one module and one line here.
 *
 * A Gaussian's mean goes through a sigmoid, so that it stays in the images' range 0…1; a logistic's centre does not,
 * since only a centre beyond the ends makes pure black and white certain.
 */
export const likelihoods: {
  [Kind in LikelihoodConfig['kind']]: LikelihoodDefinition<Extract<LikelihoodConfig, { kind: Kind }>>
} = {
  bernoulli: { noise: 'uniform', distribution: (_config, _parameters, output) => new Bernoulli(output) },
  'continuous-bernoulli': {
    noise: 'uniform',
    distribution: (_config, _parameters, output) => new ContinuousBernoulli(output)
  },
  gaussian: {
    noise: 'normal',
    distribution: ({ variance }, _parameters, output) => new FixedVarianceNormal(tf.sigmoid(output), variance)
  },
  'gaussian-sigma': {
    noise: 'normal',
    parameters: () => [{ ...learned, name: 'decoder.log_variance', shape: [1], start: startLogVariance }],
    distribution: (_config, parameters, output) =>
      new SharedVarianceNormal(tf.sigmoid(output), floored(parameters['decoder.log_variance']))
  },
  'gaussian-learned': {
    noise: 'normal',
    outputs: 2,
    distribution(_config, _parameters, output) {
      const [mean, logVariance] = tf.split(output, 2, -1)
      return new Normal(tf.sigmoid(mean), floored(tf.add(logVariance, startLogVariance)))
    }
  },
  logistic: {
    noise: 'uniform',
    parameters: ({ channels }) => [
      { ...learned, name: 'decoder.log_scale', shape: [channels], start: startLogScale }
    ],
    distribution: (_config, parameters, output) =>
      new DiscretisedLogistic(tf.add(output, 0.5), parameters['decoder.log_scale'])
  }
}

const definitionOf = ({ kind }: LikelihoodConfig) =>
  likelihoods[kind] as LikelihoodDefinition<LikelihoodConfig>

/** The extent of what the decoder's last layer gives: more channels where a pixel has more than one parameter. */
export function outputShape(config: LikelihoodConfig, image: ImageShape): ImageShape {
  return { ...image, channels: (definitionOf(config).outputs ?? 1) * image.channels }
}

/** What a likelihood learns beside the decoder's network. */
export function likelihoodParameters(config: LikelihoodConfig, image: ImageShape): ParameterSpec[] {
  return definitionOf(config).parameters?.(image) ?? []
}

/** p(x|z) from the decoder's last layer, real numbers of `outputShape` with the batch before. */
export function likelihood(
  config: LikelihoodConfig,
  parameters: Tensors,
  output: Tensor
): FactorisedDistribution {
  return definitionOf(config).distribution(config, parameters, output)
}

/** What drawing from this likelihood takes, known without its parameters: the `noise` of its distribution. */
export const observationNoise = (config: LikelihoodConfig): Distribution['noise'] =>
  definitionOf(config).noise
