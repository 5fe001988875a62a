/**
 * Functions of tensors, traced once and run as one TensorFlow graph: what `tf.function` is in Python. Variables
 * and optimizer slots live in the graph as resource variables, shared by all functions of a program; inputs
 * (pixels, noise, schedules) are fed, so that none of them needs a new trace.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import {
  checkInputs,
  eagerEngine,
  isTraining,
  lossAndGradients,
  slotNames,
  toTensor,
  type EngineIdentity
} from '../../engine/eager.ts'
import type {
  Engine,
  HostArray,
  HostArrays,
  InputSpec,
  Program,
  ProgramFunction,
  Tensors,
  TrainingFunction,
  Variables
} from '../../engine/engine.ts'
import { nativeBackend, type Binding, type NativeBackend } from './binding.ts'
import { Graph } from './graph.ts'
import { Tape } from './tape.ts'

/** A traced function: the graph's names for what goes in and what comes out. */
interface Trace {
  definition: ProgramFunction
  /** Output's name here → in the graph. */
  outputs: [string, string][]
}

/** A variable or slot in the graph. */
interface Resource {
  shape: number[]
  handle: string
  read: string
  placeholder: string
  assigned: string
}

class CompiledProgram implements Program {
  readonly executor = 'compiled'
  private readonly backend: NativeBackend
  private readonly binding: Binding
  private readonly graph: Graph
  private readonly variables = new Map<string, Resource>()
  private readonly slots = new Map<string, Resource>()
  private readonly traces = new Map<string, Trace>()
  private readonly session: number

  constructor(variables: Variables, functions: Record<string, ProgramFunction>) {
    this.backend = nativeBackend()
    this.binding = this.backend.binding
    this.graph = new Graph(this.binding)
    for (const [name, { shape }] of Object.entries(variables)) {
      this.variables.set(name, this.resource(shape))
      for (const slot of slotNames(functions)) this.slots.set(`${slot}/${name}`, this.resource(shape))
    }
    for (const [name, definition] of Object.entries(functions))
      this.traces.set(name, this.trace(name, definition, variables))
    this.session = this.graph.load()
    for (const [name, { values }] of Object.entries(variables)) this.assign(this.variables, name, values)
    for (const [name, { shape }] of this.slots)
      this.assign(this.slots, name, new Float32Array(shape.reduce((product, extent) => product * extent, 1)))
  }

  private type = (name: string, value: number) => ({ name, type: this.binding.TF_ATTR_TYPE, value })
  private shape = (value: number[]) => ({ name: 'shape', type: this.binding.TF_ATTR_SHAPE, value })
  private text = (name: string, value: string) => ({ name, type: this.binding.TF_ATTR_STRING, value })

  private resource(shape: number[]): Resource {
    const { graph, binding } = this
    const float = this.type('dtype', binding.TF_FLOAT)
    const name = graph.name('variable')
    const attributes = [float, this.shape(shape), this.text('shared_name', name), this.text('container', '')]
    const handle = graph.add('VarHandleOp', [], attributes, name)
    const placeholder = graph.add('Placeholder', [], [float, this.shape(shape)])
    const assign = graph.add('AssignVariableOp', [handle, placeholder], [float])
    const zero = graph.constant([], binding.TF_FLOAT, Float32Array.of(0))
    const assigned = graph.add('Identity', [zero, `^${assign}`], [this.type('T', binding.TF_FLOAT)])
    return { shape, handle, read: graph.add('ReadVariableOp', [handle], [float]), placeholder, assigned }
  }

  private trace(name: string, definition: ProgramFunction, variables: Variables): Trace {
    const scalars = isTraining(definition) ? definition.optimizer.scalars : []
    const specs: Record<string, InputSpec> = { ...definition.inputs }
    for (const scalar of scalars) specs[scalar] = { kind: 'float32', shape: [] }
    let outputs: Trace['outputs'] = []
    tf.tidy(() => {
      const tape = new Tape(this.backend, this.graph)
      const reads: Record<string, string> = {}
      const held: Tensors = {}
      for (const [variable, { shape, values }] of Object.entries(variables)) {
        held[variable] = tf.tensor(values.slice(), shape)
        const { handle } = this.variables.get(variable)!
        reads[variable] = this.graph.add(
          'ReadVariableOp',
          [handle],
          [this.type('dtype', this.binding.TF_FLOAT)]
        )
        tape.bind(held[variable], reads[variable])
      }
      const inputs: Tensors = {}
      for (const [input, spec] of Object.entries(specs)) {
        inputs[input] = toTensor(spec, zeros(spec))
        tape.bind(inputs[input], this.placeholder(name, input, spec))
      }
      outputs = tape.record(() => this.traceBody(definition, held, inputs, tape, reads))
    })
    return { definition, outputs }
  }

  /** Runs the body once while the tape records, and ties the updates to the outputs. */
  private traceBody(
    definition: ProgramFunction,
    variables: Tensors,
    inputs: Tensors,
    tape: Tape,
    reads: Record<string, string>
  ): [string, string][] {
    if (!isTraining(definition)) return this.outputs(definition, definition.body(variables, inputs), tape, [])
    const { outputs, gradients } = lossAndGradients(definition, variables, inputs)
    const updates = Object.entries(gradients).map(([variable, gradient]) =>
      this.update(definition, variable, gradient, inputs, tape, reads[variable])
    )
    return this.outputs(definition, outputs, tape, updates)
  }

