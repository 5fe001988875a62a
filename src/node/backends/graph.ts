/** Writes a TensorFlow graph node by node and hands it to the native runtime as a SavedModel. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Binding, OpAttribute } from './binding.ts'
import { mapOf, protobuf, type Message } from './protobuf.ts'

/** The graph version this writes, TensorFlow 2.9's; newer runtimes read it. */
const producer = 1087

/** Where a function's nodes go: straight into the graph, or into a function of its library. */
export interface Scope {
  /**
   * Adds one op.
   * @param inputs names of outputs (`node` or `node:1`); `^node` waits for a node without taking its value
   * @returns the node's name, which is also its first output
   */
  add(op: string, inputs: string[], attributes?: OpAttribute[], name?: string): string
  /** A constant from a typed array's bytes. */
  constant(shape: number[], dtype: number, values: ArrayBufferView): string
  /** The name in here of a value of the graph. */
  take(outer: string, dtype: number): string
  /** Ends the scope. @returns the names in the graph of these values */
  give(values: { name: string; dtype: number }[]): string[]
}

/** A list of nodes under way. */
export class Nodes {
  readonly messages: Message[] = []
  private names = 0

  constructor(protected readonly binding: Binding) {}

  /** A name no other node has. */
  name(hint: string): string {
    return `${hint}_${this.names++}`
  }

  add(op: string, inputs: string[], attributes: OpAttribute[] = [], name = this.name(op)): string {
    const node = new (protobuf().NodeDef)()
    node.setName(name)
    node.setOp(op)
    for (const input of inputs) node.addInput(input)
    const map = mapOf(node.getAttrMap())
    for (const attribute of attributes) map.set(attribute.name, attributeMessage(this.binding, attribute))
    this.messages.push(node)
    return name
  }

  constant(shape: number[], dtype: number, values: ArrayBufferView): string {
    const { AttrValue, Tensor } = protobuf()
    const tensor = new Tensor()
    tensor.setDtype(dtype)
    tensor.setTensorShape(shapeMessage(shape))
    // Copied: the caller's memory may change before the graph is written.
    tensor.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice())
    const value = new AttrValue()
    value.setTensor(tensor)
    const name = this.add('Const', [], [{ name: 'dtype', type: this.binding.TF_ATTR_TYPE, value: dtype }])
    mapOf(this.messages[this.messages.length - 1].getAttrMap()).set('value', value)
    return name
  }
}

export class Graph extends Nodes implements Scope {
  private readonly functions: Message[] = []

  take(outer: string): string {
    return outer
  }

  give(values: { name: string }[]): string[] {
    return values.map(({ name }) => name)
  }

  /** Adds a function to the graph's library. */
  define(definition: Message): void {
    this.functions.push(definition)
  }

  /** Adds a call of a function that XLA compiles. @returns the call's name, its first output */
  call(functionName: string, inputs: string[], inputTypes: number[], outputTypes: number[]): string {
    const { AttrValue, NameAttrList } = protobuf()
    const { TF_ATTR_TYPE, TF_ATTR_BOOL } = this.binding
    const name = this.add('StatefulPartitionedCall', inputs, [
      { name: 'Tin', type: TF_ATTR_TYPE, value: inputTypes },
      { name: 'Tout', type: TF_ATTR_TYPE, value: outputTypes },
      // Said of the call and not of the function alone: else TensorFlow inlines the function and runs its ops.
      { name: '_XlaMustCompile', type: TF_ATTR_BOOL, value: true }
    ])
    const target = new NameAttrList()
    target.setName(functionName)
    const value = new AttrValue()
    value.setFunc(target)
    mapOf(this.messages[this.messages.length - 1].getAttrMap()).set('f', value)
    return name
  }

  /** Loads the graph into the native runtime. @returns the session's id, to be freed with `deleteSavedModel` */
  load(): number {
    const folder = mkdtempSync(join(tmpdir(), 'latentscape-graph-'))
    try {
      writeFileSync(join(folder, 'saved_model.pb'), this.savedModel())
      return this.binding.loadSavedModel(folder, 'serve')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  private savedModel(): Uint8Array {
    const { GraphDef, VersionDef, MetaGraphDef, SavedModel, FunctionDefLibrary } = protobuf()
    const graph = new GraphDef()
    for (const node of this.messages) graph.addNode(node)
    const version = new VersionDef()
    version.setProducer(producer)
    graph.setVersions(version)
    const library = new FunctionDefLibrary()
    for (const definition of this.functions) library.addFunction(definition)
    graph.setLibrary(library)
    const information = new MetaGraphDef.MetaInfoDef()
    information.addTags('serve')
    const metaGraph = new MetaGraphDef()
    metaGraph.setGraphDef(graph)
    metaGraph.setMetaInfoDef(information)
    const model = new SavedModel()
    model.addMetaGraphs(metaGraph)
    return model.serializeBinary() as Uint8Array
  }
}

function attributeMessage(binding: Binding, { name, type, value }: OpAttribute): Message {
  const { AttrValue } = protobuf()
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
