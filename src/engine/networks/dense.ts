import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../engine.ts'
import { biasAdd, matMul, relu } from '../operations.ts'
import { glorotDeviation, heDeviation, type ParameterSpec } from './parameters.ts'

export interface Dense {
  name: string
  inputs: number
  outputs: number
  activation: 'relu' | 'linear'
  flattened?: ParameterSpec['flattened']
}

/** A dense layer's weight [inputs, outputs] and bias [outputs]. */
export function denseParameters(layer: Dense): ParameterSpec[] {
  const { name, inputs, outputs, activation, flattened } = layer
  const deviation = activation === 'relu' ? heDeviation(inputs) : glorotDeviation(inputs, outputs)
  return [
    { name: `${name}.weight`, shape: [inputs, outputs], layout: 'dense', flattened, deviation },
    {
      name: `${name}.bias`,
      shape: [outputs],
      layout: 'bias',
      flattened: flattened?.axis === 'out' ? flattened : undefined,
      deviation: 0
    }
  ]
}

/** activation(x·W + b), [batch, inputs] → [batch, outputs]. */
export function applyDense(layer: Dense, parameters: Tensors, x: Tensor): Tensor {
  const y = biasAdd(matMul(x, parameters[`${layer.name}.weight`]), parameters[`${layer.name}.bias`])
  return layer.activation === 'relu' ? relu(y) : y
}
