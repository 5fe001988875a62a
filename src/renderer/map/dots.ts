/** The points of a plane as they are drawn: in which order, in which colours. */
import type { Dots } from './drawer.ts'
import { drawingOrder } from './plane.ts'
import type { Plane } from './plane.ts'

export interface Shades {
  /** By label, packed. */
  labels: readonly number[]
  /** Of points without a label, and of those that are muted. */
  unlabelled: number
  faded: number
}

export function dotsOf(plane: Plane, muted: ReadonlySet<number>, shades: Shades): Dots {
  const { count } = plane
  const order = drawingOrder(plane.labels, muted)
  const first = new Float32Array(count)
  const second = new Float32Array(count)
  const colours = new Uint32Array(count)
  for (let i = 0; i < count; i++) {
    const from = order[i]
    first[i] = plane.first[from]
    second[i] = plane.second[from]
    const label = plane.labels[from]
    colours[i] = muted.has(label) ? shades.faded : label < 0 ? shades.unlabelled : shades.labels[label]
  }
  return { first, second, colours, count }
}
