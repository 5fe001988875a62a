import type { Tensor } from '@tensorflow/tfjs-core'
import { choiceOf, type LikelihoodChoice } from '../../shared/catalogue.ts'
import type { LikelihoodConfig, RunConfig } from '../../shared/schemas.ts'
import { inPlace } from '../choices.ts'
import type { Tensors } from '../engine.ts'
import type { ImageShape, ParameterSpec } from '../networks/parameters.ts'
import type { Distribution, FactorisedDistribution } from './distribution.ts'
import * as registry from './registry.ts'

/**
 * A likelihood as its module defines it.
 * @typeParam Option the keys of its `options`
 */
export interface LikelihoodDefinition<Option extends string = never> extends LikelihoodChoice {
  /** What its nats are of, as the command line says it. */
  measure: string | ((options: Record<Option, number>, binarised: boolean) => string)
  /** What a draw from it takes: the `noise` of its distribution. */
  noise: Distribution['noise']
  /** Numbers that the decoder gives for each channel of a pixel; 1 when left out. */
  outputs?: number
  /** What is learned beside the decoder's network; nothing when left out. */
  parameters?(image: ImageShape): ParameterSpec[]
  /** p(x|z) from the decoder's last layer: real numbers, [batch, height, width, outputs · channels]. */
  distribution(options: Record<Option, number>, parameters: Tensors, output: Tensor): FactorisedDistribution
}

/** Every likelihood, in the order in which they are offered. */
export const likelihoods = inPlace<LikelihoodDefinition<string>>(registry)

/** Its options are there: `knownConfig` has seen to it. */
const optionsOf = (config: LikelihoodConfig) => config as Record<string, number>

const definitionOf = ({ kind }: LikelihoodConfig) => choiceOf(likelihoods, kind, 'likelihood')

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
  return definitionOf(config).distribution(optionsOf(config), parameters, output)
}

/** What drawing from this likelihood takes, known without its parameters: the `noise` of its distribution. */
export const observationNoise = (config: LikelihoodConfig): Distribution['noise'] =>
  definitionOf(config).noise

/** What the nats are of: "Gaussian density, one learned σ". */
export function likelihoodName(config: LikelihoodConfig, binarise?: RunConfig['binarise']): string {
  const { measure } = definitionOf(config)
  return typeof measure === 'string' ? measure : measure(optionsOf(config), binarise !== undefined)
}
