/**
 * Functions of tensors, traced once and run as one TensorFlow graph: what `tf.function` is in Python. Variables
 * and optimizer slots live in the graph as resource variables, shared by all functions of a program; inputs
 * (pixels, noise, schedules) are fed, so that none of them needs a new trace.
 */
import * as tf from '@tensorflow/tfjs-core'
import {
  checkInputs,
  eagerEngine,
  inputSpecs,
  isTraining,
  slotStarts,
  type EngineIdentity
} from '../../engine/eager.ts'
import type {
  Engine,
  Executor,
  HostArray,
  HostArrays,
  InputSpec,
  Program,
  ProgramFunction,
  Variables
} from '../../engine/engine.ts'
import { nativeBackend, type Binding, type NativeBackend } from './binding.ts'
import { Graph } from './graph.ts'
import { feedsOf, pack, sizeOf, type Feeds, type Result } from './packing.ts'
import { inputType, trace } from './trace.ts'
import { XlaFunction } from './xla.ts'

/** A traced function: what goes into the graph and what comes out, in the runtime's words. */
interface Trace {
  definition: ProgramFunction
  specs: Record<string, InputSpec>
  feeds: Feeds
  results: Result[]
  /** The names of all fed and of all fetched, each list with commas. */
  fed: string
  fetched: string
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
  private readonly backend: NativeBackend
  private readonly binding: Binding
  private readonly graph: Graph
  private readonly variables = new Map<string, Resource>()
  private readonly slots = new Map<string, Resource>()
  private readonly traces = new Map<string, Trace>()
  private readonly session: number

  /** @param executor 'xla' compiles the training functions with XLA, 'compiled' leaves them to TensorFlow's executor */
  constructor(
    readonly executor: 'compiled' | 'xla',
    variables: Variables,
    functions: Record<string, ProgramFunction>
  ) {
    this.backend = nativeBackend()
    this.binding = this.backend.binding
    this.graph = new Graph(this.binding)
    const starts: Record<string, Float32Array> = {}
    for (const [name, { shape }] of Object.entries(variables)) {
      this.variables.set(name, this.resource(shape))
      for (const [slot, start] of slotStarts(functions)) {
        this.slots.set(`${slot}/${name}`, this.resource(shape))
        starts[`${slot}/${name}`] = new Float32Array(sizeOf(shape)).fill(start)
      }
    }
    for (const [name, definition] of Object.entries(functions))
      this.traces.set(name, this.trace(name, definition, variables))
    this.session = this.graph.load()
    const initial = Object.entries(variables).map(([name, { values }]) => [name, values] as const)
    this.assign(this.variables, Object.fromEntries(initial))
    this.assign(this.slots, starts)
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
    const { graph, binding } = this
    const handles = (resources: Map<string, Resource>) =>
      new Map([...resources].map(([key, { handle }]) => [key, handle]))
    const placeholder = (input: string, dtype: number, shape: number[]) =>
      graph.add('Placeholder', [], [this.type('dtype', dtype), this.shape(shape)], inputName(name, input))
    const feeds = feedsOf(definition)
    const placeholders = new Map(
      feeds.alone.map(([input, spec]) => [input, placeholder(input, inputType(binding, spec), spec.shape)])
    )
    const packed = feeds.length > 0 ? placeholder('packed', binding.TF_FLOAT, [feeds.length]) : ''
    const xla = this.executor === 'xla' && isTraining(definition)
    const { fetches, results } = trace(this.backend, {
      scope: xla ? new XlaFunction(binding, graph, `function_${name}`) : graph,
      // On a GPU XLA needs libraries that its wheel lacks.
      kernels: xla || this.backend.isUsingGpuDevice ? undefined : graph,
      definition,
      variables,
      handles: handles(this.variables),
      slotHandles: handles(this.slots),
      feeds,
      placeholders,
      packed
    })
    const specs = inputSpecs(definition)
    const fed = portList([...placeholders.values(), ...(packed ? [packed] : [])])
    return { definition, specs, feeds, results, fed, fetched: portList(fetches) }
  }