  private outputs(
    definition: ProgramFunction,
    values: Tensors,
    tape: Tape,
    updates: string[]
  ): [string, string][] {
    const control = updates.map((update) => `^${update}`)
    return Object.entries(definition.outputs).map(([name, spec]) => {
      const pixels = () => tf.cast(tf.round(tf.mul(tf.clipByValue(values[name], 0, 1), 255)), 'int32')
      const tensor = spec.kind === 'pixels' ? pixels() : values[name]
      const type = spec.kind === 'pixels' ? this.binding.TF_INT32 : this.binding.TF_FLOAT
      return [name, this.graph.add('Identity', [tape.outputOf(tensor), ...control], [this.type('T', type)])]
    })
  }

  private update(
    { optimizer }: TrainingFunction,
    variable: string,
    gradient: Tensor,
    scalars: Tensors,
    tape: Tape,
    read: string
  ): string {
    const inputs = optimizer.kernel.inputs.map((input) => {
      if (input === 'variable') return this.variables.get(variable)!.handle
      if (input === 'gradient') return tape.outputOf(gradient)
      return this.slots.get(`${input}/${variable}`)?.handle ?? tape.outputOf(scalars[input])
    })
    // The forward pass must have read the old value before the update writes the new one.
    return this.graph.add(
      optimizer.kernel.op,
      [...inputs, `^${read}`],
      [this.type('T', this.binding.TF_FLOAT)]
    )
  }

  private placeholder(name: string, input: string, spec: InputSpec): string {
    const { graph, binding } = this
    const type = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, pixels: binding.TF_UINT8 }[spec.kind]
    const fed = graph.add(
      'Placeholder',
      [],
      [this.type('dtype', type), this.shape(spec.shape)],
      inputName(name, input)
    )
    if (spec.kind !== 'pixels') return fed
    const float = this.type('DstT', binding.TF_FLOAT)
    const cast = graph.add('Cast', [fed], [this.type('SrcT', type), float])
    const scale = graph.constant([], binding.TF_FLOAT, Float32Array.of(1 / 255))
    return graph.add('Mul', [cast, scale], [this.type('T', binding.TF_FLOAT)])
  }

  async run(name: string, inputs: HostArrays): Promise<HostArrays> {
    const { definition, outputs } = this.traces.get(name)!
    const { binding } = this
    const types = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, pixels: binding.TF_UINT8 }
    const fed = checkInputs(name, definition, inputs)
    const values = this.fetch(
      fed.map(([input, spec, values]) => [inputName(name, input), spec.shape, types[spec.kind], values]),
      outputs.map(([, output]) => output)
    )
    return Object.fromEntries(
      outputs.map(([output], index) => {
        const pixels = definition.outputs[output].kind === 'pixels'
        return [output, pixels ? Uint8Array.from(values[index]) : values[index]]
      })
    )
  }

  /** One run of the session. Whatever happens, no native tensor stays behind. */
  private fetch(inputs: [string, number[], number, HostArray][], outputs: string[]): HostArray[] {
    const { binding } = this
    const ids = inputs.map(([, shape, type, values]) => binding.createTensor(shape, type, values))
    try {
      const names = inputs.map(([name]) => `${name}:0`).join(',')
      const fetched = outputs.map((output) => (output.includes(':') ? output : `${output}:0`)).join(',')
      const results = binding.runSavedModel(this.session, ids, names, fetched)
      try {
        return results.map(({ id }) => binding.tensorDataSync(id))
      } finally {
        for (const { id } of results) binding.deleteTensor(id)
      }
    } finally {
      for (const id of ids) binding.deleteTensor(id)
    }
  }

  private assign(store: Map<string, Resource>, name: string, values: Float32Array): void {
    const resource = store.get(name)
    if (!resource) throw new Error(`There is no variable named ${name}`)
    // A copy, since the runtime may go on working in the memory it is given.
    const fed: [string, number[], number, HostArray] = [
      resource.placeholder,
      resource.shape,
      this.binding.TF_FLOAT,
      values.slice()
    ]
    this.fetch([fed], [resource.assigned])
  }

  private read(store: Map<string, Resource>): Variables {
    const entries = [...store]
    if (entries.length === 0) return {}
    const values = this.fetch(
      [],
      entries.map(([, { read }]) => read)
    )
    return Object.fromEntries(
      entries.map(([name, { shape }], index) => [
        name,
        { shape, values: (values[index] as Float32Array).slice() }
      ])
    )
  }

  readVariables = async () => this.read(this.variables)
  readSlots = async () => this.read(this.slots)

  async writeVariables(values: Record<string, Float32Array>): Promise<void> {
    for (const [name, array] of Object.entries(values)) this.assign(this.variables, name, array)
  }
  async writeSlots(values: Record<string, Float32Array>): Promise<void> {
    for (const [name, array] of Object.entries(values)) this.assign(this.slots, name, array)
  }

  dispose(): void {
    this.binding.deleteSavedModel(this.session)
  }
}

/** Node names allow letters, digits and these marks only. */
const inputName = (name: string, input: string) => `${name}.${input}`

function zeros({ kind, shape }: InputSpec): HostArray {
  const size = shape.reduce((product, extent) => product * extent, 1)
  if (kind === 'float32') return new Float32Array(size)
  return kind === 'int32' ? new Int32Array(size) : new Uint8Array(size)
}

/**
 * The tensorflow engine. A function that cannot be traced runs eagerly, and `report` is told why.
 */
export function compiledEngine(identity: EngineIdentity, report?: (line: string) => void): Engine {
  const eager = eagerEngine(identity)
  return {
    ...identity,
    async load(variables, functions) {
      tf.setBackend('tensorflow')
      try {
        return new CompiledProgram(variables, functions)
      } catch (error) {
        report?.(`Runs op by op, since it could not be compiled: ${(error as Error).message}`)
        return eager.load(variables, functions)
      }
    }
  }
}
