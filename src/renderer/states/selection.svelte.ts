import { untrack } from 'svelte'
import { project } from './project.svelte.ts'

/** What choosing does to what was chosen before. */
export type SelectionMode = 'replace' | 'add' | 'remove' | 'toggle'

/**
 * The chosen images of the open project. They are kept by id, one byte an image, so that they stay chosen from run
 * to run and a hundred thousand of them cost nothing.
 */
class SelectionState {
  /** [count], 1 for chosen images. Never changed in place. */
  mask = $state.raw(new Uint8Array(0))
  count = $derived(this.mask.reduce((sum, chosen) => sum + chosen, 0))
  /** Ascending. */
  ids = $derived(idsOf(this.mask, this.count))
  /** The image that the table or the grid of chosen images points at, −1 for none. */
  pointed = $state(-1)

  constructor() {
    $effect.root(() => {
      const of = $derived(`${project.summary?.path} ${project.dataset?.importVersion}`)
      $effect(() => {
        void of
        untrack(() => this.clear())
      })
    })
  }

  has(id: number): boolean {
    return this.mask[id] === 1
  }

  choose(ids: ArrayLike<number>, mode: SelectionMode = 'replace'): void {
    const size = project.dataset?.count ?? 0
    const mask = mode === 'replace' ? new Uint8Array(size) : this.#sized(size)
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at]
      if (id >= size) continue
      mask[id] = mode === 'remove' ? 0 : mode === 'toggle' ? 1 - mask[id] : 1
    }
    this.mask = mask
  }

  clear(): void {
    if (this.mask.some(Boolean)) this.mask = new Uint8Array(this.mask.length)
    this.pointed = -1
  }

  #sized(size: number): Uint8Array<ArrayBuffer> {
    const mask = new Uint8Array(size)
    mask.set(this.mask.subarray(0, size))
    return mask
  }
}

function idsOf(mask: Uint8Array, count: number): Int32Array {
  const ids = new Int32Array(count)
  let at = 0
  for (let id = 0; id < mask.length; id++) if (mask[id]) ids[at++] = id
  return ids
}

export type KeysHeld = Pick<MouseEvent, 'altKey' | 'shiftKey' | 'ctrlKey' | 'metaKey'>

/** What the keys held down at a click, a drag or the Enter key ask for. */
export function modeOf(event: KeysHeld): SelectionMode {
  if (event.altKey) return 'remove'
  if (event.shiftKey) return 'add'
  return event.ctrlKey || event.metaKey ? 'toggle' : 'replace'
}

export const selection = new SelectionState()
