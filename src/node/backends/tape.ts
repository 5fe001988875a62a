/**
 * Records what tfjs runs. On the native backend every op passes through one object, the binding; for as long as
 * a trace lasts it is replaced by one that also writes each op into a graph. What results is the function with
 * its gradients, as tfjs derived them, in a form TensorFlow runs at once.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Binding, NativeBackend } from './binding.ts'
import type { Scope } from './graph.ts'

export class Tape {
  /** The graph's output for each tensor id seen while recording. */
  private readonly outputs = new Map<number, string>()

  constructor(
    private readonly backend: NativeBackend,
    private readonly scope: Scope
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
      return body()
    } finally {
      this.backend.binding = real
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
