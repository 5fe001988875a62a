/**
 * An encoder or decoder as a plain graph of layers, from which each file format is written. Shapes are those of
 * one image or latent, the batch left out, channels last.
 */

/** One output of a node. */
export interface Reference {
  node: string
  /** Which of the node's outputs; only a split has more than one. */
  output: number
  shape: number[]
}

/** Rows and columns before and behind an image. */
export interface Margins {
  top: number
  bottom: number
  left: number
  right: number
}

/** Functions of one number, applied to each. */
export const elementwise = ['relu', 'sigmoid', 'softplus', 'exponential', 'reciprocal'] as const
export type Elementwise = (typeof elementwise)[number]

export type Operation =
  | { kind: 'input' }
  /** x·W + b; with a second input c, + c·V. Parameters `P.weight`, `P.bias` and `P.condition.weight`. */
  | { kind: 'dense'; parameter: string; bias: boolean }
  /** A convolution of the image with zeros at its margins, without further padding. */
  | { kind: 'convolution'; parameter: string; stride: number; padding: Margins }
  /** The transposed convolution without padding, cut at its margins. */
  | { kind: 'transposed'; parameter: string; stride: number; cut: Margins }
  /**
   * [height, width, channels] → [n] in that order, and back. Where a format has channels first, so have its weights,
   * and n runs over channels first there; but not if `interleaved`, which keeps each pixel's channels together.
   */
  | { kind: 'flatten'; interleaved: boolean }
  | { kind: 'unflatten' }
  | { kind: Elementwise }
  | { kind: 'add' | 'multiply' }
  /** x·scale + offset, each one number or one a channel. */
  | { kind: 'affine'; scale: number[]; offset: number[] }
  /** The first and the second half of the last axis, as two outputs. */
  | { kind: 'split' }

export type Node = Operation & { name: string; inputs: Reference[]; shape: number[] }
export type NodeOf<Kind extends Operation['kind']> = Extract<Node, { kind: Kind }>

export interface Graph {
  name: string
  /** Each behind those whose outputs it takes. */
  nodes: Node[]
  outputs: { name: string; of: Reference }[]
}

/** The nodes that a graph takes its inputs at. */
export const inputsOf = ({ nodes }: Graph): Node[] => nodes.filter(({ kind }) => kind === 'input')

/** Adds nodes one after the other; each method returns what the next takes. */
export class GraphBuilder {
  private readonly nodes: Node[] = []

  private add(operation: Operation, hint: string, inputs: Reference[], shape: number[]): Reference {
    const taken = this.nodes.filter(({ name }) => name === hint || name.startsWith(`${hint}_`)).length
    const name = taken === 0 ? hint : `${hint}_${taken}`
    this.nodes.push({ ...operation, name, inputs, shape } as Node)
    return { node: name, output: 0, shape }
  }

  input(name: string, shape: number[]): Reference {
    return this.add({ kind: 'input' }, name, [], shape)
  }

  dense(parameter: string, outputs: number, x: Reference, condition?: Reference): Reference {
    const inputs = condition ? [x, condition] : [x]
    return this.add({ kind: 'dense', parameter, bias: true }, parameter, inputs, [outputs])
  }

  /** A dense layer without a bias: for a one-hot x the row of a table. */
  table(parameter: string, outputs: number, x: Reference): Reference {
    return this.add({ kind: 'dense', parameter, bias: false }, parameter, [x], [outputs])
  }

  convolution(
    parameter: string,
    { stride, padding, shape }: { stride: number; padding: Margins; shape: number[] },
    x: Reference
  ): Reference {
    return this.add({ kind: 'convolution', parameter, stride, padding }, parameter, [x], shape)
  }

  transposed(
    parameter: string,
    { stride, cut, shape }: { stride: number; cut: Margins; shape: number[] },
    x: Reference
  ): Reference {
    return this.add({ kind: 'transposed', parameter, stride, cut }, parameter, [x], shape)
  }

  flatten(x: Reference, interleaved = false): Reference {
    const size = x.shape.reduce((product, extent) => product * extent, 1)
    return this.add({ kind: 'flatten', interleaved }, 'flatten', [x], [size])
  }

  unflatten(x: Reference, shape: number[]): Reference {
    return this.add({ kind: 'unflatten' }, 'unflatten', [x], shape)
  }

  apply(kind: Elementwise, x: Reference): Reference {
    return this.add({ kind }, kind, [x], x.shape)
  }

  sum(a: Reference, b: Reference): Reference {
    return this.add({ kind: 'add' }, 'add', [a, b], a.shape)
  }

  product(a: Reference, b: Reference): Reference {
    return this.add({ kind: 'multiply' }, 'multiply', [a, b], a.shape)
  }

  affine(x: Reference, scale: number | number[], offset: number | number[]): Reference {
    const operation = { kind: 'affine', scale: [scale].flat(), offset: [offset].flat() } as const
    return this.add(operation, 'affine', [x], x.shape)
  }

  split(x: Reference): [Reference, Reference] {
    const half = x.shape.with(-1, x.shape[x.shape.length - 1] / 2)
    const first = this.add({ kind: 'split' }, 'split', [x], half)
    return [first, { ...first, output: 1 }]
  }

  /** @param outputs by name, in their order */
  graph(name: string, outputs: Record<string, Reference>): Graph {
    return {
      name,
      nodes: this.nodes,
      outputs: Object.entries(outputs).map(([name, of]) => ({ name, of }))
    }
  }
}
