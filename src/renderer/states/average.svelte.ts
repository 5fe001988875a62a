import type { SelectionAverage } from '../../shared/contract.ts'
import { explorer, problemOf } from '../connection.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { latest, superseded } from '../latest.ts'
import { map } from './map.svelte.ts'
import { selection } from './selection.svelte.ts'

/** How long a selection must rest before it is averaged. */
const restMilliseconds = 120

/** The average of the selected images under the run looked at. */
class AverageState {
  current = $state.raw<SelectionAverage | undefined>()
  problem = $state.raw<ErrorEnvelope | undefined>()
  #ask = latest(({ run, ids }: { run: string; ids: Int32Array }) => explorer.call('images.average', run, ids))

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const { run, points } = map
        const { ids } = selection
        if (!run || !points || ids.length === 0) {
          this.current = undefined
          return
        }
        const timer = setTimeout(() => void this.#find(run, ids), restMilliseconds)
        return () => clearTimeout(timer)
      })
    })
  }

  async #find(run: string, ids: Int32Array): Promise<void> {
    try {
      const found = await this.#ask({ run, ids })
      if (found === superseded || run !== map.run || ids !== selection.ids) return
      this.current = found
      this.problem = undefined
    } catch (error) {
      this.problem = problemOf(error)
      this.current = undefined
    }
  }
}

export const average = new AverageState()
