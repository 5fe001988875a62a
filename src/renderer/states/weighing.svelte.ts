import { untrack } from 'svelte'
import type { ImageLikelihoods, ImportanceSamples } from '../../shared/contract.ts'
import { explorer } from '../connection.ts'
import { Measurement } from './measurement.svelte.ts'

/** log p(x) of the run looked at: estimated once it is wanted, stopped on request. */
class WeighingState extends Measurement<ImageLikelihoods> {
  /** Whether something shows log p(x) beside the colours of the map. */
  needed = $state(false)
  /** Whether a person has stopped it; it does not begin again by itself. */
  stopped = $state(false)
  /** k as it was chosen; undefined for what was kept, or the usual. */
  samples = $state<ImportanceSamples | undefined>()
  /** The standard error that half of the images stay below. */
  usualError = $derived(this.table && medianOf(this.table.errors))
  #asked = ''
  /** Counts up where the same is asked once more. */
  #round = $state(0)

  constructor() {
    super('Weighing')
  }

  /**
   * Has log p(x) of every image estimated, or fetches what was kept.
   * @param version of the weights and the data
   */
  take(run: string, version: string): void {
    const { samples } = this
    const key = `${run} ${version} ${samples} ${this.#round}`
    if (key === this.#asked) return
    this.#asked = key
    untrack(
      () => void this.ask(key, (signal) => explorer.with(signal).call('images.weigh', run, samples ?? null))
    )
  }

  choose(samples: ImportanceSamples): void {
    this.samples = samples
    this.resume()
  }

  cancel(): void {
    this.stop()
    this.stopped = true
  }

  /** Begins again what was stopped or has failed. */
  resume(): void {
    if (!this.stopped && !this.problem) return
    this.stopped = false
    this.problem = undefined
    this.#round++
  }

  override reset(): void {
    super.reset()
    this.stopped = false
    this.#round++
  }
}

function medianOf(values: Float32Array): number {
  return values.slice().sort()[values.length >> 1]
}

export const weighing = new WeighingState()
