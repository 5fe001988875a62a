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

/**
 * From images [batch, height, width, channels] to [batch, outputs].
 * @param conditions length of the condition that enters with the image; 0 for none
 */
export function encoderNetwork(
  config: NetworkConfig,
  image: ImageShape,
  outputs: number,
  conditions = 0
): Network {
  return config.kind === 'mlp'
    ? mlpEncoder(config, image, outputs, conditions)
    : convEncoder(config, image, outputs, conditions)
}

/**
 * From [batch, inputs] to images [batch, height, width, channels], the last layer linear.
 * @param conditions length of the condition that enters with the latent; 0 for none
 */
export function decoderNetwork(
  config: NetworkConfig,
  image: ImageShape,
  inputs: number,
  conditions = 0
): Network {
  return config.kind === 'mlp'
    ? mlpDecoder(config, image, inputs, conditions)
    : convDecoder(config, image, inputs, conditions)
}
