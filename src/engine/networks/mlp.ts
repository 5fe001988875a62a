/** Multilayer perceptrons over flattened images (Kingma & Welling 2013, appendix C), with relu or gated hidden layers. */
import { reshape } from '@tensorflow/tfjs-core'
import type { NetworkConfig } from '../../shared/schemas.ts'
import { applyDense, denseParameters, type Dense } from './dense.ts'
import type { Entering, Naming, Network } from './network.ts'
import type { ImageShape } from './parameters.ts'

type MlpConfig = Extract<NetworkConfig, { kind: 'mlp' }>

function hiddenLayers(prefix: string, config: MlpConfig, inputs: number, entering: Entering): Dense[] {
  return Array.from({ length: config.depth }, (_, index) => ({
    name: `${prefix}.hidden.${index}`,
    inputs: index === 0 ? inputs : config.width,
    outputs: config.width,
    activation: config.gated ? 'gated' : 'relu',
    ...(index === 0 && entering)
  }))
}

export function mlpEncoder(
  config: MlpConfig,
  image: ImageShape,
  outputs: number,
  entering: Entering,
  { name, head }: Naming
): Network {
  const pixels = image.height * image.width * image.channels
  const hidden = hiddenLayers(name, config, pixels, entering)
  hidden[0].flattened = { axis: 'in', image }
  const posterior: Dense = { name: `${name}.${head}`, inputs: config.width, outputs, activation: 'linear' }
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
  entering: Entering
): Network {
  const pixels = image.height * image.width * image.channels
  const output: Dense = {
    name: 'decoder.output',
    inputs: config.width,
    outputs: pixels,
    activation: 'linear',
    flattened: { axis: 'out', image }
  }
  const layers = [...hiddenLayers('decoder', config, inputs, entering), output]
  return {
    parameters: layers.flatMap(denseParameters),
    apply: (parameters, z, condition) => {
      const flat = layers.reduce((y, layer) => applyDense(layer, parameters, y, condition), z)
      return reshape(flat, [-1, image.height, image.width, image.channels])
    }
  }
}
