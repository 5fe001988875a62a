import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../engine.ts'

/** How a variable is moved by its gradient. */
export interface OptimizerRule {
  /** State kept beside each variable, of its shape. */
  slots: string[]
  /** What a slot's values start at, where that is not zero. */
  starts?: Record<string, number>
  /** Names of the float32 scalars a step is fed, so that schedules never need a new trace. */
  scalars: string[]
  /**
   * The scalars' values at a step, counted from 0.
   * @param rate what the learning rate is multiplied by, as a schedule has it
   */
  scalarsAt(step: number, rate?: number): Record<string, number>
  /** One variable's new value and slots. */
  update(
    variable: Tensor,
    gradient: Tensor,
    slots: Tensors,
    scalars: Tensors
  ): { variable: Tensor; slots: Tensors }
  kernel: FusedKernel
}

/** TensorFlow's fused kernel of a rule. */
export interface FusedKernel {
  op: string
  /** Its inputs in order, by slot or scalar name, 'variable' or 'gradient'. */
  inputs: string[]
  /** Its attributes that are no types; those left out are as TensorFlow has them by default. */
  attributes?: Record<string, boolean>
  /** A scalar: this share of the variable is taken off before the kernel runs. */
  decay?: string
}
