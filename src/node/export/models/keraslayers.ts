/**
 * The layers of a Keras 3 functional model for the nodes of a graph. Images are [batch, height, width, channels];
 * paddings are spelled out as layers of their own, so that every backend of Keras computes the same.
 */
import type { Graph, Margins, Node, NodeOf, Reference } from './graph.ts'
import type { Parameters, Values } from './parameters.ts'

export interface KerasLayer {
  name: string
  module: string
  className: string
  config: Record<string, unknown>
  /** What the layer is called with; several are given to it as one list. */
  inputs: Reference[]
  weights: Values[]
}

interface LayerOptions {
  inputs?: Reference[]
  weights?: Values[]
  module?: string
}

const windowed = { data_format: 'channels_last' }
const paired = ({ top, bottom, left, right }: Margins) => [
  [top, bottom],
  [left, right]
]

/** Several weights that stand one above the other: what reads two inputs side by side. */
function stacked(above: Values, below: Values): Values {
  const values = new Float32Array(above.values.length + below.values.length)
  values.set(above.values)
  values.set(below.values, above.values.length)
  return { shape: [above.shape[0] + below.shape[0], above.shape[1]], values }
}

export function kerasLayers(graph: Graph, parameters: Parameters): KerasLayer[] {
  return graph.nodes.flatMap((node) => layersOf(node, parameters))
}

/** An operation of keras.ops, which a functional model holds beside layers. */
const operations = 'keras.src.ops.numpy'

/** The layers that compute a node; the last has the node's name. */
function layersOf(node: Node, parameters: Parameters): KerasLayer[] {
  const layer = (
    className: string,
    config: Record<string, unknown>,
    { inputs = node.inputs, weights = [], module = 'keras.layers' }: LayerOptions = {}
  ): KerasLayer => {
    const typed = module === operations ? {} : { trainable: true, dtype: 'float32' }
    return {
      name: node.name,
      module,
      className,
      config: { name: node.name, ...typed, ...config },
      inputs,
      weights
    }
  }
  switch (node.kind) {
    case 'input': {
      const config = { name: node.name, batch_shape: [null, ...node.shape], dtype: 'float32' }
      return [{ ...layer('InputLayer', {}), config }]
    }
    case 'dense':
      return dense(node, parameters)
    case 'convolution':
    case 'transposed':
      return windows(node, parameters)
    case 'flatten':
      return [layer('Flatten', windowed)]
    case 'unflatten':
      return [layer('Reshape', { target_shape: node.shape })]
    case 'affine': {
      const single = (values: number[]) => (values.length === 1 ? values[0] : values)
      return [layer('Rescaling', { scale: single(node.scale), offset: single(node.offset) })]
    }
    case 'split':
      return [layer('Split', { indices_or_sections: 2, axis: -1 }, { module: operations })]
    case 'reciprocal':
      return [layer('Reciprocal', {}, { module: operations })]
    case 'add':
      return [layer('Add', {})]
    case 'multiply':
      return [layer('Multiply', {})]
    default:
      return [layer('Activation', { activation: node.kind })]
  }
}

const weighted = { trainable: true, dtype: 'float32', activation: 'linear', use_bias: true }

/** A condition is put beside the input, so that one kernel reads both. */
function dense(node: NodeOf<'dense'>, parameters: Parameters): KerasLayer[] {
  const { name, parameter, inputs, shape } = node
  const [x, condition] = inputs
  const kernel = parameters.channelsLast(`${parameter}.weight`)
  const layer = {
    name,
    module: 'keras.layers',
    className: 'Dense',
    config: {
      name,
      ...weighted,
      use_bias: node.bias,
      units: shape[0],
      kernel_initializer: 'zeros',
      bias_initializer: 'zeros'
    }
  }
  const bias = node.bias ? [parameters.channelsLast(`${parameter}.bias`)] : []
  if (!condition) return [{ ...layer, inputs, weights: [kernel, ...bias] }]
  const beside: KerasLayer = {
    name: `${name}.inputs`,
    module: 'keras.layers',
    className: 'Concatenate',
    config: { name: `${name}.inputs`, trainable: true, dtype: 'float32', axis: -1 },
    inputs,
    weights: []
  }
  const both = stacked(kernel, parameters.channelsLast(`${parameter}.condition.weight`))
  const joined = { node: beside.name, output: 0, shape: [x.shape[0] + condition.shape[0]] }
  return [beside, { ...layer, inputs: [joined], weights: [both, ...bias] }]
}

/** A convolution after zeros around the image, or a transposed one before a cut. */
function windows(node: NodeOf<'convolution' | 'transposed'>, parameters: Parameters): KerasLayer[] {
  const { name, parameter, stride, shape } = node
  const [input] = node.inputs
  const [height, width] = input.shape
  const kernel = parameters.channelsLast(`${parameter}.weight`)
  const [rows, columns] = kernel.shape
  const channels = shape[2]
  const layer = (
    part: string,
    className: string,
    config: Record<string, unknown>,
    inputs: Reference[],
    weights: Values[]
  ): KerasLayer => ({
    name: part,
    module: 'keras.layers',
    className,
    config: { name: part, trainable: true, dtype: 'float32', ...windowed, ...config },
    inputs,
    weights
  })
  const windowConfig = {
    ...weighted,
    filters: channels,
    kernel_size: [rows, columns],
    strides: [stride, stride],
    padding: 'valid',
    kernel_initializer: 'zeros',
    bias_initializer: 'zeros'
  }
  const weights = [kernel, parameters.channelsLast(`${parameter}.bias`)]
  if (node.kind === 'convolution') {
    const { padding } = node
    const padded = {
      node: `${name}.padding`,
      output: 0,
      shape: [height + padding.top + padding.bottom, width + padding.left + padding.right, input.shape[2]]
    }
    return [
      layer(padded.node, 'ZeroPadding2D', { padding: paired(padding) }, [input], []),
      layer(name, 'Conv2D', windowConfig, [padded], weights)
    ]
  }
  const whole = {
    node: `${name}.whole`,
    output: 0,
    shape: [(height - 1) * stride + rows, (width - 1) * stride + columns, channels]
  }
  return [
    layer(whole.node, 'Conv2DTranspose', windowConfig, [input], weights),
    layer(name, 'Cropping2D', { cropping: paired(node.cut) }, [whole], [])
  ]
}
