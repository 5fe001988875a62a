import type { OrderColumn } from '../../shared/contract.ts'
import { explorer } from '../connection.ts'
import { isOfPlane } from '../map/columns.ts'
import type { PlaneColumn } from '../map/columns.ts'
import { attempt } from './actions.ts'
import { colouring } from './colouring.svelte.ts'
import { map } from './map.svelte.ts'
import { planeTells } from './planecolumns.svelte.ts'
import { project } from './project.svelte.ts'
import { selection } from './selection.svelte.ts'
import { weighing } from './weighing.svelte.ts'

export type SelectionDialog = 'label' | 'groups' | 'filter' | 'near'

/** What the list can be sorted by: what the project tells of an image, or the map. */
export type TrayColumn = OrderColumn | PlaneColumn

const measured: readonly TrayColumn[] = ['elbo', 'reconstruction', 'kl', 'inferred']

/** How the selected images are listed, and which dialog about them lies over the window. */
class TrayState {
  open = $state(true)
  view = $state<'grid' | 'table'>('grid')
  dialog = $state<SelectionDialog | undefined>()
  column = $state<TrayColumn>('id')
  descending = $state(false)
  /** All images in the order of the column, as far as it is known. */
  #order = $state.raw<Int32Array | undefined>()
  #asked = ''

  /** The selected images as they are listed. */
  ids: Int32Array = $derived.by(() => {
    const sorted = this.#sorted()
    return this.descending ? sorted.slice().reverse() : sorted
  })

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const { column } = this
        const { dataset, summary } = project
        if (column === 'id' || isOfPlane(column) || selection.count === 0 || !dataset) return
        const run = measured.includes(column) || column === 'likelihood' ? map.run : undefined
        void this.#sort(run ?? null, column, `${summary?.path} ${dataset.dataVersion} ${run} ${column}`)
      })
    })
  }

  /** Sorts by a column; once more turns the order round. */
  sortBy(column: TrayColumn): void {
    this.descending = this.column === column && !this.descending
    this.column = column
    if (measured.includes(column)) colouring.needed = true
    if (column !== 'likelihood') return
    weighing.needed = true
    weighing.resume()
  }

  #sorted(): Int32Array {
    const { column } = this
    const { mask, ids } = selection
    if (isOfPlane(column)) {
      const value = planeTells.of(column)
      const keys = Float64Array.from(ids, (id) => value(id))
      const places = Uint32Array.from(ids.keys())
      // Images without a point come last.
      return Int32Array.from(
        places.sort((a, b) => (Number.isNaN(keys[a]) ? 1 : Number.isNaN(keys[b]) ? -1 : keys[a] - keys[b])),
        (place) => ids[place]
      )
    }
    return column === 'id' || !this.#order ? ids : this.#order.filter((id) => mask[id])
  }

  async #sort(run: string | null, column: OrderColumn, key: string): Promise<void> {
    if (key === this.#asked) return
    this.#asked = key
    this.#order = undefined
    const well = await attempt(async () => {
      const order = await explorer.call('images.order', run, column)
      if (this.#asked === key) this.#order = order
    })
    if (!well && this.#asked === key) {
      this.column = 'id'
      this.#asked = ''
    }
  }
}

export const tray = new TrayState()
