/**
 * The few operations whose gradient is worth writing as a native kernel has it: one bias or relu op instead of
 * several, so that TensorFlow fuses them. An engine with such kernels registers them for its backend; on every
 * other backend the same functions run on plain tfjs.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'

export interface NativeOperations {
  biasAdd(x: Tensor, bias: Tensor): Tensor
  /** The bias's gradient: dy summed over every axis but the last. */
  biasAddGradient(dy: Tensor): Tensor
  relu(x: Tensor): Tensor
  /** dy where the relu's output y is positive, else 0. */
  reluGradient(dy: Tensor, y: Tensor): Tensor
  matMul(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor
}

const nativeByBackend = new Map<string, NativeOperations>()

/** Makes a backend's own kernels known. */
export function registerNativeOperations(backend: string, operations: NativeOperations): void {
  nativeByBackend.set(backend, operations)
}

/** The current backend's own kernels, if it has any. */
export const native = () => nativeByBackend.get(tf.getBackend())

/** a·b for [n, k] and [k, m]. */
export function matMul(a: Tensor, b: Tensor): Tensor {
  const operations = native()
  if (!operations) return tf.matMul(a as Tensor2D, b as Tensor2D)
  return tf.customGrad((a, b, save) => {
    ;(save as tf.GradSaveFunc)([a as Tensor, b as Tensor])
    return {
      value: operations.matMul(a as Tensor, b as Tensor, false, false),
      gradFunc: (dy: Tensor, [a, b]: Tensor[]) => [
        operations.matMul(dy, b, false, true),
        operations.matMul(a, dy, true, false)
      ]
    }
  })(a, b)
}

/** x plus a bias along the last axis. */
export function biasAdd(x: Tensor, bias: Tensor): Tensor {
  const operations = native()
  if (!operations) return tf.add(x, bias)
  return tf.customGrad((x, bias) => ({
    value: operations.biasAdd(x as Tensor, bias as Tensor),
    gradFunc: (dy: Tensor) => [dy, operations.biasAddGradient(dy)]
  }))(x, bias)
}

/** max(x, 0). */
export function relu(x: Tensor): Tensor {
  const operations = native()
  if (!operations) return tf.relu(x)
  return tf.customGrad((x, save) => {
    const y = operations.relu(x as Tensor)
    ;(save as tf.GradSaveFunc)([y])
    return { value: y, gradFunc: (dy: Tensor, [y]: Tensor[]) => operations.reluGradient(dy, y) }
  })(x)
}

/** Runs a function of tensors as one kernel of its own, where something can compile it. */
export type Fuser = (inputs: Tensor[], body: (inputs: Tensor[]) => Tensor[]) => Tensor[]

let currentFuser: Fuser | undefined

/** For as long as `body` runs, parts that are worth it are given to `fuser`; a trace makes kernels of them. */
export function withFuser<T>(fuser: Fuser | undefined, body: () => T): T {
  const before = currentFuser
  currentFuser = fuser
  try {
    return body()
  } finally {
    currentFuser = before
  }
}

/** Whether `fused` makes one kernel of its body here. */
export const isFusing = () => currentFuser !== undefined

/** Elementwise work over large tensors: fused, it passes once over the memory instead of once an op. */
export const fused: Fuser = (inputs, body) => (currentFuser ? currentFuser(inputs, body) : body(inputs))

/**
 * The sum over each row of −x·log σ(l) − (1−x)·log(1−σ(l)), stable as max(l, 0) − l·x − log max(σ(l), 1−σ(l)).
 * The gradient by the logits, σ(l) − x, is given in closed form; x takes none.
 * @param logits l, [batch, n]
 * @param x in 0…1, [batch, n]
 * @returns [batch]
 */
export function sigmoidCrossEntropy(logits: Tensor, x: Tensor): Tensor {
  return tf.customGrad((logits, save) => {
    const [sum, difference] = fused([logits as Tensor, x], ([l, x]) => {
      const probability = tf.sigmoid(l)
      const larger = tf.maximum(probability, tf.sub(1, probability))
      const entropy = tf.sub(tf.sub(tf.relu(l), tf.mul(l, x)), tf.log(larger))
      return [tf.sum(entropy, 1), tf.sub(probability, x)]
    })
    ;(save as tf.GradSaveFunc)([difference])
    return {
      value: sum,
      gradFunc: (dy: Tensor, [difference]: Tensor[]) => tf.mul(tf.reshape(dy, [-1, 1]), difference)
    }
  })(logits)
}
