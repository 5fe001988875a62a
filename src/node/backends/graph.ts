/** Writes a TensorFlow graph node by node and hands it to the native runtime as a SavedModel. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Binding, OpAttribute } from './binding.ts'

/** The protobuf classes that tfjs-node-gpu carries, as far as they are used here. */
interface Message {
  [method: string]: (...values: unknown[]) => unknown
}
type MessageClass = new () => Message
interface Protobuf {
  NodeDef: MessageClass
  AttrValue: MessageClass & { ListValue: MessageClass }
  Tensor: MessageClass
  TensorShape: MessageClass & { Dim: MessageClass }
  GraphDef: MessageClass
  VersionDef: MessageClass
  MetaGraphDef: MessageClass & { MetaInfoDef: MessageClass }
  SavedModel: MessageClass
}

const load = createRequire(import.meta.url)
let classes: Protobuf | undefined
const protobuf = () =>
  (classes ??= load('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as unknown as Protobuf)

/** The graph version this writes, TensorFlow 2.9's; newer runtimes read it. */
const producer = 1087

export class Graph {
  private readonly nodes: Message[] = []
  private names = 0

  constructor(private readonly binding: Binding) {}

  /** A name no other node has. */
  name(hint: string): string {
    return `${hint}_${this.names++}`
  }

  /**
   * Adds one op.
   * @param inputs names of outputs (`node` or `node:1`); `^node` waits for a node without taking its value
   * @returns the node's name, which is also its first output
   */
  add(op: string, inputs: string[], attributes: OpAttribute[] = [], name = this.name(op)): string {
    const node = new (protobuf().NodeDef)()
    node.setName(name)
    node.setOp(op)
    for (const input of inputs) node.addInput(input)
    const map = node.getAttrMap() as Map<string, unknown>
    for (const attribute of attributes) map.set(attribute.name, this.attribute(attribute))
    this.nodes.push(node)
    return name
  }

  /** A constant from a typed array's bytes. */
  constant(shape: number[], dtype: number, values: ArrayBufferView, name = this.name('Const')): string {
    const { NodeDef, AttrValue, Tensor } = protobuf()
    const tensor = new Tensor()
    tensor.setDtype(dtype)
    tensor.setTensorShape(shapeMessage(shape))
    // Copied: the caller's memory may change before the graph is written.
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice())
    const value = new AttrValue()
    value.setTensor(tensor)
    const node = new NodeDef()
    node.setName(name)
    node.setOp('Const')
    const map = node.getAttrMap() as Map<string, unknown>
    map.set('dtype', this.attribute({ name: 'dtype', type: this.binding.TF_ATTR_TYPE, value: dtype }))
    map.set('value', value)
    this.nodes.push(node)
    return name
  }

  private attribute({ name, type, value }: OpAttribute): Message {
    const { AttrValue } = protobuf()
    const { binding } = this
    const message = new AttrValue()
    const kinds: Record<number, [string, string]> = {
      [binding.TF_ATTR_TYPE]: ['setType', 'setTypeList'],
      [binding.TF_ATTR_BOOL]: ['setB', 'setBList'],
      [binding.TF_ATTR_INT]: ['setI', 'setIList'],
      [binding.TF_ATTR_FLOAT]: ['setF', 'setFList']
    }
    if (type === binding.TF_ATTR_STRING) message.setS(Buffer.from(value as string))
    else if (type === binding.TF_ATTR_SHAPE) message.setShape(shapeMessage(value as number[]))
    else if (!(type in kinds)) throw new Error(`The attribute ${name} has a type that is not traced: ${type}`)
    else if (Array.isArray(value)) {
      const list = new AttrValue.ListValue()
      list[kinds[type][1]](value)
      message.setList(list)
    } else message[kinds[type][0]](value)
    return message
  }

  /** Loads the graph into the native runtime. @returns the session's id, to be freed with `deleteSavedModel` */
  load(): number {
    const { GraphDef, VersionDef, MetaGraphDef, SavedModel } = protobuf()
    const graph = new GraphDef()
    for (const node of this.nodes) graph.addNode(node)
    const version = new VersionDef()
    version.setProducer(producer)
    graph.setVersions(version)
    const information = new MetaGraphDef.MetaInfoDef()
    information.addTags('serve')
    const metaGraph = new MetaGraphDef()
    metaGraph.setGraphDef(graph)
    metaGraph.setMetaInfoDef(information)
    const model = new SavedModel()
    model.addMetaGraphs(metaGraph)
    const folder = mkdtempSync(join(tmpdir(), 'latentscape-graph-'))
    try {
      writeFileSync(join(folder, 'saved_model.pb'), model.serializeBinary() as Uint8Array)
      return this.binding.loadSavedModel(folder, 'serve')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

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
