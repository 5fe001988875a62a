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

/**
 * In which order points are drawn: mixed, so that no label lies on top of another only because it comes later
 * in the collection; muted labels first, under all others.
 */
export function drawingOrder(labels: Int16Array, muted: ReadonlySet<number>): Uint32Array {
  const keys = new Float64Array(labels.length)
  // Key and index in one number: sorting typed numbers is many times quicker than sorting by a comparison.
  for (let i = 0; i < keys.length; i++) {
    const key = Math.floor(scatter(i) * 0x100000) + (muted.has(labels[i]) ? 0 : 0x100000)
    keys[i] = key * 0x80000000 + i
  }
  keys.sort()
  return Uint32Array.from(keys, (key) => key % 0x80000000)
}
