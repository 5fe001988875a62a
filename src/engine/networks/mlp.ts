/** Multilayer perceptrons over flattened images (Kingma & Welling 2013, appendix C), with relu hidden layers. */
import { reshape } from '@tensorflow/tfjs-core'
import type { NetworkConfig } from '../../shared/schemas.ts'
import { applyDense, denseParameters, type Dense } from './dense.ts'
import type { Network } from './network.ts'
import type { ImageShape } from './parameters.ts'

type MlpConfig = Extract<NetworkConfig, { kind: 'mlp' }>

function hiddenLayers(prefix: string, config: MlpConfig, inputs: number, conditions: number): Dense[] {
  return Array.from({ length: config.depth }, (_, index) => ({
    name: `${prefix}.hidden.${index}`,
    inputs: index === 0 ? inputs : config.width,
    outputs: config.width,
    activation: 'relu',
    conditions: index === 0 ? conditions : 0
  }))
}

export function mlpEncoder(
  config: MlpConfig,
  image: ImageShape,
  outputs: number,
  conditions: number
): Network {
  const pixels = image.height * image.width * image.channels
  const hidden = hiddenLayers('encoder', config, pixels, conditions)
  hidden[0].flattened = { axis: 'in', image }
  const posterior: Dense = { name: 'encoder.posterior', inputs: config.width, outputs, activation: 'linear' }
  const layers = [...hidden, posterior]
  return {
    parameters: layers.flatMap(denseParameters),
    apply: (parameters, x, condition) =>
      layers.reduce((y, layer) => applyDense(layer, parameters, y, condition), reshape(x, [-1, pixels]))
  }
}

export function mlpDecoder(
  config: MlpConfig,
  image: ImageShape,
  inputs: number,
  conditions: number
): Network {
  const pixels = image.height * image.width * image.channels
  const output: Dense = {
    name: 'decoder.output',
    inputs: config.width,
    outputs: pixels,
    activation: 'linear',
    flattened: { axis: 'out', image }
  }
  const layers = [...hiddenLayers('decoder', config, inputs, conditions), output]
  return {
    parameters: layers.flatMap(denseParameters),
    apply: (parameters, z, condition) => {
      const flat = layers.reduce((y, layer) => applyDense(layer, parameters, y, condition), z)
      return reshape(flat, [-1, image.height, image.width, image.channels])
    }
  }
}
