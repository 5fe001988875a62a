import type { Generated, Progress, ShortfallTable } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { mapOf, mapWith } from '../collections.ts'
import { explorer, on, problemOf } from '../connection.ts'
import { compare } from './compare.svelte.ts'

/** Where z is drawn from. */
export const origins = ['prior', 'codes'] as const
export type Origin = (typeof origins)[number]

/** Samples in a row. */
export const samplesShown = 8
/** Training images looked through for the nearest, at most. */
export const nearestOf = 5000

/** An autoencoder beside models with a prior: what each draws from N(0, I) and as wide as its codes, and how far off. */
class ShortfallState {
  /** By run and origin. */
  drawn = $state.raw(mapOf<string, Generated>())
  table = $state.raw<ShortfallTable | undefined>()
  progress = $state.raw<Progress | undefined>()
  problem = $state.raw<ErrorEnvelope | undefined>()
  #tableOf = $state('')
  #measuring = $state.raw<AbortController | undefined>()

  /** The chosen runs that draw without a condition; none unless an autoencoder is among them. */
  runs = $derived.by(() => {
    const plain = compare.chosen.filter(({ id }) => {
      const config = compare.configs.get(id)
      return config?.model === 'ae' || config?.model === 'vae'
    })
    return plain.some(({ id }) => compare.configs.get(id)?.model === 'ae') ? plain : []
  })
  measuring = $derived(this.#measuring !== undefined)
  #now = $derived(this.runs.map(({ id, epoch }) => `${id} ${epoch}`).join())
  /** Whether the table is of what is chosen. */
  current = $derived(this.table !== undefined && this.#tableOf === this.#now)

  constructor() {
    on('progress', (progress) => {
      if (progress.phase === 'Shortfall') this.progress = progress
    })
  }

  reset(): void {
    this.stop()
    this.drawn = mapOf()
    this.table = undefined
    this.problem = undefined
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
    this.stop()
    const measuring = new AbortController()
    this.#measuring = measuring
    const now = this.#now
    try {
      const runs = this.runs.map(({ id }) => id)
      const question = { runs, count, nearest: nearestOf, seed: 1 }
      this.table = await explorer.with(measuring.signal).call('compare.shortfall', question)
      this.#tableOf = now
      this.problem = undefined
    } catch (error) {
      if (!measuring.signal.aborted) this.problem = problemOf(error) ?? this.problem
    } finally {
      if (this.#measuring === measuring) {
        this.#measuring = undefined
        this.progress = undefined
      }
    }
  }

  stop(): void {
    this.#measuring?.abort()
    this.#measuring = undefined
    this.progress = undefined
  }
}

export const shortfall = new ShortfallState()
