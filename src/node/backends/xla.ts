/** A function of the graph's library that TensorFlow compiles with XLA as a whole. */
import type { Binding, OpAttribute } from './binding.ts'
import { Nodes, type Graph, type Scope } from './graph.ts'
import { mapOf, protobuf, type Message } from './protobuf.ts'

/**
 * What an op calls its (first) output. Inside a function values are named by it, as `node:output:index`, unlike in
 * a graph. An op that is not here cannot be part of such a function yet.
 */
const outputNames: Record<string, string[]> = Object.fromEntries(
  Object.entries({
    y: 'Abs Cast Ceil Cos Erf Exp Expm1 Floor Inv Invert Log Log1p Neg Reciprocal Round Rsqrt Sigmoid Sign Sin Sqrt Square Tanh Transpose ZerosLike',
    z: 'Add AddV2 Div DivNoNan Equal FloorDiv Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr Maximum Minimum Mul NotEqual Pow RealDiv SquaredDifference Sub SigmoidGrad',
    output:
      'All Any ArgMax ArgMin BatchMatMulV2 BiasAdd BiasAddGrad ConcatV2 Const Conv2D Conv2DBackpropFilter Conv2DBackpropInput Cumsum ExpandDims Fill GatherV2 Identity Max Mean Min MirrorPad OneHot Pack Pad PadV2 Prod Range Reshape Select SelectV2 Slice Split SplitV Squeeze StridedSlice Sum Tile Unpack',
    activations: 'Elu LeakyRelu Relu Softplus',
    backprops: 'ReluGrad',
    product: 'MatMul',
    softmax: 'Softmax',
    logsoftmax: 'LogSoftmax',
    value: 'ReadVariableOp'
  }).flatMap(([output, ops]) => ops.split(' ').map((op) => [op, [output]]))
)

/** Builds the function; what it takes from the graph becomes its arguments. */
export class XlaFunction extends Nodes implements Scope {
  private readonly arguments = new Map<string, { name: string; dtype: number }>()
  private readonly argumentNames = new Set<string>()
  private readonly ops = new Map<string, string>()

  constructor(
    binding: Binding,
    private readonly graph: Graph,
    private readonly functionName: string
  ) {
    super(binding)
  }

  take(outer: string, dtype: number): string {
    const known = this.arguments.get(outer)
    if (known) return known.name
    const name = `argument${this.arguments.size}`
    this.arguments.set(outer, { name, dtype })
    this.argumentNames.add(name)
    return name
  }

  override add(op: string, inputs: string[], attributes: OpAttribute[] = [], name = this.name(op)): string {
    this.ops.set(name, op)
    return super.add(
      op,
      inputs.map((input) => this.reference(input)),
      attributes,
      name
    )
  }

  /** `node`, `node:1` or an argument → as it is called inside a function. */
  private reference(input: string): string {
    if (input.startsWith('^') || this.argumentNames.has(input)) return input
    const [node, index = '0'] = input.split(':')
    const op = this.ops.get(node)!
    const [output] = outputNames[op] ?? []
    if (!output) throw new Error(`XLA: the output of ${op} has no name here`)
    return `${node}:${output}:${index}`
  }

  give(values: { name: string; dtype: number }[]): string[] {
    const { FunctionDef, OpDef, AttrValue } = protobuf()
    const signature = new OpDef()
    signature.setName(this.functionName)
    signature.setIsStateful(true)
    const argument = (name: string, dtype: number): Message => {
      const message = new OpDef.ArgDef()
      message.setName(name)
      message.setType(dtype)
      return message
    }
    for (const { name, dtype } of this.arguments.values()) signature.addInputArg(argument(name, dtype))
    values.forEach(({ dtype }, index) => signature.addOutputArg(argument(`result${index}`, dtype)))
    const definition = new FunctionDef()
    definition.setSignature(signature)
    for (const node of this.messages) definition.addNodeDef(node)
    const must = new AttrValue()
    must.setB(true)
    mapOf(definition.getAttrMap()).set('_XlaMustCompile', must)
    const results = mapOf(definition.getRetMap())
    values.forEach(({ name }, index) => results.set(`result${index}`, this.reference(name)))
    this.graph.define(definition)
    const call = this.graph.call(
      this.functionName,
      [...this.arguments.keys()],
      [...this.arguments.values()].map(({ dtype }) => dtype),
      values.map(({ dtype }) => dtype)
    )
    return values.map((_, index) => (index === 0 ? call : `${call}:${index}`))
  }
}
