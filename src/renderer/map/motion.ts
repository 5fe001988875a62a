import type { Dots } from './drawer.ts'

const milliseconds = 160

/** Moves points from where they were to where they are, so that one sees where each went. */
export class Motion {
  #from: Dots
  #to: Dots
  #began: number
  #between: Dots

  constructor(from: Dots, to: Dots, now: number) {
    this.#from = from
    this.#to = to
    this.#began = now
    this.#between = { ...to, first: new Float32Array(to.count), second: new Float32Array(to.count) }
  }

  /** Whether the points are the same ones, so that moving them means something. */
  static fits(from: Dots | undefined, to: Dots): from is Dots {
    return (
      from !== undefined &&
      from.count === to.count &&
      to.chosen === 0 &&
      from.chosen === 0 &&
      to.count > 0 &&
      to.count <= 100_000
    )
  }

  /** Where the points are at a moment, and whether they have arrived. */
  at(now: number): { dots: Dots; arrived: boolean } {
    const share = Math.min(1, Math.max(0, (now - this.#began) / milliseconds))
    if (share === 1) return { dots: this.#to, arrived: true }
    const eased = 1 - (1 - share) ** 3
    const { first, second, count } = this.#between
    const from = this.#from
    const to = this.#to
    for (let i = 0; i < count; i++) {
      first[i] = from.first[i] + eased * (to.first[i] - from.first[i])
      second[i] = from.second[i] + eased * (to.second[i] - from.second[i])
    }
    return { dots: this.#between, arrived: false }
  }
}
