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
}

/** The standard deviation √(2/n) that keeps activations' variance through relu layers (He et al. 2015, eq. 10). */
export const heDeviation = (inputs: number) => Math.sqrt(2 / inputs)

/** The standard deviation √(2/(n+m)) for layers without relu (Glorot & Bengio 2010, eq. 12). */
export const glorotDeviation = (inputs: number, outputs: number) => Math.sqrt(2 / (inputs + outputs))

/** Initial values by seed; parameter k draws from step k of the initialization stream. */
export function initialVariables(specs: ParameterSpec[], seed: number): Variables {
  const entries = specs.map((spec, index) => {
    const size = spec.shape.reduce((product, extent) => product * extent, 1)
    const values =
      spec.deviation === 0
        ? new Float32Array(size)
        : normals(size, seed, 'initialization', index).map((value) => value * spec.deviation)
    return [spec.name, { shape: spec.shape, values }] as const
  })
  return Object.fromEntries(entries)
}
