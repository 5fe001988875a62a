import type { MapPoints, Neighbours } from '../shared/contract.ts'

/**
 * The points nearest to a latent point, by looking at all of them: a few milliseconds for 70,000.
 * @param z [D]
 * @returns ids and Euclidean distances, nearest first
 */
export function nearest(points: MapPoints, z: Float32Array, count: number): Neighbours {
  const { latent, ids } = points
  const squares = new Float32Array(ids.length)
  for (let point = 0, offset = 0; point < ids.length; point++) {
    let square = 0
    for (let dimension = 0; dimension < latent; dimension++, offset++) {
      const difference = points.z[offset] - z[dimension]
      square += difference * difference
    }
    squares[point] = square
  }
  const found = smallest(squares, Math.min(count, ids.length))
  return {
    ids: Int32Array.from(found, (point) => ids[point]),
    distances: Float32Array.from(found, (point) => Math.sqrt(squares[point]))
  }
}

/** Up to this many a short list is quicker than sorting all. */
const shortList = 256

/** All places, ordered by their values, equal ones by place. */
function sorted(values: Float32Array): number[] {
  return [...values.keys()].sort((a, b) => values[a] - values[b] || a - b)
}

/** Places of the smallest values, in order; a short list that later values have to get into. */
export function smallest(values: Float32Array, count: number): number[] {
  const list: number[] = []
  if (count === 0) return list
  if (count > shortList) return sorted(values).slice(0, count)
  for (let place = 0; place < values.length; place++) {
    const value = values[place]
    if (list.length === count && value >= values[list[count - 1]]) continue
    let at = list.length
    while (at > 0 && values[list[at - 1]] > value) at--
    list.splice(at, 0, place)
    if (list.length > count) list.pop()
  }
  return list
}
