/**
 * Between our layout and PyTorch's, both ways, so that saved weights load with `load_state_dict`.
 */
import type { ParameterSpec } from './parameters.ts'

/** Reorders axes: output axis i is input axis order[i]. */
function transpose(values: Float32Array, shape: number[], order: number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1))
  const outShape = order.map((axis) => shape[axis])
  const outStrides = order.map((axis) => strides[axis])
  const result = new Float32Array(values.length)
  const last = order.length - 1
  const [run, step] = [outShape[last], outStrides[last]]
  const index = new Array<number>(last).fill(0)
  let start = 0
  for (let target = 0; target < result.length; target += run) {
    for (let at = 0, source = start; at < run; at++, source += step) result[target + at] = values[source]
    for (let axis = last - 1; axis >= 0; axis--) {
      index[axis]++
      start += outStrides[axis]
      if (index[axis] < outShape[axis]) break
      start -= outStrides[axis] * outShape[axis]
      index[axis] = 0
    }
  }
  return result
}

/** The axes of our tensor, a flattened one split in three, and their order in PyTorch. */
function axes(spec: ParameterSpec): { shape: number[]; order: number[] } {
  const image = spec.flattened?.image
  const split = image ? [image.height, image.width, image.channels] : []
  switch (spec.layout) {
    case 'convolution':
    case 'transposed':
      return { shape: spec.shape, order: [3, 2, 0, 1] }
    case 'bias':
      return image ? { shape: split, order: [2, 0, 1] } : { shape: spec.shape, order: [0] }
    case 'dense':
      if (!image) return { shape: spec.shape, order: [1, 0] }
      return spec.flattened!.axis === 'in'
        ? { shape: [...split, spec.shape[1]], order: [3, 2, 0, 1] }
        : { shape: [spec.shape[0], ...split], order: [3, 1, 2, 0] }
  }
}

/** The parameter's shape in PyTorch: Linear [out, in], Conv2d [out, in, h, w], ConvTranspose2d [in, out, h, w]. */
export function torchShape(spec: ParameterSpec): number[] {
  const { shape } = spec
  if (spec.layout === 'bias') return shape
  return spec.layout === 'dense' ? [shape[1], shape[0]] : [shape[3], shape[2], shape[0], shape[1]]
}

/** Our values in PyTorch's order. */
export function toTorch(spec: ParameterSpec, values: Float32Array): Float32Array {
  const { shape, order } = axes(spec)
  return transpose(values, shape, order)
}

/** PyTorch's values in our order. */
export function fromTorch(spec: ParameterSpec, values: Float32Array): Float32Array {
  const { shape, order } = axes(spec)
  const inverse = order.map((_, axis) => order.indexOf(axis))
  return transpose(
    values,
    order.map((axis) => shape[axis]),
    inverse
  )
}
