/** The points of a map as they lie on the plane of two latent dimensions. */
import type { MapPoints } from '../../shared/contract.ts'

export interface Plane {
  /** Coordinates along the two chosen dimensions. */
  first: Float32Array
  second: Float32Array
  labels: Int16Array
  ids: Int32Array
  count: number
}

/** A quick, well-mixed hash of an index, 0 to 1. */
export function scatter(index: number): number {
  let h = Math.imul(index + 1, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 0x100000000
}

/** A map of one latent dimension is spread over a band, so that its points can be told apart. */
export function planeOf(points: MapPoints, dimensions: readonly [number, number]): Plane {
  const { z, latent, ids, labels } = points
  const count = ids.length
  const first = new Float32Array(count)
  const second = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    first[i] = z[i * latent + dimensions[0]]
    second[i] = latent === 1 ? scatter(i) - 0.5 : z[i * latent + dimensions[1]]
  }
  return { first, second, labels, ids, count }
}

/** Where a point is drawn: under all others, among them, or over them. */
export const layers = { faded: 0, plain: 1, chosen: 2 } as const

let mixed = new Uint32Array(0)

/** All rows, well mixed; sorted once for each number of points. */
function mixedRows(count: number): Uint32Array {
  if (mixed.length === count) return mixed
  const keys = new Float64Array(count)
  // Key and row in one number: sorting typed numbers is many times quicker than sorting by a comparison.
  for (let row = 0; row < count; row++) keys[row] = Math.floor(scatter(row) * 0x100000) * 0x80000000 + row
  keys.sort()
  return (mixed = Uint32Array.from(keys, (key) => key % 0x80000000))
}

/**
 * In which order points are drawn: by layer, the lowest first, and mixed within it, so that no label lies on top
 * of another only because it comes later in the collection.
 * @param layer of each row, one of `layers`
 */
export function drawingOrder(layer: Uint8Array): Uint32Array {
  const rows = mixedRows(layer.length)
  const next = new Uint32Array(4)
  for (const of of layer) next[of + 1]++
  for (let of = 1; of < next.length; of++) next[of] += next[of - 1]
  const order = new Uint32Array(layer.length)
  for (const row of rows) order[next[layer[row]]++] = row
  return order
}
