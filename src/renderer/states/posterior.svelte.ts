import { traitsOf } from '../../shared/traits.ts'
import type { Pixels } from '../../shared/contract.ts'
import { explorer } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { posteriorDraws } from '../map/draws.ts'
import { map } from './map.svelte.ts'

/** How many draws are shown. */
export const drawCount = 6
/** The image must be looked at so long before its posterior is drawn from. */
const restMilliseconds = 80

/** Draws from q(z|x) of the image looked at, decoded: what the model takes to be the same image. */
class PosteriorState {
  /** Another one gives other draws. */
  seed = $state(1)
  /** [drawCount, D] */
  z = $state.raw<Float32Array | undefined>()
  pixels = $state.raw<Pixels | undefined>()
  /** Whether the image looked at has a posterior that is more than a point. */
  known: boolean = $derived(
    map.selected !== undefined && map.config !== undefined && traitsOf(map.config).prior
  )
  #decode = latest((z: Float32Array) => explorer.call('decode', map.run!, z, map.condition))

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const { selected, run } = map
        const { seed } = this
        if (!run || !selected || !this.known) {
          this.pixels = undefined
          this.z = undefined
          return
        }
        const { mean, logVariance } = selected.encoded
        const z = posteriorDraws(mean, logVariance, drawCount, seed)
        const timer = setTimeout(() => void this.#draw(z), restMilliseconds)
        return () => clearTimeout(timer)
      })
    })
  }

  async #draw(z: Float32Array): Promise<void> {
    try {
      const pixels = await this.#decode(z)
      if (pixels === superseded || !map.selected) return
      this.z = z
      this.pixels = pixels
    } catch {
      this.pixels = undefined
    }
  }
}

export const posterior = new PosteriorState()
