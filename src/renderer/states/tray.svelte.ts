import type { OrderColumn } from '../../shared/contract.ts'
import { explorer } from '../connection.ts'
import { attempt } from './actions.ts'
import { colouring } from './colouring.svelte.ts'
import { map } from './map.svelte.ts'
import { project } from './project.svelte.ts'
import { selection } from './selection.svelte.ts'

export type SelectionDialog = 'label' | 'groups' | 'filter' | 'near'

const measured: readonly OrderColumn[] = ['elbo', 'reconstruction', 'kl']

/** How the selected images are listed, and which dialog about them lies over the window. */
class TrayState {
  open = $state(true)
  view = $state<'grid' | 'table'>('grid')
  dialog = $state<SelectionDialog | undefined>()
  column = $state<OrderColumn>('id')
  descending = $state(false)
  /** All images in the order of the column, as far as it is known. */
  #order = $state.raw<Int32Array | undefined>()
  #asked = ''

  /** The selected images as they are listed. */
  ids: Int32Array = $derived.by(() => {
    const { mask, ids } = selection
    const sorted = this.column === 'id' || !this.#order ? ids : this.#order.filter((id) => mask[id])
    return this.descending ? sorted.slice().reverse() : sorted
  })

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const { column } = this
        const { dataset, summary } = project
        if (column === 'id' || selection.count === 0 || !dataset) return
        const run = measured.includes(column) ? map.run : undefined
        void this.#sort(run ?? null, column, `${summary?.path} ${dataset.dataVersion} ${run} ${column}`)
      })
    })
  }

  /** Sorts by a column; once more turns the order round. */
  sortBy(column: OrderColumn): void {
    this.descending = this.column === column && !this.descending
    this.column = column
    if (measured.includes(column)) colouring.needed = true
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
