/** Graphs as PyTorch modules in Python, whose state has the names of the run's weights. */
import type { Graph, Node, NodeOf, Reference } from './graph.ts'
import { inputsOf } from './graph.ts'
import type { Parameters } from './parameters.ts'

type Layer = NodeOf<'dense' | 'convolution' | 'transposed'>

const isLayer = (node: Node): node is Layer =>
  node.kind === 'dense' || node.kind === 'convolution' || node.kind === 'transposed'

/** `encoder.hidden.0.gate` in the encoder as `self.hidden[0].gate`. */
function attribute(parameter: string): string {
  const [, ...parts] = parameter.split('.')
  return parts.reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), 'self')
}

/** The expression that makes a layer. */
function constructor(node: Layer, parameters: Parameters): string {
  const { shape } = parameters.channelsFirst(`${node.parameter}.weight`)
  if (node.kind === 'convolution')
    return `nn.Conv2d(${shape[1]}, ${shape[0]}, ${shape[2]}, stride=${node.stride})`
  if (node.kind === 'transposed')
    return `nn.ConvTranspose2d(${shape[0]}, ${shape[1]}, ${shape[2]}, stride=${node.stride})`
  const [outputs, inputs] = shape
  const condition = node.inputs[1]
  if (condition) return `Dense(${inputs}, ${outputs}, conditions=${condition.shape[0]})`
  return `nn.Linear(${inputs}, ${outputs}${node.bias ? '' : ', bias=False'})`
}

/** The statements of `__init__`: numbered layers stand in lists. */
function layers(graph: Graph, parameters: Parameters, others: string[]): string[] {
  const lists = new Map<string, string[]>()
  const lines: string[] = []
  const later: string[] = []
  for (const node of graph.nodes.filter(isLayer)) {
    const target = attribute(node.parameter)
    const made = constructor(node, parameters)
    const numbered = /^(self\.\w+)\[\d+\]$/.exec(target)
    if (numbered) lists.set(numbered[1], [...(lists.get(numbered[1]) ?? []), made])
    else if (target.includes(']')) later.push(`${target} = ${made}`)
    else lines.push(`${target} = ${made}`)
  }
  const listed = [...lists].flatMap(([target, made]) => [
    `${target} = nn.ModuleList([`,
    ...made.map((each) => `    ${each},`),
    '])'
  ])
  const alone = others.map((name) => {
    const { shape } = parameters.channelsFirst(name)
    return `${attribute(name)} = nn.Parameter(torch.zeros(${shape.join(', ')}))`
  })
  return [...listed, ...later, ...lines, ...alone]
}

const number = (value: number) => String(Math.fround(value) === value ? value : Number(value.toPrecision(9)))

/** One number, or one a channel against rows and columns. */
function constant(values: number[], shape: number[]): string {
  if (values.length === 1) return number(values[0])
  const view = shape.length === 3 ? '.view(-1, 1, 1)' : ''
  return `torch.tensor([${values.map(number).join(', ')}])${view}`
}

class Forward {
  private readonly uses = new Map<string, number>()
  private readonly expressions = new Map<string, string>()
  readonly lines: string[] = []

  constructor(private readonly graph: Graph) {
    for (const { inputs } of graph.nodes) for (const { node } of inputs) this.use(node)
    for (const { of } of graph.outputs) this.use(of.node)
  }

  private use(node: string): void {
    this.uses.set(node, (this.uses.get(node) ?? 0) + 1)
  }

  /** A variable for a reference: the graph's outputs by their names. */
  private variable({ node, output }: Pick<Reference, 'node' | 'output'>): string {
    const given = this.graph.outputs.find(({ of }) => of.node === node && of.output === output)
    if (given) return given.name
    const name = node.replace(new RegExp(`^${this.graph.name}\\.`), '').replaceAll('.', '_')
    return output === 0 ? name : `${name}_rest`
  }

  private value = (reference: Reference) => this.expressions.get(reference.node) ?? this.variable(reference)

  write(node: Node): void {
    if (node.kind === 'input') return
    const inputs = node.inputs.map(this.value)
    if (node.kind === 'split') {
      const [first, second] = [0, 1].map((output) => this.variable({ node: node.name, output }))
      this.lines.push(`${first}, ${second} = ${inputs[0]}.chunk(2, dim=1)`)
      return
    }
    const expression = this.expression(node, inputs)
    const next = this.graph.nodes.find(({ inputs }) => inputs.some((input) => input.node === node.name))
    // A layer and what follows it alone are read best in one line.
    const inline = this.uses.get(node.name) === 1 && next !== undefined && isLayer(node) && !isLayer(next)
    if (inline) this.expressions.set(node.name, expression)
    else this.lines.push(`${this.variable({ node: node.name, output: 0 })} = ${expression}`)
  }

  private expression(node: Exclude<Node, NodeOf<'input' | 'split'>>, inputs: string[]): string {
    const [x, second] = inputs
    switch (node.kind) {
      case 'dense':
        return `${attribute(node.parameter)}(${inputs.join(', ')})`
      case 'convolution': {
        const { top, bottom, left, right } = node.padding
        return `${attribute(node.parameter)}(F.pad(${x}, (${left}, ${right}, ${top}, ${bottom})))`
      }
      case 'transposed': {
        const { cut, shape } = node
        const rows = `${cut.top}:${cut.top + shape[0]}`
        return `${attribute(node.parameter)}(${x})[:, :, ${rows}, ${cut.left}:${cut.left + shape[1]}]`
      }
      case 'flatten':
        return node.interleaved ? `${x}.permute(0, 2, 3, 1).flatten(1)` : `${x}.flatten(1)`
      case 'unflatten':
        return `${x}.reshape(-1, ${node.shape[2]}, ${node.shape[0]}, ${node.shape[1]})`
      case 'affine':
        return `${constant(node.scale, node.shape)} * ${x} + ${constant(node.offset, node.shape)}`
      case 'add':
        return `${x} + ${second}`
      case 'multiply':
        return `${x} * ${second}`
      case 'relu':
        return `F.relu(${x})`
      case 'sigmoid':
        return `torch.sigmoid(${x})`
      case 'softplus':
        return `F.softplus(${x})`
      case 'exponential':
        return `torch.exp(${x})`
      case 'reciprocal':
        return `1 / ${x}`
    }
  }
}

const indented = (lines: string[], by: number) => lines.map((line) => ' '.repeat(by) + line)

/**
 * A class for a graph, `Encoder` for `encoder`.
 * @param names all names of the run's weights, of which those of the graph become the module's state
 */
export function pythonModule(graph: Graph, parameters: Parameters, names: string[]): string {
  const title = graph.name[0].toUpperCase() + graph.name.slice(1)
  const own = graph.nodes.filter(isLayer).map(({ parameter }) => parameter)
  const others = names.filter(
    (name) => name.startsWith(`${graph.name}.`) && !own.some((parameter) => name.startsWith(`${parameter}.`))
  )
  const forward = new Forward(graph)
  for (const node of graph.nodes) forward.write(node)
  const inputs = inputsOf(graph).map(({ name }) => name)
  return [
    `class ${title}(nn.Module):`,
    ...indented(['def __init__(self):', '    super().__init__()'], 4),
    ...indented(layers(graph, parameters, others), 8),
    '',
    `    def forward(self, ${inputs.join(', ')}):`,
    ...indented(forward.lines, 8),
    `        return ${graph.outputs.map(({ name }) => name).join(', ')}`
  ].join('\n')
}
