/** TensorFlow's own kernels for the operations of engine/operations.ts; oneDNN fuses what they make. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { registerNativeOperations } from '../../engine/operations.ts'
import { nativeBackend } from './binding.ts'

/** Makes them the operations of the tensorflow backend. */
export function registerTensorflowKernels(): void {
  const backend = nativeBackend()
  const { TF_FLOAT, TF_ATTR_TYPE, TF_ATTR_STRING, TF_ATTR_BOOL } = backend.binding
  const float = { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }
  const layout = { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' }
  const flag = (name: string, value: boolean) => ({ name, type: TF_ATTR_BOOL, value })
  const run = backend.executeSingleOutput.bind(backend)
  registerNativeOperations('tensorflow', {
    biasAdd: (x, bias) => run('BiasAdd', [float, layout], [x, bias]),
    biasAddGradient: (dy) => run('BiasAddGrad', [float, layout], [dy]),
    relu: (x) => run('Relu', [float], [x]),
    reluGradient: (dy, y) => run('ReluGrad', [float], [dy, y]),
    matMul: (a: Tensor, b: Tensor, transposeA, transposeB) =>
      run('MatMul', [float, flag('transpose_a', transposeA), flag('transpose_b', transposeB)], [a, b])
  })
}
