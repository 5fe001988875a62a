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
  /** The graph's placeholders by input, the optimizer's scalars included. */
  placeholders: Map<string, string>
}

/** The types a placeholder is fed. */
export function inputType(binding: Binding, { kind }: InputSpec): number {
  return { float32: binding.TF_FLOAT, int32: binding.TF_INT32, pixels: binding.TF_UINT8 }[kind]
}

/** The inputs of a function, the optimizer's scalars included. */
export function inputSpecs(definition: ProgramFunction): Record<string, InputSpec> {
  const scalars = isTraining(definition) ? definition.optimizer.scalars : []
  const scalar: InputSpec = { kind: 'float32', shape: [] }
  return { ...definition.inputs, ...Object.fromEntries(scalars.map((name) => [name, scalar])) }
}

/**
 * Traces a function into a scope.
 * @returns the outputs' names in the graph, in the order of the definition's outputs
 * @throws Error when an op cannot be traced
 */
export function trace(backend: NativeBackend, options: TraceOptions): string[] {
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

  private flag = (name: string, value: boolean): OpAttribute => ({
    name,
    type: this.binding.TF_ATTR_BOOL,
    value
  })

  run(): string[] {
    let outputs: string[] = []
    tf.tidy(() => {
      const variables = this.readVariables()
      const inputs = this.takeInputs()
      outputs = this.tape.record(() => this.body(variables, inputs))
    })
    return outputs
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
    const entries = Object.entries(inputSpecs(this.options.definition)).map(([name, spec]) => {
      const tensor = toTensor(spec, zeros(spec))
      const fed = this.scope.take(this.options.placeholders.get(name)!, inputType(this.binding, spec))
      this.tape.bind(tensor, spec.kind === 'pixels' ? this.scaled(fed) : fed)
      return [name, tensor] as const
    })
    return Object.fromEntries(entries)
  }

  /** Bytes as float32 in 0…1. */
  private scaled(bytes: string): string {
    const { TF_UINT8, TF_FLOAT } = this.binding
    const cast = this.scope.add('Cast', [bytes], [this.type('SrcT', TF_UINT8), this.type('DstT', TF_FLOAT)])
    const scale = this.scope.constant([], TF_FLOAT, Float32Array.of(1 / 255))
    return this.scope.add('Mul', [cast, scale], [this.type('T', TF_FLOAT)])
  }

  /** Runs the body once while the tape records, and ties the updates to the outputs. */
  private body(variables: Tensors, inputs: Tensors): string[] {
    const { definition } = this.options
    if (!isTraining(definition)) return this.give(definition.body(variables, inputs), [])
    const { outputs, gradients } = lossAndGradients(definition, variables, inputs)
    const updates = Object.entries(gradients).map(([variable, gradient]) =>
      this.update(definition, variable, gradient, inputs)
    )
    return this.give(outputs, updates)
  }

  private give(values: Tensors, updates: string[]): string[] {
    const control = updates.map((update) => `^${update}`)
    const outputs = Object.entries(this.options.definition.outputs).map(([name, { kind }]) => {
      const pixels = () => tf.cast(tf.round(tf.mul(tf.clipByValue(values[name], 0, 1), 255)), 'int32')
      const tensor = kind === 'pixels' ? pixels() : values[name]
      const dtype = kind === 'pixels' ? this.binding.TF_INT32 : this.binding.TF_FLOAT
      const inputs = [this.tape.outputOf(tensor), ...control]
      return { name: this.scope.add('Identity', inputs, [this.type('T', dtype)]), dtype }
    })
    return this.scope.give(outputs)
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
  const size = shape.reduce((product, extent) => product * extent, 1)
  if (kind === 'float32') return new Float32Array(size)
  return kind === 'int32' ? new Int32Array(size) : new Uint8Array(size)
}
