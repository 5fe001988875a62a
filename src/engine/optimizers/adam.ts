import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core'
import type { OptimizerOf } from '../../shared/schemas.ts'
import type { OptimizerRule } from './rule.ts'

/**
 * Adam (Kingma & Ba 2015, algorithm 1, in the reordering at the end of its section 2), as ResourceApplyAdam:
 * variable −= α·√(1−β₂ᵗ)/(1−β₁ᵗ) · m / (√v + ε).
 */
export function adam(config: Omit<OptimizerOf<'adam'>, 'kind'>): OptimizerRule {
  const { learningRate, beta1, beta2, epsilon } = config
  return {
    slots: ['m', 'v'],
    scalars: ['beta1Power', 'beta2Power', 'learningRate', 'beta1', 'beta2', 'epsilon'],
    scalarsAt: (step, rate = 1) => ({
      beta1Power: beta1 ** (step + 1),
      beta2Power: beta2 ** (step + 1),
      learningRate: rate * learningRate,
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
