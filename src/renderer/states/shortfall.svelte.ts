import type { Generated, ShortfallTable } from '../../shared/contract.ts'
import { mapOf, mapWith } from '../collections.ts'
import { explorer, problemOf } from '../connection.ts'
import { compare } from './compare.svelte.ts'
import { Measurement } from './measurement.svelte.ts'

/** Where z is drawn from. */
export const origins = ['prior', 'codes'] as const
export type Origin = (typeof origins)[number]

/** Samples in a row. */
export const samplesShown = 8
/** Training images looked through for the nearest, at most. */
export const nearestOf = 5000

/** An autoencoder beside models with a prior: what each draws from N(0, I) and as wide as its codes, and how far off. */
class ShortfallState extends Measurement<ShortfallTable> {
  /** By run and origin. */
  drawn = $state.raw(mapOf<string, Generated>())

  /** The chosen runs that draw without a condition; none unless an autoencoder is among them. */
  runs = $derived.by(() => {
    const plain = compare.chosen.filter(({ id }) => {
      const config = compare.configs.get(id)
      return config?.model === 'ae' || config?.model === 'vae'
    })
    return plain.some(({ id }) => compare.configs.get(id)?.model === 'ae') ? plain : []
  })
  #now = $derived(this.runs.map(({ id, epoch }) => `${id} ${epoch}`).join())
  /** Whether the table is of what is chosen. */
  current = $derived(this.isOf(this.#now))

  constructor() {
    super('Shortfall')
  }

  override reset(): void {
    super.reset()
    this.drawn = mapOf()
  }

  samples(run: string, from: Origin): Generated | undefined {
    return this.drawn.get(`${run} ${from}`)
  }

  async draw(run: string, seed: number): Promise<void> {
    try {
      for (const from of origins) {
        const drawn = await explorer.call('generate', run, { count: samplesShown, seed, from })
        this.drawn = mapWith(this.drawn, `${run} ${from}`, drawn)
      }
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
    }
  }

  /** Measures what the runs draw, and the test images beside it. */
  async measure(count: number): Promise<void> {
    const question = { runs: this.runs.map(({ id }) => id), count, nearest: nearestOf, seed: 1 }
    await this.ask(this.#now, (signal) => explorer.with(signal).call('compare.shortfall', question))
  }
}

export const shortfall = new ShortfallState()
