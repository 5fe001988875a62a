import { add, mul, sigmoid, type Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../engine.ts'
import { biasAdd, matMul, relu } from '../operations.ts'
import { glorotDeviation, heDeviation, type ParameterSpec } from './parameters.ts'

export interface Dense {
  name: string
  inputs: number
  outputs: number
  /** gated: (x·W + b) ⊙ sigmoid(x·V + c) (Dauphin et al. 2017, eq. 1), V and c under `NAME.gate`. */
  activation: 'relu' | 'linear' | 'gated'
  flattened?: ParameterSpec['flattened']
  /** Length of a condition that enters beside the inputs, through a weight of its own. */
  conditions?: number
  /** Standard deviation of that weight's initial values; 1 when left out, as a one-hot condition wants it. */
  conditionDeviation?: number
}

/** The two layers that a gated one is the product of: its values, and what the sigmoid lets through of them. */
const gatedPair = (layer: Dense): [Dense, Dense] => [
  { ...layer, activation: 'linear' },
  { ...layer, activation: 'linear', name: `${layer.name}.gate` }
]

/** A dense layer's weight [inputs, outputs] and bias [outputs]; of a gated one both, and both of its gate. */
export function denseParameters(layer: Dense): ParameterSpec[] {
  if (layer.activation === 'gated') return gatedPair(layer).flatMap(denseParameters)
  const { name, inputs, outputs, activation, flattened, conditions = 0, conditionDeviation = 1 } = layer
  const deviation = activation === 'relu' ? heDeviation(inputs) : glorotDeviation(inputs, outputs)
  const condition: ParameterSpec = {
    name: `${name}.condition.weight`,
    shape: [conditions, outputs],
    layout: 'dense',
    // A one-hot condition brings one weight to the sum: as wide as the rest of the sum is, or it is learnt late.
    deviation: conditionDeviation
  }
  return [
    { name: `${name}.weight`, shape: [inputs, outputs], layout: 'dense', flattened, deviation },
    ...(conditions > 0 ? [condition] : []),
    {
      name: `${name}.bias`,
      shape: [outputs],
      layout: 'bias',
      flattened: flattened?.axis === 'out' ? flattened : undefined,
      deviation: 0
    }
  ]
}

/**
 * activation(x·W + c·V + b), [batch, inputs] → [batch, outputs]; without a condition c the term is left out. It is
 * the same as a layer over x and c side by side.
 */
export function applyDense(layer: Dense, parameters: Tensors, x: Tensor, condition?: Tensor): Tensor {
  if (layer.activation === 'gated') {
    const [values, gate] = gatedPair(layer).map((part) => applyDense(part, parameters, x, condition))
    return mul(values, sigmoid(gate))
  }
  const product = matMul(x, parameters[`${layer.name}.weight`])
  const sum =
    layer.conditions && condition
      ? add(product, matMul(condition, parameters[`${layer.name}.condition.weight`]))
      : product
  const y = biasAdd(sum, parameters[`${layer.name}.bias`])
  return layer.activation === 'relu' ? relu(y) : y
}
