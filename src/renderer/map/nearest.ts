import KDBush from 'kdbush'
import type { Bounds } from './camera.ts'
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
