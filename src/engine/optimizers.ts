/**
 * The update rules, each defined once, as TensorFlow's fused kernels compute them (tf.train's Adam adds epsilon
 * elsewhere, so it is not used). An engine with a fused kernel calls it; the others run `update`.
 */
import { add, div, mul, sqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core'
import type { OptimizerConfig } from '../shared/schemas.ts'
import type { Tensors } from './engine.ts'

export interface OptimizerRule {
  /** State kept beside each variable, of its shape, starting at zero. */
  slots: string[]
  /** Names of the float32 scalars a step is fed, so that schedules never need a new trace. */
  scalars: string[]
  /** The scalars' values at a step, counted from 0. */
  scalarsAt(step: number): Record<string, number>
  /** One variable's new value and slots. */
  update(
    variable: Tensor,
    gradient: Tensor,
    slots: Tensors,
    scalars: Tensors
  ): { variable: Tensor; slots: Tensors }
  /** TensorFlow's fused kernel: its op and its inputs in order, by slot or scalar name ('variable', 'gradient'). */
  kernel: { op: string; inputs: string[] }
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1, in the reordering at the end of its section 2), as ResourceApplyAdam:
 * variable −= α·√(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε).
 */
function adam(config: OptimizerConfig): OptimizerRule {
  const { learningRate, beta1, beta2, epsilon } = config
  return {
    slots: ['m', 'v'],
    scalars: ['beta1Power', 'beta2Power', 'learningRate', 'beta1', 'beta2', 'epsilon'],
    scalarsAt: (step) => ({
      beta1Power: beta1 ** (step + 1),
      beta2Power: beta2 ** (step + 1),
      learningRate,
      beta1,
      beta2,
      epsilon
    }),
    update(variable, gradient, slots, s) {
      const m = add(slots.m, mul(sub(gradient, slots.m), sub(1, s.beta1)))
      const v = add(slots.v, mul(sub(square(gradient), slots.v), sub(1, s.beta2)))
      const rate = div(mul(s.learningRate, sqrt(sub(1, s.beta2Power))), sub(1, s.beta1Power))
      return { variable: sub(variable, div(mul(rate, m), add(sqrt(v), s.epsilon))), slots: { m, v } }
    },
    kernel: {
      op: 'ResourceApplyAdam',
      inputs: [
        'variable',
        'm',
        'v',
        'beta1Power',
        'beta2Power',
        'learningRate',
        'beta1',
        'beta2',
        'epsilon',
        'gradient'
      ]
    }
  }
}

/** The rule of a configuration. */
export function optimizerRule(config: OptimizerConfig): OptimizerRule {
  return adam(config)
}
