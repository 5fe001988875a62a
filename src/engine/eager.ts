/** An engine that runs every function op by op on the current tfjs backend. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { AppError } from '../shared/errors.ts'
import type {
  Engine,
  HostArray,
  HostArrays,
  InputSpec,
  PlainFunction,
  Program,
  ProgramFunction,
  Tensors,
  TrainingFunction,
  Variables
} from './engine.ts'

export type EngineIdentity = Pick<Engine, 'name' | 'version' | 'device' | 'threads'>

export const isTraining = (definition: ProgramFunction): definition is TrainingFunction =>
  'optimizer' in definition

const sizeOf = (shape: number[]) => shape.reduce((product, extent) => product * extent, 1)

/** The inputs of a function, the optimizer's scalars included. */
export function inputSpecs(definition: ProgramFunction): Record<string, InputSpec> {
  const scalars = isTraining(definition) ? definition.optimizer.scalars : []
  const scalar: InputSpec = { kind: 'float32', shape: [] }
  return { ...definition.inputs, ...Object.fromEntries(scalars.map((name) => [name, scalar])) }
}

/** @throws AppError 'engine' naming the input that is missing or of the wrong length */
export function checkInputs(name: string, specs: Record<string, InputSpec>, inputs: HostArrays): void {
  for (const input in specs) {
    const { shape } = specs[input]
    const values = inputs[input]
    if (!values) throw new AppError('engine', `${name}: the input ${input} is missing.`)
    if (values.length !== sizeOf(shape))
      throw new AppError(
        'engine',
        `${name}: ${input} has ${values.length} values, not the ${sizeOf(shape)} of [${shape}].`
      )
  }
}

/** Values as the body sees them: pixels as float32 in 0…1. */
export function toTensor(spec: InputSpec, values: HostArray): Tensor {
  if (spec.kind === 'pixels')
    return tf.tidy(() => tf.mul(tf.cast(tf.tensor(values, spec.shape, 'int32'), 'float32'), 1 / 255))
  return tf.tensor(values, spec.shape, spec.kind)
}

async function toHost(kind: 'float32' | 'pixels', output: Tensor): Promise<HostArray> {
  if (kind === 'float32') return (await output.data()) as Float32Array
  const bytes = tf.tidy(() => tf.cast(tf.round(tf.mul(tf.clipByValue(output, 0, 1), 255)), 'int32'))
  const values = await bytes.data()
  bytes.dispose()
  return Uint8Array.from(values)
}

class EagerProgram implements Program {
  readonly executor = 'eager' as const
  private readonly variables: Tensors = {}
  /** By `slot/variable`. */
  private readonly slots: Tensors = {}

  constructor(
    private readonly backend: string,
    variables: Variables,
    private readonly functions: Record<string, ProgramFunction>
  ) {
    tf.setBackend(backend)
    for (const [name, { shape, values }] of Object.entries(variables)) {
      this.variables[name] = tf.tensor(values.slice(), shape)
      for (const [slot, start] of slotStarts(functions)) this.slots[`${slot}/${name}`] = tf.fill(shape, start)
    }
  }

  async run(name: string, inputs: HostArrays): Promise<HostArrays> {
    tf.setBackend(this.backend)
    const definition = this.functions[name]
    const specs = inputSpecs(definition)
    checkInputs(name, specs, inputs)
    const tensors = Object.fromEntries(
      Object.entries(specs).map(([input, spec]) => [input, toTensor(spec, inputs[input])] as const)
    )
    const outputs = tf.tidy(() =>
      isTraining(definition) ? this.train(definition, tensors) : definition.body(this.variables, tensors)
    )
    const result: HostArrays = {}
    for (const [output, spec] of Object.entries(definition.outputs))
      result[output] = await toHost(spec.kind, outputs[output])
    tf.dispose(tensors)
    tf.dispose(outputs)
    return result
  }

