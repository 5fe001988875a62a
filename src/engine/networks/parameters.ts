/** What a network's parameters are: names as PyTorch has them, shapes as the kernels want them. */
import { normals } from '../random.ts'
import type { Variables } from '../engine.ts'

/** An image's extent. */
export interface ImageShape {
  height: number
  width: number
  channels: number
}

export interface ParameterSpec {
  name: string
  shape: number[]
  /**
   * How the axes lie here and, after the arrow, in PyTorch: dense [in, out] → [out, in]; convolution HWIO → OIHW;
   * transposed convolution HWOI → IOHW; a bias is the same in both.
   */
  layout: 'dense' | 'convolution' | 'transposed' | 'bias'
  /**
   * Set when a dense layer reads ('in') or writes ('out') a flattened image: here its rows run over height, width,
   * channels, in PyTorch over channels, height, width.
   */
  flattened?: { axis: 'in' | 'out'; image: ImageShape }
  /** Standard deviation of the initial values; 0 for biases. */
  deviation: number
  /** What all values start at where the deviation is 0; 0 when left out. */
  start?: number
}

/** The standard deviation √(2/n) that keeps activations' variance through relu layers (He et al. 2015, eq. 10). */
export const heDeviation = (inputs: number) => Math.sqrt(2 / inputs)

/** The standard deviation √(2/(n+m)) for layers without relu (Glorot & Bengio 2010, eq. 12). */
export const glorotDeviation = (inputs: number, outputs: number) => Math.sqrt(2 / (inputs + outputs))

/** Initial values by seed; parameter k draws from step k of the initialization stream. */
export function initialVariables(specs: ParameterSpec[], seed: number): Variables {
  const entries = specs.map((spec, index) => {
    const draw = (count: number) =>
      normals(count, seed, 'initialization', index).map((value) => value * spec.deviation)
    const size = spec.shape.reduce((product, extent) => product * extent, 1)
    const values =
      spec.deviation === 0
        ? new Float32Array(size).fill(spec.start ?? 0)
        : spec.layout === 'transposed'
          ? smoothFilters(spec.shape, draw)
          : draw(size)
    return [spec.name, { shape: spec.shape, values }] as const
  })
  return Object.fromEntries(entries)
}

/**
 * Filters of a stride-2 transposed convolution, [height, width, out, in], that begin as a bilinear enlargement:
 * one random weight a pair of channels, spread over the places. Independent places would give neighbouring pixels
 * unlike terms, which stays visible as a checkerboard (Odena, Dumoulin & Olah 2016).
 */
function smoothFilters(
  [height, width, outputs, inputs]: number[],
  draw: (count: number) => Float32Array
): Float32Array {
  const weights = draw(outputs * inputs)
  const [rows, columns] = [bilinear(height), bilinear(width)]
  const values = new Float32Array(height * width * weights.length)
  for (let place = 0; place < height * width; place++) {
    const share = rows[Math.floor(place / width)] * columns[place % width]
    weights.forEach((weight, pair) => (values[place * weights.length + pair] = share * weight))
  }
  return values
}

/** A triangle whose squares sum to the stride, 2, so that the deviation is kept in the mean over the places. */
function bilinear(extent: number): number[] {
  const triangle = Array.from(
    { length: extent },
    (_, place) => extent / 2 - Math.abs(place - (extent - 1) / 2)
  )
  const squares = triangle.reduce((sum, value) => sum + value * value, 0)
  return triangle.map((value) => value * Math.sqrt(2 / squares))
}
