import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core'
import type { OptimizerOf } from '../../shared/schemas.ts'
import type { OptimizerRule } from './rule.ts'

/**
 * Adagrad (Duchi, Hazan & Singer 2011), as ResourceApplyAdagradV2: a += g², variable −= α·g / (√a + ε). The sum a
 * starts above zero, so that the first steps are not of the full rate whatever the gradient.
 */
export function adagrad(config: OptimizerOf<'adagrad'>): OptimizerRule {
  const { learningRate, initialAccumulator, epsilon } = config
  return {
    slots: ['accumulator'],
    starts: { accumulator: initialAccumulator },
    scalars: ['learningRate', 'epsilon'],
    scalarsAt: (_step, rate = 1) => ({ learningRate: rate * learningRate, epsilon }),
    update(variable, gradient, slots, s) {
      const accumulator = add(slots.accumulator, square(gradient))
      const change = div(mul(s.learningRate, gradient), add(sqrt(accumulator), s.epsilon))
      return { variable: sub(variable, change), slots: { accumulator } }
    },
    kernel: {
      op: 'ResourceApplyAdagradV2',
      inputs: ['variable', 'accumulator', 'learningRate', 'epsilon', 'gradient'],
      attributes: { update_slots: true }
    }
  }
}
