/**
 * Graphs as a TensorFlow SavedModel, written node by node: weights are constants, the batch is free, images are
 * [batch, height, width, channels]. Each graph is a signature.
 */
import { mapOf, protobuf, type Message } from '../../backends/protobuf.ts'
import { inputsOf, type Graph, type Node, type NodeOf, type Reference } from './graph.ts'
import type { Parameters } from './parameters.ts'

/** The graph version this writes, TensorFlow 2.9's; newer runtimes read it. */
const producer = 1087
const floatType = 1
const integerType = 3

type Attribute =
  | { type: number }
  | { integer: number }
  | { integers: number[] }
  | { text: string }
  | { flag: boolean }
  | { shape: number[] }
  | { tensor: Message }

/** −1 where the extent is free. */
function shapeMessage(shape: number[]): Message {
  const { TensorShape } = protobuf()
  const message = new TensorShape()
  for (const extent of shape) {
    const dimension = new TensorShape.Dim()
    dimension.setSize(extent)
    message.addDim(dimension)
  }
  return message
}

function attributeMessage(attribute: Attribute): Message {
  const { AttrValue } = protobuf()
  const message = new AttrValue()
  if ('type' in attribute) message.setType(attribute.type)
  else if ('integer' in attribute) message.setI(attribute.integer)
  else if ('text' in attribute) message.setS(Buffer.from(attribute.text))
  else if ('flag' in attribute) message.setB(attribute.flag)
  else if ('shape' in attribute) message.setShape(shapeMessage(attribute.shape))
  else if ('tensor' in attribute) message.setTensor(attribute.tensor)
  else {
    const list = new AttrValue.ListValue()
    list.setIList(attribute.integers)
    message.setList(list)
  }
  return message
}

const float = { T: { type: floatType } }

class Writer {
  readonly messages: Message[] = []

  /** @param prefix keeps the names of one graph apart from those of another */
  constructor(
    private readonly prefix: string,
    private readonly parameters: Parameters
  ) {}

  private at = (name: string) => `${this.prefix}/${name}`

  /** The tensor that a reference is. */
  tensorName = ({ node, output }: Reference) => `${this.at(node)}:${output}`

  private add(
    op: string,
    name: string,
    inputs: string[],
    attributes: Record<string, Attribute> = float
  ): string {
    const node = new (protobuf().NodeDef)()
    node.setName(this.at(name))
    node.setOp(op)
    for (const input of inputs) node.addInput(input)
    const map = mapOf(node.getAttrMap())
    for (const [key, attribute] of Object.entries(attributes)) map.set(key, attributeMessage(attribute))
    this.messages.push(node)
    return this.at(name)
  }

  private constant(name: string, type: number, shape: number[], values: Float32Array | Int32Array): string {
    const tensor = new (protobuf().Tensor)()
    tensor.setDtype(type)
    tensor.setTensorShape(shapeMessage(shape))
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    return this.add('Const', name, [], { dtype: { type }, value: { tensor } })
  }

  private floats(name: string, values: number[]): string {
    const shape = values.length === 1 ? [] : [values.length]
    return this.constant(name, floatType, shape, Float32Array.from(values))
  }

  private integers(name: string, values: number[]): string {
    return this.constant(name, integerType, [values.length], Int32Array.from(values))
  }

  private parameter(name: string): string {
    const { shape, values } = this.parameters.channelsLast(name)
    return this.constant(name, floatType, shape, values)
  }

  write(node: Node): void {
    const { name } = node
    const inputs = node.inputs.map(({ node, output }) =>
      output === 0 ? this.at(node) : `${this.at(node)}:${output}`
    )
    switch (node.kind) {
      case 'input':
        this.add('Placeholder', name, [], {
          dtype: { type: floatType },
          shape: { shape: [-1, ...node.shape] }
        })
        return
      case 'dense':
        return this.dense(node, inputs)
      case 'convolution':
        return this.convolution(node, inputs[0])
      case 'transposed':
        return this.transposed(node, inputs[0])
      case 'flatten':
      case 'unflatten': {
        const shape = this.integers(`${name}/shape`, [-1, ...node.shape])
        this.add('Reshape', name, [inputs[0], shape], { ...float, Tshape: { type: integerType } })
        return
      }
      case 'affine': {
        const scaled = this.add('Mul', `${name}/scaled`, [
          inputs[0],
          this.floats(`${name}/scale`, node.scale)
        ])
        this.add('Add', name, [scaled, this.floats(`${name}/offset`, node.offset)])
        return
      }
      case 'split': {
        const axis = this.constant(`${name}/axis`, integerType, [], Int32Array.of(-1))
        this.add('Split', name, [axis, inputs[0]], { ...float, num_split: { integer: 2 } })
        return
      }
      default: {
        const operations = {
          add: 'Add',
          multiply: 'Mul',
          relu: 'Relu',
          sigmoid: 'Sigmoid',
          softplus: 'Softplus',
          exponential: 'Exp',
          reciprocal: 'Reciprocal'
        }
        this.add(operations[node.kind], name, inputs)
      }
    }
  }

