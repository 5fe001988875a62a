/** Turns a function of the engine into nodes of a graph: the body's ops, its gradients, and the updates. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { isTraining, lossAndGradients, toTensor } from '../../engine/eager.ts'
import type {
  HostArray,
  InputSpec,
  ProgramFunction,
  Tensors,
  TrainingFunction,
  Variables
} from '../../engine/engine.ts'
import type { Binding, NativeBackend, OpAttribute } from './binding.ts'
import type { Graph, Scope } from './graph.ts'
import { sizeOf, type Feeds, type Result } from './packing.ts'
import { Tape } from './tape.ts'

/** TensorFlow's number for the type of a resource handle. */
const resourceType = 20

export interface TraceOptions {
  scope: Scope
  /** The graph, where XLA is to compile the parts that ask for it; left out where it compiles all or none. */
  kernels?: Graph
  definition: ProgramFunction
  variables: Variables
  /** Handles in the graph of the variables, and of the slots as `slot/variable`. */
  handles: Map<string, string>
  slotHandles: Map<string, string>
  feeds: Feeds
  /** The graph's placeholders of the inputs that are fed alone. */
  placeholders: Map<string, string>
  /** The placeholder of the vector that the others share. */
  packed: string
}

/** The graph's names of what to fetch, and where in it the outputs are. */
export interface Traced {
  fetches: string[]
  results: Result[]
}

/** The types a placeholder is fed. */
export function inputType(binding: Binding, { kind }: InputSpec): number {
  return { float32: binding.TF_FLOAT, int32: binding.TF_INT32, pixels: binding.TF_UINT8 }[kind]
}

/**
 * Traces a function into a scope.
 * @throws Error when an op cannot be traced
 */
export function trace(backend: NativeBackend, options: TraceOptions): Traced {
  return new Tracer(backend, options).run()
}

class Tracer {
  private readonly binding: Binding
  private readonly scope: Scope
  private readonly tape: Tape
  private readonly reads = new Map<string, string>()

  constructor(
    backend: NativeBackend,
    private readonly options: TraceOptions
  ) {
    this.binding = backend.binding
    this.scope = options.scope
    this.tape = new Tape(backend, options.scope, options.kernels)
  }

  private type = (name: string, value: number): OpAttribute => ({
    name,
    type: this.binding.TF_ATTR_TYPE,
    value
  })

  private integer = (name: string, value: number): OpAttribute => ({
    name,
    type: this.binding.TF_ATTR_INT,
    value
  })

  private flag = (name: string, value: boolean): OpAttribute => ({
    name,
    type: this.binding.TF_ATTR_BOOL,
    value
  })

  run(): Traced {
    let traced: Traced = { fetches: [], results: [] }
    tf.tidy(() => {
      const variables = this.readVariables()
      const inputs = { ...this.takeInputs(), ...this.unpackInputs() }
      traced = this.tape.record(() => this.body(variables, inputs))
    })
    return traced
  }

  private readVariables(): Tensors {
    const float = this.type('dtype', this.binding.TF_FLOAT)
    const entries = Object.entries(this.options.variables).map(([name, { shape, values }]) => {
      const tensor = tf.tensor(values.slice(), shape)
      const handle = this.scope.take(this.options.handles.get(name)!, resourceType)
      const read = this.scope.add('ReadVariableOp', [handle], [float])
      this.reads.set(name, read)
      this.tape.bind(tensor, read)
      return [name, tensor] as const
    })
    return Object.fromEntries(entries)
  }

  private takeInputs(): Tensors {
    const entries = this.options.feeds.alone.map(([name, spec]) => {
      const fed = this.scope.take(this.options.placeholders.get(name)!, inputType(this.binding, spec))
      return this.bound(name, spec, spec.kind === 'pixels' ? this.scaled(fed) : fed)
    })
    return Object.fromEntries(entries)
  }

  private bound(name: string, spec: InputSpec, output: string): [string, Tensor] {
    const tensor = toTensor(spec, zeros(spec))
    this.tape.bind(tensor, output)
    return [name, tensor]
  }

  /** The inputs that share a vector, each in its shape. */
  private unpackInputs(): Tensors {
    const { arrays, scalars, length } = this.options.feeds
    if (length === 0) return {}
    const { TF_FLOAT } = this.binding
    const sizes = arrays.map(([, { shape }]) => sizeOf(shape))
    if (scalars.length > 0) sizes.push(scalars.length)
    const parts = this.split(this.scope.take(this.options.packed, TF_FLOAT), sizes)
    const float = this.type('T', TF_FLOAT)
    const entries = arrays.map(([name, spec], index) => {
      const attributes = [float, this.type('Tshape', this.binding.TF_INT32)]
      const shape = this.integers([spec.shape.length], spec.shape)
      return this.bound(name, spec, this.scope.add('Reshape', [parts[index], shape], attributes))
    })
    if (scalars.length > 0) {
      const attributes = [float, this.integer('num', scalars.length), this.integer('axis', 0)]
      const values = this.outputs(
        this.scope.add('Unpack', [parts[arrays.length]], attributes),
        scalars.length
      )
      entries.push(...scalars.map(([name, spec], index) => this.bound(name, spec, values[index])))
    }
    return Object.fromEntries(entries)
  }

