/**
 * Graphs as ONNX files. Images are [batch, channels, height, width] there, as in PyTorch, and the weights keep
 * PyTorch's names and layout.
 */
import protobuf from 'protobufjs'
import type { Graph, Margins, Node, NodeOf, Reference } from './graph.ts'
import { inputsOf } from './graph.ts'
import { onnxSchema } from './onnxschema.ts'
import type { Parameters, Values } from './parameters.ts'

/** The operator set the file asks for: old enough for runtimes of 2022. */
export const opset = 17
/** The file's version that belongs to it. */
const irVersion = 8

const floatType = 1
const integerType = 7

/** Parsed once. @returns the message that an ONNX file is */
let modelType: protobuf.Type | undefined
export const onnxModelType = (): protobuf.Type =>
  (modelType ??= protobuf.parse(onnxSchema, { keepCase: true }).root.lookupType('onnx.ModelProto'))

type Attribute = number | number[]

interface NodeMessage {
  op_type: string
  name: string
  input: string[]
  output: string[]
  attribute: object[]
}

const bytesOf = (values: ArrayBufferView) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** A shape of ours without the batch as ONNX has it: channels before rows and columns. */
const channelsFirst = (shape: number[]) => (shape.length === 3 ? [shape[2], shape[0], shape[1]] : shape)

function attributeMessage(name: string, value: Attribute): object {
  return Array.isArray(value) ? { name, type: 'INTS', ints: value } : { name, type: 'INT', i: value }
}

const inOrder = ({ top, bottom, left, right }: Margins) => [top, left, bottom, right]

class Writer {
  readonly nodes: NodeMessage[] = []
  readonly initializers: object[] = []
  private readonly written = new Set<string>()

  constructor(
    private readonly graph: Graph,
    private readonly parameters: Parameters
  ) {}

  /** What a reference is called in the file: an output of the graph by its own name. */
  nameOf({ node, output }: Pick<Reference, 'node' | 'output'>): string {
    const given = this.graph.outputs.find(({ of }) => of.node === node && of.output === output)
    return given?.name ?? (output === 0 ? node : `${node}:${output}`)
  }

  private tensor(name: string, type: number, shape: number[], values: ArrayBufferView): string {
    if (!this.written.has(name))
      this.initializers.push({ name, data_type: type, dims: shape, raw_data: bytesOf(values) })
    this.written.add(name)
    return name
  }

  private parameter(name: string): string {
    const { shape, values }: Values = this.parameters.channelsFirst(name)
    return this.tensor(name, floatType, shape, values)
  }

  private add(
    op: string,
    node: Node,
    input: string[],
    attributes: Record<string, Attribute> = {},
    output: string[] = [this.nameOf({ node: node.name, output: 0 })]
  ): void {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeMessage(name, value))
    this.nodes.push({ op_type: op, name: `${output[0]}/${op}`, input, output, attribute })
  }

  write(node: Node): void {
    const inputs = node.inputs.map((reference) => this.nameOf(reference))
    switch (node.kind) {
      case 'input':
        return
      case 'dense':
        return this.dense(node, inputs)
      case 'convolution':
        return this.add('Conv', node, [inputs[0], ...this.weights(node)], {
          kernel_shape: this.kernel(node),
          strides: [node.stride, node.stride],
          pads: inOrder(node.padding)
        })
      case 'transposed':
        return this.add('ConvTranspose', node, [inputs[0], ...this.weights(node)], {
          kernel_shape: this.kernel(node),
          strides: [node.stride, node.stride],
          pads: inOrder(node.cut)
        })
      case 'flatten': {
        if (!node.interleaved) return this.add('Flatten', node, inputs, { axis: 1 })
        const pixels = `${node.name}/pixels`
        this.add('Transpose', node, inputs, { perm: [0, 2, 3, 1] }, [pixels])
        return this.add('Flatten', node, [pixels], { axis: 1 })
      }
      case 'unflatten': {
        const shape = BigInt64Array.from([-1, ...channelsFirst(node.shape)], BigInt)
        const name = this.tensor(`${node.name}/shape`, integerType, [shape.length], shape)
        return this.add('Reshape', node, [inputs[0], name])
      }
      case 'affine':
        return this.affine(node, inputs[0])
      case 'split': {
        const outputs = [0, 1].map((output) => this.nameOf({ node: node.name, output }))
        return this.add('Split', node, inputs, { axis: 1 }, outputs)
      }
      case 'add':
        return this.add('Add', node, inputs)
      case 'multiply':
        return this.add('Mul', node, inputs)
      case 'relu':
        return this.add('Relu', node, inputs)
      case 'sigmoid':
        return this.add('Sigmoid', node, inputs)
      case 'softplus':
        return this.add('Softplus', node, inputs)
      case 'exponential':
        return this.add('Exp', node, inputs)
      case 'reciprocal':
        return this.add('Reciprocal', node, inputs)
    }
  }

  private weights({ parameter }: NodeOf<'convolution' | 'transposed'>): string[] {
    return [this.parameter(`${parameter}.weight`), this.parameter(`${parameter}.bias`)]
  }

  private kernel({ parameter }: NodeOf<'convolution' | 'transposed'>): number[] {
    return this.parameters.channelsFirst(`${parameter}.weight`).shape.slice(2)
  }

  private dense(node: NodeOf<'dense'>, [x, condition]: string[]): void {
    const { parameter } = node
    const weights = [`${parameter}.weight`, ...(node.bias ? [`${parameter}.bias`] : [])].map((name) =>
      this.parameter(name)
    )
    if (!condition) return this.add('Gemm', node, [x, ...weights], { transB: 1 })
    const sum = `${node.name}/inputs`
    this.add('Gemm', node, [x, ...weights], { transB: 1 }, [sum])
    const weight = this.parameter(`${parameter}.condition.weight`)
    this.add('Gemm', node, [condition, weight, sum], { transB: 1 })
  }

  private affine(node: NodeOf<'affine'>, x: string): void {
    const constant = (name: string, values: number[]) => {
      // One number a channel stands against the rows and columns behind the channels.
      const shape = values.length === 1 ? [] : [values.length, ...(node.shape.length === 3 ? [1, 1] : [])]
      return this.tensor(`${node.name}/${name}`, floatType, shape, Float32Array.from(values))
    }
    const scaled = `${node.name}/scaled`
    this.add('Mul', node, [x, constant('scale', node.scale)], {}, [scaled])
    this.add('Add', node, [scaled, constant('offset', node.offset)])
  }
}

function valueInfo(name: string, shape: number[]): object {
  const extents = channelsFirst(shape).map((extent) => ({ dim_value: extent }))
  const dim = [{ dim_param: 'batch' }, ...extents]
  return { name, type: { tensor_type: { elem_type: floatType, shape: { dim } } } }
}

/** @param metadata words about the model, which the file carries */
export function onnxFile(graph: Graph, parameters: Parameters, metadata: Record<string, string>): Uint8Array {
  const writer = new Writer(graph, parameters)
  for (const node of graph.nodes) writer.write(node)
  const type = onnxModelType()
  const message = type.fromObject({
    ir_version: irVersion,
    opset_import: [{ domain: '', version: opset }],
    producer_name: 'Latentscape',
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      node: writer.nodes,
      initializer: writer.initializers,
      input: inputsOf(graph).map(({ name, shape }) => valueInfo(name, shape)),
      output: graph.outputs.map(({ name, of }) => valueInfo(name, of.shape))
    }
  })
  return type.encode(message).finish()
}
