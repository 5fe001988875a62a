import type { Tensor } from '@tensorflow/tfjs-core'
import type { NetworkConfig } from '../../shared/schemas.ts'
import type { Tensors } from '../engine.ts'
import { convDecoder, convEncoder } from './conv.ts'
import { mlpDecoder, mlpEncoder } from './mlp.ts'
import type { ImageShape, ParameterSpec } from './parameters.ts'

/** A function with parameters. */
export interface Network {
  parameters: ParameterSpec[]
  /** @param condition [batch, conditions], for a network made for one */
  apply(parameters: Tensors, x: Tensor, condition?: Tensor): Tensor
}

/** A condition that enters a network's first dense layer beside its input. */
export interface Entering {
  /** Its length; 0 for none. */
  conditions?: number
  /** Standard deviation of its weight's initial values. */
  conditionDeviation?: number
}

/** What a network from images is called: the first part of its parameters' names, and its last layer's name. */
export interface Naming {
  name: string
  head: string
}

const encoderNames: Naming = { name: 'encoder', head: 'posterior' }

/** From images [batch, height, width, channels] to [batch, outputs], the last layer linear. */
export function encoderNetwork(
  config: NetworkConfig,
  image: ImageShape,
  outputs: number,
  entering: Entering = {},
  naming: Naming = encoderNames
): Network {
  return config.kind === 'mlp'
    ? mlpEncoder(config, image, outputs, entering, naming)
    : convEncoder(config, image, outputs, entering, naming)
}

/** From [batch, inputs] to images [batch, height, width, channels], the last layer linear. */
export function decoderNetwork(
  config: NetworkConfig,
  image: ImageShape,
  inputs: number,
  entering: Entering = {}
): Network {
  return config.kind === 'mlp'
    ? mlpDecoder(config, image, inputs, entering)
    : convDecoder(config, image, inputs, entering)
}
