import { mul, sub } from '@tensorflow/tfjs-core'
import type { OptimizerOf } from '../../shared/schemas.ts'
import { adam } from './adam.ts'
import type { OptimizerRule } from './rule.ts'

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2, the decay scaled by the learning rate as
 * deep learning libraries have it): variable −= α·λ·variable beside Adam's step. Every variable decays, biases too.
 */
export function adamw({ weightDecay, ...config }: OptimizerOf<'adamw'>): OptimizerRule {
  const rule = adam(config)
  return {
    ...rule,
    scalars: [...rule.scalars, 'decay'],
    scalarsAt(step, rate) {
      const scalars = rule.scalarsAt(step, rate)
      return { ...scalars, decay: scalars.learningRate * weightDecay }
    },
    update: (variable, gradient, slots, scalars) =>
      rule.update(sub(variable, mul(variable, scalars.decay)), gradient, slots, scalars),
    kernel: { ...rule.kernel, decay: 'decay' }
  }
}
