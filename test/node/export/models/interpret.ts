/** Computes a graph with tfjs, node by node, as the formats' runtimes are to compute it. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import type { Graph, Margins, Node } from '../../../../src/node/export/models/graph.ts'
import type { Parameters } from '../../../../src/node/export/models/parameters.ts'

const rows = ({ top, bottom, left, right }: Margins): [number, number][] => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0]
]

/** Transposed convolution written out: each input pixel adds its kernel to the place it stands for. */
function transposed(x: Tensor, weight: Tensor, stride: number): Tensor {
  const [batch, height, width] = x.shape
  const [kernel, , channels] = weight.shape
  const shape: [number, number, number, number] = [
    batch,
    (height! - 1) * stride + kernel,
    (width! - 1) * stride + kernel,
    channels!
  ]
  return tf.conv2dTranspose(x as Tensor4D, weight as Tensor4D, shape, stride, 'valid')
}

function compute(node: Node, inputs: Tensor[], parameters: Parameters): Tensor[] {
  const parameter = (name: string) => {
    const { shape, values } = parameters.channelsLast(name)
    return tf.tensor(values, shape)
  }
  const [x, second] = inputs
  switch (node.kind) {
    case 'input':
      return [x]
    case 'dense': {
      let y = tf.matMul(x as Tensor2D, parameter(`${node.parameter}.weight`) as Tensor2D) as Tensor
      if (second)
        y = tf.add(
          y,
          tf.matMul(second as Tensor2D, parameter(`${node.parameter}.condition.weight`) as Tensor2D)
        )
      return [node.bias ? tf.add(y, parameter(`${node.parameter}.bias`)) : y]
    }
    case 'convolution': {
      const padded = tf.pad(x, rows(node.padding)) as Tensor4D
      const weight = parameter(`${node.parameter}.weight`) as Tensor4D
      return [tf.add(tf.conv2d(padded, weight, node.stride, 'valid'), parameter(`${node.parameter}.bias`))]
    }
    case 'transposed': {
      const whole = transposed(x, parameter(`${node.parameter}.weight`), node.stride)
      const { top, left } = node.cut
      const part = tf.slice(whole, [0, top, left, 0], [x.shape[0], ...node.shape])
      return [tf.add(part, parameter(`${node.parameter}.bias`))]
    }
    case 'flatten':
    case 'unflatten':
      return [tf.reshape(x, [-1, ...node.shape])]
    case 'affine':
      return [tf.add(tf.mul(x, node.scale), node.offset)]
    case 'split':
      return tf.split(x, 2, -1)
    case 'add':
      return [tf.add(x, second)]
    case 'multiply':
      return [tf.mul(x, second)]
    case 'relu':
      return [tf.relu(x)]
    case 'sigmoid':
      return [tf.sigmoid(x)]
    case 'softplus':
      return [tf.softplus(x)]
    case 'exponential':
      return [tf.exp(x)]
    case 'reciprocal':
      return [tf.reciprocal(x)]
  }
}

/** @param inputs by name, the batch in front */
export function interpret(
  graph: Graph,
  parameters: Parameters,
  inputs: Record<string, Tensor>
): Record<string, Tensor> {
  const values = new Map<string, Tensor[]>()
  for (const node of graph.nodes) {
    const taken = node.inputs.map((reference) => values.get(reference.node)![reference.output])
    const made = compute(node, node.kind === 'input' ? [inputs[node.name]] : taken, parameters)
    if (made[0].shape.slice(1).join() !== node.shape.join())
      throw new Error(`${node.name} is said to be [${node.shape}] and is [${made[0].shape.slice(1)}]`)
    values.set(node.name, made)
  }
  return Object.fromEntries(graph.outputs.map(({ name, of }) => [name, values.get(of.node)![of.output]]))
}
