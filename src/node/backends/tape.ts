/**
 * Records what tfjs runs. On the native backend every op passes through one object, the binding; for as long as
 * a trace lasts it is replaced by one that also writes each op into a graph. What results is the function with
 * its gradients, as tfjs derived them, in a form TensorFlow runs at once.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { withFuser, type Fuser } from '../../engine/operations.ts'
import type { Binding, NativeBackend } from './binding.ts'
import type { Graph, Scope } from './graph.ts'
import { XlaFunction } from './xla.ts'

export class Tape {
  /** The graph's output for each tensor id seen while recording. */
  private outputs = new Map<number, string>()

  /** @param kernels the graph, where parts that ask for it are to become kernels that XLA compiles */
  constructor(
    private readonly backend: NativeBackend,
    private scope: Scope,
    private readonly kernels?: Graph
  ) {}

  /** Says that a tensor stands for a node of the graph: a variable read or a placeholder. */
  bind(tensor: Tensor, output: string): void {
    this.outputs.set(this.backend.getInputTensorIds([tensor])[0], output)
  }

  /** The graph's output that computes this tensor. */
  outputOf(tensor: Tensor): string {
    const [id] = this.backend.getInputTensorIds([tensor])
    const output = this.outputs.get(id)
    if (output === undefined) throw new Error('A tensor was made outside the trace')
    return output
  }

  /** Runs `body` op by op once, recording it. */
  record<T>(body: () => T): T {
    const real = this.backend.binding
    this.backend.binding = this.recording(real)
    try {
      return withFuser(this.kernels && this.fuse, body)
    } finally {
      this.backend.binding = real
    }
  }

  /** Records a part into a function of its own, which the graph calls. */
  private readonly fuse: Fuser = (inputs, body) => {
    const { binding } = this.backend
    const [scope, outputs] = [this.scope, this.outputs]
    const kernel = new XlaFunction(binding, this.kernels!, this.kernels!.name('kernel'))
    const type = ({ dtype }: Tensor) => (dtype === 'int32' ? binding.TF_INT32 : binding.TF_FLOAT)
    const taken = inputs.map((input) => kernel.take(this.outputOf(input), type(input)))
    this.scope = kernel
    this.outputs = new Map()
    try {
      inputs.forEach((input, index) => this.bind(input, taken[index]))
      const results = body(inputs)
      const given = kernel.give(
        results.map((result) => ({ name: this.outputOf(result), dtype: type(result) }))
      )
      this.outputs = outputs
      results.forEach((result, index) => this.bind(result, given[index]))
      return results
    } finally {
      this.scope = scope
      this.outputs = outputs
    }
  }

  private recording(real: Binding): Binding {
    // A copy, since the add-on's own properties cannot be written; its methods want the add-on as `this`.
    const copy = Object.fromEntries(
      Object.getOwnPropertyNames(real).map((key) => {
        const value = real[key as keyof Binding] as unknown
        return [key, typeof value === 'function' ? value.bind(real) : value]
      })
    ) as unknown as Binding
    return {
      ...copy,
      createTensor: (shape: number[], dtype: number, values: ArrayBufferView) => {
        const id = real.createTensor(shape, dtype, values)
        this.outputs.set(id, this.scope.constant(shape, dtype, values))
        return id
      },
      executeOp: (...[op, attributes, inputIds, count]: Parameters<Binding['executeOp']>) => {
        const inputs = inputIds.map((id) => {
          const output = this.outputs.get(id)
          if (output === undefined) throw new Error(`An input of ${op} was made outside the trace`)
          return output
        })
        const outputs = real.executeOp(op, attributes, inputIds, count)
        const name = this.scope.add(op, inputs, attributes)
        outputs.forEach(({ id }, index) => this.outputs.set(id, index === 0 ? name : `${name}:${index}`))
        return outputs
      }
    }
  }
}
