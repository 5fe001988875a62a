import type { Pixels } from '../../shared/contract.ts'
import { explorer } from '../connection.ts'
import { onePixels } from '../pixels.ts'

const limit = 6000
const batch = 256

/**
 * Images of the project by id. What is asked for within one frame travels in one request; the least recently
 * used are forgotten.
 */
class Thumbnails {
  #known = new Map<number, Pixels>()
  #asked = new Map<number, ((pixels: Pixels | undefined) => void)[]>()
  #timer = 0
  #generation = 0

  /** An image that is already here. */
  peek(id: number): Pixels | undefined {
    return this.#known.get(id)
  }

  /** undefined when the image cannot be had. */
  get(id: number): Promise<Pixels | undefined> {
    const known = this.#known.get(id)
    if (known) {
      this.#known.delete(id)
      this.#known.set(id, known)
      return Promise.resolve(known)
    }
    return new Promise((resolve) => {
      const waiting = this.#asked.get(id)
      if (waiting) waiting.push(resolve)
      else this.#asked.set(id, [resolve])
      this.#timer ||= window.setTimeout(() => void this.#fetch(), 4)
    })
  }

  getAll(ids: ArrayLike<number>): Promise<(Pixels | undefined)[]> {
    return Promise.all(Array.from(ids, (id) => this.get(id)))
  }

  /** Forgets everything, after another project or other image settings. */
  clear(): void {
    this.#generation++
    this.#known.clear()
    for (const waiting of this.#asked.values()) for (const resolve of waiting) resolve(undefined)
    this.#asked.clear()
  }

  async #fetch(): Promise<void> {
    this.#timer = 0
    const generation = this.#generation
    const wanted = [...this.#asked.entries()]
    this.#asked.clear()
    for (let start = 0; start < wanted.length; start += batch) {
      const part = wanted.slice(start, start + batch)
      let pixels: Pixels | undefined
      try {
        const ids = part.map(([id]) => id)
        pixels = await explorer.call('dataset.pixels', ids)
      } catch {
        pixels = undefined
      }
      if (generation !== this.#generation) pixels = undefined
      part.forEach(([id, waiting], index) => {
        const one = pixels && onePixels(pixels, index)
        if (one) this.#known.set(id, one)
        for (const resolve of waiting) resolve(one)
      })
    }
    for (const id of this.#known.keys()) {
      if (this.#known.size <= limit) break
      this.#known.delete(id)
    }
  }
}

export const thumbnails = new Thumbnails()
