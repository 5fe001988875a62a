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
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info
  const { strideHeight, strideWidth } = info
  const positions = outHeight * outWidth * batchSize

  // With the strides' phases outermost and the batch beside the channels, what a position in the filter saw is
  // a plain slice in long runs; a strided slice of the image as it is takes many times as long.
  const gridHeight = Math.ceil((padInfo.top + inHeight + padInfo.bottom) / strideHeight)
  const gridWidth = Math.ceil((padInfo.left + inWidth + padInfo.right) / strideWidth)
  const paddings = [
    [0, 0],
    [padInfo.top, gridHeight * strideHeight - inHeight - padInfo.top],
    [padInfo.left, gridWidth * strideWidth - inWidth - padInfo.left],
    [0, 0]
  ]
  const padded = run('PadV2', { x }, { paddings, constantValue: 0 })
  const grid = view(padded, [batchSize, gridHeight, strideHeight, gridWidth, strideWidth, inChannels])
  const phases = run('Transpose', { x: grid }, { perm: [2, 4, 1, 3, 0, 5] })
  const runLength = batchSize * inChannels
  const planes = view(phases, [strideHeight * strideWidth, gridHeight, gridWidth, runLength])
  const gradient = run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] })
  drop(padded)

  const parts: TensorInfo[] = []
  for (let row = 0; row < info.filterHeight; row++)
    for (let column = 0; column < info.filterWidth; column++) {
      const top = row * info.dilationHeight
      const left = column * info.dilationWidth
      const phase = (top % strideHeight) * strideWidth + (left % strideWidth)
      const begin = [phase, Math.floor(top / strideHeight), Math.floor(left / strideWidth), 0]
      const seen = run('Slice', { x: planes }, { begin, size: [1, outHeight, outWidth, runLength] })
      parts.push(run('Transpose', { x: view(seen, [positions, inChannels]) }, { perm: [1, 0] }))
      drop(seen)
    }
  // One product for all positions in the filter: rows are (position in the filter, input channel).
  const rows = parts.length === 1 ? parts[0] : run('Concat', parts, { axis: 0 })
  const a = view(rows, [1, rows.shape[0], positions])
  const b = view(gradient, [1, positions, outChannels])
  const product = run('BatchMatMul', { a, b }, { transposeA: false, transposeB: false })
  drop(phases, gradient, ...parts, ...(parts.length === 1 ? [] : [rows]))
  return view(product, filterShape)
}

/** The same numbers in another shape. */
function view({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
  return { dataId, dtype, shape }
}
