import { add, div, mul, sqrt, square, sub } from '@tensorflow/tfjs-core'
import type { OptimizerOf } from '../../shared/schemas.ts'
import type { OptimizerRule } from './rule.ts'

/**
 * RMSProp (Tieleman & Hinton 2012), as ResourceApplyRMSProp, epsilon under the root: s += (1 − ρ)·(g² − s),
 * m = μ·m + α·g / √(s + ε), variable −= m.
 */
export function rmsprop(config: OptimizerOf<'rmsprop'>): OptimizerRule {
  const { learningRate, rho, momentum, epsilon } = config
  return {
    slots: ['square', 'momentum'],
    scalars: ['learningRate', 'rho', 'momentumRate', 'epsilon'],
    scalarsAt: (_step, rate = 1) => ({
      learningRate: rate * learningRate,
      rho,
      momentumRate: momentum,
      epsilon
    }),
    update(variable, gradient, slots, s) {
      const mean = add(slots.square, mul(sub(square(gradient), slots.square), sub(1, s.rho)))
      const change = div(mul(s.learningRate, gradient), sqrt(add(mean, s.epsilon)))
      const moved = add(mul(slots.momentum, s.momentumRate), change)
      return { variable: sub(variable, moved), slots: { square: mean, momentum: moved } }
    },
    kernel: {
      op: 'ResourceApplyRMSProp',
      inputs: ['variable', 'square', 'momentum', 'learningRate', 'rho', 'momentumRate', 'epsilon', 'gradient']
    }
  }
}
