import type { ImageDetails } from '../../shared/contract.ts'
import { mapOf } from '../collections.ts'
import { explorer } from '../connection.ts'
import { project } from './project.svelte.ts'

const mostKept = 4000

/** File names and sizes of the images that a list shows, fetched as it is scrolled. */
class DetailsState {
  #known = $state.raw(mapOf<number, ImageDetails>())
  #asked = new Set<number>()

  constructor() {
    $effect.root(() => {
      const of = $derived(`${project.summary?.path} ${project.dataset?.importVersion}`)
      $effect(() => {
        void of
        this.#known = mapOf()
        this.#asked.clear()
      })
    })
  }

  of(id: number): ImageDetails | undefined {
    return this.#known.get(id)
  }

  /** Fetches those that are not here; called with what is in sight. */
  want(ids: readonly number[]): void {
    const missing = ids.filter((id) => !this.#asked.has(id))
    if (missing.length === 0) return
    for (const id of missing) this.#asked.add(id)
    void this.#fetch(missing)
  }

  async #fetch(ids: number[]): Promise<void> {
    const found = await explorer.call('images.details', Int32Array.from(ids)).catch(() => [])
    const all = [...this.#known, ...found.map((details) => [details.id, details] as const)]
    const kept = all.slice(-mostKept)
    for (const [id] of all.slice(0, -mostKept)) this.#asked.delete(id)
    this.#known = mapOf(kept)
  }
}

export const imageDetails = new DetailsState()