  /** A vector cut into stretches. */
  private split(vector: string, sizes: number[]): string[] {
    if (sizes.length === 1) return [vector]
    const inputs = [vector, this.integers([sizes.length], sizes), this.integers([], [0])]
    const { TF_FLOAT, TF_INT32 } = this.binding
    const attributes = [this.type('T', TF_FLOAT), this.type('Tlen', TF_INT32)]
    const split = this.scope.add('SplitV', inputs, [...attributes, this.integer('num_split', sizes.length)])
    return this.outputs(split, sizes.length)
  }

  private integers = (shape: number[], values: number[]) =>
    this.scope.constant(shape, this.binding.TF_INT32, Int32Array.from(values))

  private outputs = (node: string, count: number) =>
    Array.from({ length: count }, (_, index) => (index === 0 ? node : `${node}:${index}`))

  /** Bytes as float32 in 0…1. */
  private scaled(bytes: string): string {
    const { TF_UINT8, TF_FLOAT } = this.binding
    const cast = this.scope.add('Cast', [bytes], [this.type('SrcT', TF_UINT8), this.type('DstT', TF_FLOAT)])
    const scale = this.scope.constant([], TF_FLOAT, Float32Array.of(1 / 255))
    return this.scope.add('Mul', [cast, scale], [this.type('T', TF_FLOAT)])
  }

  /** Runs the body once while the tape records, and ties the updates to the outputs. */
  private body(variables: Tensors, inputs: Tensors): Traced {
    const { definition } = this.options
    if (!isTraining(definition)) return this.give(definition.body(variables, inputs), [])
    const { outputs, gradients } = lossAndGradients(definition, variables, inputs)
    const updates = Object.entries(gradients).map(([variable, gradient]) =>
      this.update(definition, variable, gradient, inputs)
    )
    return this.give(outputs, updates)
  }

  /** Ties the updates to what is fetched: the scalars as one vector, and every other output. */
  private give(values: Tensors, updates: string[]): Traced {
    const control = updates.map((update) => `^${update}`)
    const { TF_FLOAT, TF_INT32 } = this.binding
    const given: { name: string; dtype: number }[] = []
    const give = (name: string, dtype: number) =>
      given.push({ name: this.scope.add('Identity', [name, ...control], [this.type('T', dtype)]), dtype }) - 1
    const results: Result[] = []
    const scalars: string[] = []
    for (const [output, { kind }] of Object.entries(this.options.definition.outputs)) {
      const value = values[output]
      if (kind === 'pixels') {
        const bytes = tf.cast(tf.round(tf.mul(tf.clipByValue(value, 0, 1), 255)), 'int32')
        results.push({ output, fetch: give(this.tape.outputOf(bytes), TF_INT32) })
      } else if (value.rank > 0) results.push({ output, fetch: give(this.tape.outputOf(value), TF_FLOAT) })
      else scalars.push(output)
    }
    if (scalars.length > 0) {
      const attributes = [
        this.type('T', TF_FLOAT),
        this.integer('N', scalars.length),
        this.integer('axis', 0)
      ]
      const inputs = scalars.map((output) => this.tape.outputOf(values[output]))
      const fetch = give(this.scope.add('Pack', inputs, attributes), TF_FLOAT)
      scalars.forEach((output, place) => results.push({ output, fetch, place }))
    }
    return { fetches: this.scope.give(given), results }
  }

  private update(
    { optimizer }: TrainingFunction,
    variable: string,
    gradient: Tensor,
    scalars: Tensors
  ): string {
    const { op, inputs: names, attributes = {}, decay } = optimizer.kernel
    const { slotHandles } = this.options
    const float = this.type('T', this.binding.TF_FLOAT)
    const handle = this.scope.take(this.options.handles.get(variable)!, resourceType)
    const inputs = names.map((input) => {
      if (input === 'variable') return handle
      if (input === 'gradient') return this.tape.outputOf(gradient)
      const slot = slotHandles.get(`${input}/${variable}`)
      return slot === undefined ? this.tape.outputOf(scalars[input]) : this.scope.take(slot, resourceType)
    })
    // The forward pass must have read the old value before the update writes the new one.
    const read = this.reads.get(variable)!
    let after = read
    if (decay !== undefined) {
      const lost = this.scope.add('Mul', [read, this.tape.outputOf(scalars[decay])], [float])
      const dtype = this.type('dtype', this.binding.TF_FLOAT)
      after = this.scope.add('AssignSubVariableOp', [handle, lost], [dtype])
    }
    const flags = Object.entries(attributes).map(([name, value]) => this.flag(name, value))
    return this.scope.add(op, [...inputs, `^${after}`], [float, ...flags])
  }
}

function zeros({ kind, shape }: InputSpec): HostArray {
  const size = sizeOf(shape)
  if (kind === 'float32') return new Float32Array(size)
  return kind === 'int32' ? new Int32Array(size) : new Uint8Array(size)
}
