/** The points of a plane as they are drawn: in which order, in which colours. */
import type { Dots } from './drawer.ts'
import { drawingOrder, layers } from './plane.ts'
import type { Plane } from './plane.ts'

/** What each point looks like, by row. */
export interface Look {
  /** Packed. */
  colours: Uint32Array
  /** One of `layers`. */
  layer: Uint8Array
  /** Places in `allShapes`; discs when left out. */
  shapes?: Uint8Array
}

/** The layer of each point: hidden and left out ones lie under all others, and so do those beside a selection. */
export function layersOf(
  { ids, count }: Plane,
  hidden: Uint8Array,
  excluded: Uint8Array | undefined,
  chosen: Uint8Array | undefined
): Uint8Array {
  const layer = new Uint8Array(count)
  for (let row = 0; row < count; row++) {
    const id = ids[row]
    if (chosen?.[id]) layer[row] = layers.chosen
    else if (!chosen && !hidden[row] && !excluded?.[id]) layer[row] = layers.plain
  }
  return layer
}

/**
 * @param faded the colour of points that lie under the others, packed
 * @param halo the colour that sets shapes off from each other, packed
 */
export function dotsOf(
  plane: Plane,
  { colours: own, layer, shapes }: Look,
  faded: number,
  halo: number
): Dots {
  const { count } = plane
  const order = drawingOrder(layer)
  const first = new Float32Array(count)
  const second = new Float32Array(count)
  const colours = new Uint32Array(count)
  let chosen = 0
  for (let i = 0; i < count; i++) {
    const row = order[i]
    first[i] = plane.first[row]
    second[i] = plane.second[row]
    colours[i] = layer[row] === layers.faded ? faded : own[row]
    if (layer[row] === layers.chosen) chosen++
  }
  const shaped = shapes && { of: Uint8Array.from(order, (row) => shapes[row]), halo }
  return { first, second, colours, count, chosen, shapes: shaped }
}
