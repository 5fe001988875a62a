import { add, mul, sub } from '@tensorflow/tfjs-core'
import type { OptimizerOf } from '../../shared/schemas.ts'
import type { OptimizerRule } from './rule.ts'

/**
 * Gradient descent with momentum, as ResourceApplyMomentum: a = μ·a + g, variable −= α·a; by Nesterov's rule
 * variable −= α·(g + μ·a) (Sutskever et al. 2013, section 2, in the form that keeps the variable at the look-ahead).
 */
export function momentum(config: OptimizerOf<'momentum'>): OptimizerRule {
  const { learningRate, momentum, nesterov } = config
  return {
    slots: ['accumulation'],
    scalars: ['learningRate', 'momentum'],
    scalarsAt: (_step, rate = 1) => ({ learningRate: rate * learningRate, momentum }),
    update(variable, gradient, slots, s) {
      const accumulation = add(mul(slots.accumulation, s.momentum), gradient)
      const direction = nesterov ? add(gradient, mul(accumulation, s.momentum)) : accumulation
      return { variable: sub(variable, mul(s.learningRate, direction)), slots: { accumulation } }
    },
    kernel: {
      op: 'ResourceApplyMomentum',
      inputs: ['variable', 'accumulation', 'learningRate', 'gradient', 'momentum'],
      attributes: { use_nesterov: nesterov }
    }
  }
}
