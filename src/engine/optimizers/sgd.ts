import { mul, sub } from '@tensorflow/tfjs-core'
import type { OptimizerOf } from '../../shared/schemas.ts'
import type { OptimizerRule } from './rule.ts'

/** Stochastic gradient descent, as ResourceApplyGradientDescent: variable −= α·g. */
export function sgd({ learningRate }: OptimizerOf<'sgd'>): OptimizerRule {
  return {
    slots: [],
    scalars: ['learningRate'],
    scalarsAt: (_step, rate = 1) => ({ learningRate: rate * learningRate }),
    update: (variable, gradient, _, s) => ({
      variable: sub(variable, mul(s.learningRate, gradient)),
      slots: {}
    }),
    kernel: { op: 'ResourceApplyGradientDescent', inputs: ['variable', 'learningRate', 'gradient'] }
  }
}
