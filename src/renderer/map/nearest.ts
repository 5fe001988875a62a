import KDBush from 'kdbush'
import type { Bounds } from './camera.ts'
import type { Place } from './overlay.ts'
import type { Plane } from './plane.ts'

/** Finds the point under the pointer, in a time that does not grow with the number of points. */
export class NearestPoint {
  #plane: Plane
  #tree?: KDBush

  constructor(plane: Plane) {
    this.#plane = plane
  }

  /**
   * The index of the nearest point that is shown, or −1.
   * @param radius in latent units
   * @param hidden 1 for those that are not, by index
   */
  find(first: number, second: number, radius: number, hidden?: Uint8Array): number {
    const { first: xs, second: ys, count } = this.#plane
    if (count === 0) return -1
    let best = -1
    let least = Infinity
    for (const index of this.#index().within(first, second, radius)) {
      if (hidden?.[index]) continue
      const distance = (xs[index] - first) ** 2 + (ys[index] - second) ** 2
      if (distance < least) {
        least = distance
        best = index
      }
    }
    return best
  }

  /** The indices of all points in a box. */
  within({ left, right, bottom, top }: Bounds): number[] {
    if (this.#plane.count === 0) return []
    return this.#index().range(left, bottom, right, top)
  }

  /** Built at the first question: while a map forms, nobody may ask before the next one comes. */
  #index(): KDBush {
    if (this.#tree) return this.#tree
    const { first, second, count } = this.#plane
    const tree = new KDBush(count, 64, Float32Array)
    for (let i = 0; i < count; i++) tree.add(first[i], second[i])
    return (this.#tree = tree.finish())
  }
}

/**
 * The row of the next point from a place in a direction, at most 45° beside it; −1 where none lies that way. What
 * lies straight ahead is taken before what is as near but to the side.
 * @param direction of length 1
 * @param least how far away it must be along the direction, in latent units
 */
export function rowTowards(
  { first, second, count }: Plane,
  from: Place,
  direction: Place,
  least = 0
): number {
  let best = -1
  let cost = Infinity
  for (let row = 0; row < count; row++) {
    const [x, y] = [first[row] - from[0], second[row] - from[1]]
    const along = x * direction[0] + y * direction[1]
    const beside = Math.abs(x * direction[1] - y * direction[0])
    if (along <= least || beside > along || along + beside >= cost) continue
    cost = along + beside
    best = row
  }
  return best
}
