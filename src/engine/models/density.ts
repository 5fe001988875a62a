import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../shared/schemas.ts'
import type { Tensors } from '../engine.ts'
import { encoderNetwork } from '../networks/network.ts'
import type { ImageShape, ParameterSpec } from '../networks/parameters.ts'
import type { ModelDefinition } from './definition.ts'

/** F̃(x) = σ(l(x)), near 1 for data and near 0 for noise. It has no latent and generates nothing. */
export interface DensityModel {
  image: ImageShape
  parameters: ParameterSpec[]
  conditions: 0
  /** l(x), the log-odds of “data” against “noise”, [batch], of images in 0…1 [batch, height, width, channels]. */
  logOdds(parameters: Tensors, x: Tensor): Tensor
}

/** A classifier between images and noise, by the network that an encoder would have. */
export function densityClassifier(config: RunConfig, image: ImageShape): DensityModel {
  const network = encoderNetwork(config.network, image, 1, {}, { name: 'classifier', head: 'output' })
  return {
    image,
    parameters: network.parameters,
    conditions: 0,
    logOdds: (parameters, x) => tf.reshape(network.apply(parameters, x), [x.shape[0]])
  }
}

export const density: ModelDefinition = {
  kind: 'density',
  place: 4,
  name: 'density classifier',
  latent: false,
  prior: false,
  words: {
    en: {
      name: 'Density',
      help: 'Learns how probable an image looks, and searches for probable ones; no map.'
    },
    'zh-CN': { name: '密度', help: '学习图像看起来有多可能，并搜索可能的图像；没有地图。' }
  },
  formula: 'F(x) ≈ p(data | x),  x ← x + α ∇ log F(x)',
  build: densityClassifier
}
