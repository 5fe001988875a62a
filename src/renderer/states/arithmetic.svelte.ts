import type { Pixels } from '../../shared/contract.ts'
import { condition } from './condition.svelte.ts'
import { map } from './map.svelte.ts'
import { marks } from './marks.svelte.ts'
import { project } from './project.svelte.ts'

/** The mean of a selection, kept. */
export interface Side {
  name: string
  count: number
  /** Of z, or of z − μ(c) where each label has a prior of its own; [D]. */
  mean: Float32Array
  decoded: Pixels
}

/** What one selection has on average and another has not. */
export interface Direction {
  id: number
  name: string
  /** [D] */
  vector: number[]
}

/** How far a direction may be followed to either side. */
export const mostStrength = 2

/** The difference of two means, added to what is looked at. Directions belong to the run whose latents they are of. */
/** The mean of images' styles: where each label has a prior of its own, μ(c) is no part of them. */
function styleOf(ids: Int32Array, fallback: Float32Array): Float32Array {
  const labels = project.dataset?.labels ?? []
  const means = labels.map(({ name }) => condition.meanOf(name))
  if (!means.some(Boolean)) return fallback
  const sum = new Float64Array(map.latent)
  for (const id of ids) {
    const z = map.latentOf(id)
    const own = means[marks.current?.labels[id] ?? -1]
    z?.forEach((value, d) => (sum[d] += (value - (own?.[d] ?? 0)) / ids.length))
  }
  return Float32Array.from(sum)
}

class ArithmeticState {
  plus = $state.raw<Side | undefined>()
  minus = $state.raw<Side | undefined>()
  directions = $state.raw<readonly Direction[]>([])
  chosen = $state(-1)
  #strength = $state(0)
  /** Where strength 0 is, and what was walked to from there. */
  #from = $state.raw<{ base: Float32Array; at: Float32Array } | undefined>()
  /** How much of the direction is in what is looked at; walking elsewhere begins anew. */
  strength: number = $derived(this.#from && this.#from.at === map.z ? this.#strength : 0)
  #last = 0

  constructor() {
    map.whenCleared(() => this.clear())
  }

  /** Keeps the mean of a selection as one side. @param average what is known of it */
  take(side: 'plus' | 'minus', name: string, ids: Int32Array, average: Omit<Side, 'name'>): void {
    const { count, mean, decoded } = average
    this[side] = { name, count, mean: styleOf(ids, mean), decoded }
  }

  /** Keeps the difference of the two sides under a name. */
  keep(): void {
    const { plus, minus } = this
    if (!plus || !minus) return
    const vector = Array.from(plus.mean, (value, d) => value - minus.mean[d])
    const id = ++this.#last
    this.directions = [...this.directions, { id, name: `${plus.name} − ${minus.name}`, vector }]
    this.chosen = id
    this.plus = undefined
    this.minus = undefined
  }

  rename(id: number, name: string): void {
    if (name.trim() === '') return
    this.directions = this.directions.map((one) => (one.id === id ? { ...one, name: name.trim() } : one))
  }

  remove(id: number): void {
    this.directions = this.directions.filter((one) => one.id !== id)
    if (this.chosen === id) this.chosen = this.directions.at(-1)?.id ?? -1
  }

  /** Takes the directions of a view that is brought back; what does not fit the run is passed over. */
  restore(stored: unknown): void {
    if (!Array.isArray(stored)) return
    const fits = (one: Partial<Direction> | null): one is Direction =>
      typeof one?.name === 'string' &&
      Array.isArray(one.vector) &&
      one.vector.length === map.latent &&
      one.vector.every(Number.isFinite)
    this.directions = stored.filter(fits).map(({ name, vector }) => ({ id: ++this.#last, name, vector }))
    this.chosen = this.directions.at(0)?.id ?? -1
  }

  /** Looks at base + strength · direction, of what was looked at when the strength was 0. */
  apply(strength: number, began: number): void {
    const direction = this.directions.find(({ id }) => id === this.chosen)
    if (!direction || !map.z) return
    const base = this.#from?.at === map.z ? this.#from.base : map.z
    const at = base.map((value, d) => value + strength * direction.vector[d])
    this.#from = { base, at }
    this.#strength = strength
    void map.walk(at, began)
  }

  /** Another direction begins where one is. */
  choose(id: number): void {
    this.chosen = id
    this.#from = undefined
  }

  clear(): void {
    this.plus = undefined
    this.minus = undefined
    this.directions = []
    this.chosen = -1
    this.#from = undefined
  }
}

export const arithmetic = new ArithmeticState()