  async run(name: string, inputs: HostArrays): Promise<HostArrays> {
    const { definition, specs, feeds, results, fed, fetched } = this.traces.get(name)!
    const { binding } = this
    checkInputs(name, specs, inputs)
    const values: Fed[] = feeds.alone.map(([input, spec]) => [
      spec.shape,
      inputType(binding, spec),
      inputs[input]
    ])
    if (feeds.length > 0) values.push([[feeds.length], binding.TF_FLOAT, pack(feeds, inputs)])
    const fetches = this.fetch(values, fed, fetched)
    const outputs: HostArrays = {}
    for (const { output, fetch, place } of results) {
      const value = place === undefined ? fetches[fetch] : fetches[fetch].slice(place, place + 1)
      outputs[output] = definition.outputs[output].kind === 'pixels' ? new Uint8Array(value) : value
    }
    return outputs
  }

  /** One run of the session. Whatever happens, no native tensor stays behind. */
  private fetch(inputs: Fed[], fed: string, fetched: string): HostArray[] {
    const { binding } = this
    const ids = inputs.map(([shape, type, values]) => binding.createTensor(shape, type, values))
    try {
      const results = binding.runSavedModel(this.session, ids, fed, fetched)
      try {
        return results.map(({ id }) => binding.tensorDataSync(id))
      } finally {
        for (const { id } of results) binding.deleteTensor(id)
      }
    } finally {
      for (const id of ids) binding.deleteTensor(id)
    }
  }

  /** Writes all values in one run, so that nothing that runs in between sees some old and some new. */
  private assign(store: Map<string, Resource>, values: Record<string, Float32Array>): void {
    const entries = Object.entries(values).map(([name, array]) => {
      const resource = store.get(name)
      if (!resource) throw new Error(`There is no variable named ${name}`)
      return { resource, array }
    })
    if (entries.length === 0) return
    this.fetch(
      // A copy, since the runtime may go on working in the memory it is given.
      entries.map(({ resource, array }) => [resource.shape, this.binding.TF_FLOAT, array.slice()]),
      portList(entries.map(({ resource }) => resource.placeholder)),
      portList(entries.map(({ resource }) => resource.assigned))
    )
  }

  private read(store: Map<string, Resource>): Variables {
    const entries = [...store]
    if (entries.length === 0) return {}
    const values = this.fetch([], '', portList(entries.map(([, { read }]) => read)))
    return Object.fromEntries(
      entries.map(([name, { shape }], index) => [
        name,
        { shape, values: (values[index] as Float32Array).slice() }
      ])
    )
  }

  readVariables = async () => this.read(this.variables)
  readSlots = async () => this.read(this.slots)

  writeVariables = async (values: Record<string, Float32Array>) => this.assign(this.variables, values)
  writeSlots = async (values: Record<string, Float32Array>) => this.assign(this.slots, values)

  dispose(): void {
    this.binding.deleteSavedModel(this.session)
  }
}

/** A tensor to feed: shape, type, values. */
type Fed = [number[], number, HostArray]

/** Names of outputs in the graph, as the runtime takes them. */
const portList = (names: string[]) => names.map((name) => (name.includes(':') ? name : `${name}:0`)).join(',')

/** Node names allow letters, digits and these marks only. */
const inputName = (name: string, input: string) => `${name}.${input}`

/**
 * The tensorflow engine. A function that cannot be traced runs eagerly, and `report` is told why.
 */
export function compiledEngine(identity: EngineIdentity, report?: (line: string) => void): Engine {
  const eager = eagerEngine(identity)
  return {
    ...identity,
    executors: ['compiled', 'xla', 'eager'],
    async load(variables, functions, executor: Executor = 'compiled') {
      tf.setBackend('tensorflow')
      if (executor === 'eager') return eager.load(variables, functions)
      try {
        return new CompiledProgram(executor, variables, functions)
      } catch (error) {
        const reason = (error as Error).message
        if (executor === 'xla') {
          report?.(`Runs without XLA: ${reason}`)
          return this.load(variables, functions, 'compiled')
        }
        report?.(`Runs op by op, since it could not be compiled: ${reason}`)
        return eager.load(variables, functions)
      }
    }
  }
}