  private biased(node: NodeOf<'dense' | 'convolution' | 'transposed'>, sum: string): void {
    this.add('BiasAdd', node.name, [sum, this.parameter(`${node.parameter}.bias`)])
  }

  private dense(node: NodeOf<'dense'>, [x, condition]: string[]): void {
    const { name, parameter } = node
    const product = (part: string, value: string, weight: string) =>
      this.add('MatMul', part, [value, this.parameter(weight)])
    if (!node.bias) return void product(name, x, `${parameter}.weight`)
    const sum = product(`${name}/product`, x, `${parameter}.weight`)
    if (!condition) return this.biased(node, sum)
    const conditioned = product(`${name}/conditioned`, condition, `${parameter}.condition.weight`)
    this.biased(node, this.add('Add', `${name}/sum`, [sum, conditioned]))
  }

  /** The margins are those that SAME has, which TensorFlow finds itself. */
  private convolution(node: NodeOf<'convolution'>, x: string): void {
    const attributes = convolutionAttributes(node.stride)
    const weight = this.parameter(`${node.parameter}.weight`)
    this.biased(node, this.add('Conv2D', `${node.name}/sum`, [x, weight], attributes))
  }

  private transposed(node: NodeOf<'transposed'>, x: string): void {
    const { name } = node
    const integer = { type: integerType }
    const shape = this.add('Shape', `${name}/shape`, [x], { ...float, out_type: integer })
    const ends = [0, 1, 1].map((value, index) => this.integers(`${name}/slice${index}`, [value]))
    const batch = this.add('StridedSlice', `${name}/batch`, [shape, ...ends], {
      T: integer,
      Index: integer
    })
    const axis = this.constant(`${name}/axis`, integerType, [], Int32Array.of(0))
    const sizes = this.add(
      'ConcatV2',
      `${name}/sizes`,
      [batch, this.integers(`${name}/extents`, node.shape), axis],
      {
        T: integer,
        Tidx: integer,
        N: { integer: 2 }
      }
    )
    const weight = this.parameter(`${node.parameter}.weight`)
    const attributes = convolutionAttributes(node.stride)
    this.biased(node, this.add('Conv2DBackpropInput', `${name}/sum`, [sizes, weight, x], attributes))
  }
}

const convolutionAttributes = (stride: number): Record<string, Attribute> => ({
  ...float,
  strides: { integers: [1, stride, stride, 1] },
  padding: { text: 'SAME' },
  data_format: { text: 'NHWC' }
})

function tensorInfo(name: string, shape: number[]): Message {
  const message = new (protobuf().TensorInfo)()
  message.setName(name)
  message.setDtype(floatType)
  message.setTensorShape(shapeMessage([-1, ...shape]))
  return message
}

function signature(graph: Graph, writer: Writer): Message {
  const message = new (protobuf().SignatureDef)()
  const inputs = mapOf(message.getInputsMap())
  for (const { name, shape } of inputsOf(graph))
    inputs.set(name, tensorInfo(writer.tensorName({ node: name, output: 0, shape }), shape))
  const outputs = mapOf(message.getOutputsMap())
  for (const { name, of } of graph.outputs) outputs.set(name, tensorInfo(writer.tensorName(of), of.shape))
  message.setMethodName('tensorflow/serving/predict')
  return message
}

/**
 * `saved_model.pb`.
 * @param signatures which graph answers by which name; `serving_default` is what servers ask
 */
export function savedModelFile(signatures: Record<string, Graph>, parameters: Parameters): Uint8Array {
  const { GraphDef, VersionDef, MetaGraphDef, SavedModel } = protobuf()
  const graphDef = new GraphDef()
  const metaGraph = new MetaGraphDef()
  const writers = new Map<Graph, Writer>()
  for (const [name, graph] of Object.entries(signatures)) {
    let writer = writers.get(graph)
    if (!writer) {
      writer = new Writer(graph.name, parameters)
      for (const node of graph.nodes) writer.write(node)
      for (const message of writer.messages) graphDef.addNode(message)
      writers.set(graph, writer)
    }
    mapOf(metaGraph.getSignatureDefMap()).set(name, signature(graph, writer))
  }
  const version = new VersionDef()
  version.setProducer(producer)
  graphDef.setVersions(version)
  const information = new MetaGraphDef.MetaInfoDef()
  information.addTags('serve')
  metaGraph.setGraphDef(graphDef)
  metaGraph.setMetaInfoDef(information)
  const model = new SavedModel()
  model.addMetaGraphs(metaGraph)
  return model.serializeBinary() as Uint8Array
}
