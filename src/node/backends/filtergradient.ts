/**
 * The gradient of a convolution by its filter, which the wasm backend lacks, made of kernels it has: for each
 * position in the filter, the part of the padded image it saw, times the output's gradient.
 */
import {
  backend_util,
  getKernel,
  registerKernel,
  type KernelBackend,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo
} from '@tensorflow/tfjs-core'

interface Attributes {
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | [[number, number], [number, number], [number, number], [number, number]]
  dataFormat: 'NHWC' | 'NCHW'
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
  filterShape: [number, number, number, number]
  /** tfjs differentiates only undilated convolutions, so it never gives this; a direct caller may. */
  dilations?: number | [number, number]
}

/** Makes the kernel known for a backend. */
export function registerFilterGradient(backendName: string): void {
  registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName,
    kernelFunc: ({ inputs, backend, attrs }) =>
      filterGradient(
        backendName,
        backend as KernelBackend,
        inputs.x as TensorInfo,
        inputs.dy as TensorInfo,
        attrs as unknown as Attributes
      )
  })
}

/**
 * @param x the convolution's input, [batch, height, width, inputs]
 * @param dy the gradient of its output, [batch, outHeight, outWidth, outputs]
 * @returns [filterHeight, filterWidth, inputs, outputs]
 */
function filterGradient(
  backendName: string,
  backend: KernelBackend,
  x: TensorInfo,
  dy: TensorInfo,
  { strides, pad, dataFormat, dimRoundingMode, filterShape, dilations = 1 }: Attributes
): TensorInfo {
  if (dataFormat === 'NCHW') throw new Error('Conv2DBackpropFilter takes NHWC images only')
  const run = (
    kernelName: string,
    inputs: Record<string, TensorInfo> | TensorInfo[],
    attrs: object
  ): TensorInfo => {
    const parameters = { inputs: inputs as NamedTensorInfoMap, backend, attrs: attrs as NamedAttrMap }
    return getKernel(kernelName, backendName).kernelFunc(parameters) as TensorInfo
  }
  const drop = (...infos: TensorInfo[]): void =>
    infos.forEach(({ dataId }) => void backend.disposeData(dataId))

  const shape = x.shape as [number, number, number, number]
  const info = backend_util.computeConv2DInfo(shape, filterShape, strides, dilations, pad, dimRoundingMode)
  const { batchSize, outHeight, outWidth, inChannels, outChannels, padInfo } = info
  const positions = batchSize * outHeight * outWidth
  const paddings = [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0]
  ]
  const padded = run('PadV2', { x }, { paddings, constantValue: 0 })
  const parts: TensorInfo[] = []
  for (let row = 0; row < info.filterHeight; row++)
    for (let column = 0; column < info.filterWidth; column++) {
      const top = row * info.dilationHeight
      const left = column * info.dilationWidth
      const seen = run(
        'StridedSlice',
        { x: padded },
        {
          begin: [0, top, left, 0],
          end: [
            batchSize,
            top + (outHeight - 1) * info.strideHeight + 1,
            left + (outWidth - 1) * info.strideWidth + 1,
            inChannels
          ],
          strides: [1, info.strideHeight, info.strideWidth, 1],
          beginMask: 0,
          endMask: 0,
          ellipsisMask: 0,
          newAxisMask: 0,
          shrinkAxisMask: 0
        }
      )
      const columns = { dataId: seen.dataId, dtype: seen.dtype, shape: [positions, inChannels] }
      parts.push(run('Transpose', { x: columns }, { perm: [1, 0] }))
      drop(seen)
    }
  // One product for all positions in the filter: rows are (position in the filter, input channel).
  const rows = parts.length === 1 ? parts[0] : run('Concat', parts, { axis: 0 })
  const a = { dataId: rows.dataId, dtype: rows.dtype, shape: [1, rows.shape[0], positions] }
  const b = { dataId: dy.dataId, dtype: dy.dtype, shape: [1, positions, outChannels] }
  const product = run('BatchMatMul', { a, b }, { transposeA: false, transposeB: false })
  drop(padded, ...parts, ...(parts.length === 1 ? [] : [rows]))
  return { dataId: product.dataId, dtype: product.dtype, shape: filterShape }
}
