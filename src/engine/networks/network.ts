import type { Tensor } from '@tensorflow/tfjs-core'
import type { NetworkConfig } from '../../shared/schemas.ts'
import type { Tensors } from '../engine.ts'
import { convDecoder, convEncoder } from './conv.ts'
import { mlpDecoder, mlpEncoder } from './mlp.ts'
import type { ImageShape, ParameterSpec } from './parameters.ts'

/** A function with parameters. */
export interface Network {
  parameters: ParameterSpec[]
  apply(parameters: Tensors, x: Tensor): Tensor
}

/** From images [batch, height, width, channels] to [batch, outputs]. */
export function encoderNetwork(config: NetworkConfig, image: ImageShape, outputs: number): Network {
  return config.kind === 'mlp' ? mlpEncoder(config, image, outputs) : convEncoder(config, image, outputs)
}

/** From [batch, inputs] to images [batch, height, width, channels], the last layer linear. */
export function decoderNetwork(config: NetworkConfig, image: ImageShape, inputs: number): Network {
  return config.kind === 'mlp' ? mlpDecoder(config, image, inputs) : convDecoder(config, image, inputs)
}