  private train(definition: TrainingFunction, inputs: Tensors): Tensors {
    const { outputs, gradients } = lossAndGradients(definition, this.variables, inputs)
    const { optimizer } = definition
    for (const [name, gradient] of Object.entries(gradients)) {
      const slots = Object.fromEntries(optimizer.slots.map((slot) => [slot, this.slots[`${slot}/${name}`]]))
      const updated = optimizer.update(this.variables[name], gradient, slots, inputs)
      this.replace(this.variables, name, updated.variable)
      for (const slot of optimizer.slots) this.replace(this.slots, `${slot}/${name}`, updated.slots[slot])
    }
    return outputs
  }

  private replace(store: Tensors, name: string, tensor: Tensor): void {
    store[name].dispose()
    store[name] = tf.keep(tensor)
  }

  readVariables = (): Promise<Variables> => read(this.variables)
  readSlots = (): Promise<Variables> => read(this.slots)

  async writeVariables(values: Record<string, Float32Array>): Promise<void> {
    this.write(this.variables, values)
  }
  async writeSlots(values: Record<string, Float32Array>): Promise<void> {
    this.write(this.slots, values)
  }

  private write(store: Tensors, values: Record<string, Float32Array>): void {
    tf.setBackend(this.backend)
    for (const [name, array] of Object.entries(values)) {
      if (!store[name]) throw new AppError('engine', `There is no variable named ${name}.`)
      this.replace(store, name, tf.tensor(array.slice(), store[name].shape))
    }
  }

  dispose(): void {
    tf.dispose(this.variables)
    tf.dispose(this.slots)
  }
}

async function read(store: Tensors): Promise<Variables> {
  const result: Variables = {}
  for (const [name, tensor] of Object.entries(store))
    result[name] = { shape: tensor.shape, values: ((await tensor.data()) as Float32Array).slice() }
  return result
}

/** Every slot that some training function keeps, with what its values start at. */
export function slotStarts(functions: Record<string, ProgramFunction>): Map<string, number> {
  const definitions = Object.values(functions).filter(isTraining)
  return new Map(
    definitions.flatMap(({ optimizer: { slots, starts } }) =>
      slots.map((slot) => [slot, starts?.[slot] ?? 0] as const)
    )
  )
}

/** One forward and backward pass: the body's outputs, and the gradient of `loss` by every variable, clipped. */
export function lossAndGradients(
  definition: PlainFunction & Pick<TrainingFunction, 'clip'>,
  variables: Tensors,
  inputs: Tensors
): { outputs: Tensors; gradients: Tensors } {
  const names = Object.keys(variables)
  let outputs: Tensors = {}
  const loss = (...values: Tensor[]) => {
    outputs = definition.body(Object.fromEntries(names.map((name, i) => [name, values[i]])), inputs)
    // Kept: they outlive the gradient's own tidy.
    for (const output of Object.values(outputs)) tf.keep(output)
    return outputs.loss as tf.Scalar
  }
  const { grads } = tf.valueAndGrads(loss)(names.map((name) => variables[name]))
  const clipped = definition.clip === undefined ? grads : clippedByNorm(grads, definition.clip)
  return { outputs, gradients: Object.fromEntries(names.map((name, i) => [name, clipped[i]])) }
}

/** Gradients whose norm over all of them is `most` at the most (Pascanu, Mikolov & Bengio 2013, algorithm 1). */
function clippedByNorm(gradients: Tensor[], most: number): Tensor[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)))
  // One after another: a GPU takes a handful of inputs at once, and a sum of many silently goes wrong.
  const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)))
  // Exactly 1 for a gradient that is short enough, which so stays as it is.
  const scale = tf.div(most, tf.maximum(norm, most))
  return gradients.map((gradient) => tf.mul(gradient, scale))
}

/** The current tfjs backend as an engine. */
export function eagerEngine(identity: EngineIdentity): Engine {
  const backend = tf.getBackend()
  return {
    ...identity,
    executors: ['eager'],
    load: async (variables, functions) => new EagerProgram(backend, variables, functions)
  }
}
