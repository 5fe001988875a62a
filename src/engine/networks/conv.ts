/**
 * Convolutional encoder and decoder: stride-2 convolutions halve the image (rounding up, so any size works) down
 * to a small map, a dense layer joins it to the latent; the decoder mirrors it with transposed convolutions.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { NetworkConfig } from '../../shared/schemas.ts'
import type { Tensors } from '../engine.ts'
import { enlarge } from '../enlargement.ts'
import { biasAdd, relu } from '../operations.ts'
import { applyDense, denseParameters, type Dense } from './dense.ts'
import type { Entering, Naming, Network } from './network.ts'
import { heDeviation, type ImageShape, type ParameterSpec } from './parameters.ts'

type ConvConfig = Extract<NetworkConfig, { kind: 'conv' }>

/** Even, so that with stride 2 every pixel of a transposed convolution gets the same number of terms. */
export const kernel = 4
export const stride = 2

/** The extent of each feature map, from the image inwards. */
export function featureMaps(config: ConvConfig, image: ImageShape): ImageShape[] {
  const maps = [image]
  for (const channels of config.filters) {
    const { height, width } = maps[maps.length - 1]
    maps.push({ height: Math.ceil(height / stride), width: Math.ceil(width / stride), channels })
  }
  return maps
}

const extent = ({ height, width, channels }: ImageShape) => height * width * channels

function filterParameters(
  name: string,
  shape: number[],
  outputs: number,
  layout: 'convolution' | 'transposed',
  inputs: number
): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape, layout, deviation: heDeviation(inputs) },
    { name: `${name}.bias`, shape: [outputs], layout: 'bias', deviation: 0 }
  ]
}

function convolve(name: string, parameters: Tensors, x: Tensor): Tensor {
  const y = tf.conv2d(x as Tensor4D, parameters[`${name}.weight`] as Tensor4D, stride, 'same')
  return relu(biasAdd(y, parameters[`${name}.bias`]))
}

function deconvolve(name: string, parameters: Tensors, x: Tensor, to: ImageShape): Tensor {
  const shape: [number, number, number, number] = [x.shape[0], to.height, to.width, to.channels]
  return biasAdd(enlarge(x, parameters[`${name}.weight`], shape), parameters[`${name}.bias`])
}

export function convEncoder(
  config: ConvConfig,
  image: ImageShape,
  outputs: number,
  entering: Entering,
  { name, head }: Naming
): Network {
  const maps = featureMaps(config, image)
  const last = maps[maps.length - 1]
  const hidden: Dense = {
    name: `${name}.hidden`,
    inputs: extent(last),
    outputs: config.width,
    activation: 'relu',
    flattened: { axis: 'in', image: last },
    ...entering
  }
  const posterior: Dense = { name: `${name}.${head}`, inputs: config.width, outputs, activation: 'linear' }
  const filters = config.filters.flatMap((channels, index) => {
    const inputs = maps[index].channels
    const shape = [kernel, kernel, inputs, channels]
    return filterParameters(`${name}.conv.${index}`, shape, channels, 'convolution', kernel * kernel * inputs)
  })
  return {
    parameters: [...filters, ...denseParameters(hidden), ...denseParameters(posterior)],
    apply(parameters, x, condition) {
      let y = x
      for (const index of config.filters.keys()) y = convolve(`${name}.conv.${index}`, parameters, y)
      y = applyDense(hidden, parameters, tf.reshape(y, [-1, extent(last)]), condition)
      return applyDense(posterior, parameters, y)
    }
  }
}

export function convDecoder(
  config: ConvConfig,
  image: ImageShape,
  inputs: number,
  entering: Entering
): Network {
  const maps = featureMaps(config, image).reverse()
  const first = maps[0]
  const hidden: Dense = {
    name: 'decoder.hidden',
    inputs,
    outputs: config.width,
    activation: 'relu',
    ...entering
  }
  const seed: Dense = {
    name: 'decoder.seed',
    inputs: config.width,
    outputs: extent(first),
    activation: 'relu',
    flattened: { axis: 'out', image: first }
  }
  const filters = maps.slice(1).flatMap((to, index) => {
    const from = maps[index]
    const shape = [kernel, kernel, to.channels, from.channels]
    // Each output pixel sums a quarter of the kernel's places.
    const terms = (kernel * kernel * from.channels) / (stride * stride)
    return filterParameters(`decoder.conv.${index}`, shape, to.channels, 'transposed', terms)
  })
  return {
    parameters: [...denseParameters(hidden), ...denseParameters(seed), ...filters],
    apply(parameters, z, condition) {
      const flat = applyDense(seed, parameters, applyDense(hidden, parameters, z, condition))
      let y: Tensor = tf.reshape(flat, [-1, first.height, first.width, first.channels])
      for (const [index, to] of maps.slice(1).entries()) {
        y = deconvolve(`decoder.conv.${index}`, parameters, y, to)
        if (index + 2 < maps.length) y = relu(y)
      }
      return y
    }
  }
}
