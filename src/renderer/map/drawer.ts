import type { Camera, Size } from './camera.ts'

/** What is drawn: arrays run in parallel, in drawing order. */
export interface Dots {
  first: Float32Array
  second: Float32Array
  /** Packed colours, see colours.ts. */
  colours: Uint32Array
  count: number
  /** How many of them, the last ones, are larger and have a ring. */
  chosen: number
  /** The shape of each, a place in `allShapes`, and the packed colour that sets them off; discs when left out. */
  shapes?: { of: Uint8Array; halo: number }
}

/** How chosen points are told from others. */
export interface Emphasis {
  /** How many times as large. */
  scale: number
  /** The ring around them, packed; none when it would hide more than it shows. */
  ring?: number
}

/** Many chosen points are told by their colour alone: rings would run together. */
export const emphasisOf = (chosen: number, ring: number): Emphasis =>
  chosen <= 300 ? { scale: 1.7, ring } : { scale: 1.3 }

/** Draws points on its own canvas. Two of them: WebGL where a GPU is there, plain pixels where none is. */
export interface PointDrawer {
  readonly kind: 'webgl' | 'raster'
  setDots(dots: Dots): void
  /** @param ratio device pixels per CSS pixel */
  resize(size: Size, ratio: number): void
  /** @param radius of a point in CSS pixels */
  draw(camera: Camera, radius: number, emphasis: Emphasis): void
  dispose(): void
}

/** Points grow a little as one zooms in, and shrink where there are very many. */
export function radiusFor(count: number, scale: number, fitScale: number): number {
  const base = Math.min(2.2, Math.max(0.7, 2 * (Math.max(1, count) / 1000) ** -0.2))
  return base * Math.min(2.6, Math.max(0.8, (scale / fitScale) ** 0.4))
}

/** Shapes need more room than discs to be told apart. */
export const shapedRadius = (radius: number): number => Math.max(3, radius * 1.7)

/** The rim that sets a shape off from those under it, in device pixels; that of chosen ones is seen. */
export const rimOf = { plain: 1, chosen: 1.75 } as const
