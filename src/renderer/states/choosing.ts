/** Ways of choosing images that need more than a list of them. */
import { map } from './map.svelte.ts'
import { marks } from './marks.svelte.ts'
import { selection } from './selection.svelte.ts'
import { colouring } from './colouring.svelte.ts'

/** Chooses a group of the legend beside what is chosen; once more lets go of it. */
export function chooseGroup(group: number): void {
  const { points, plane } = map
  const of = colouring.categories ?? plane?.labels
  if (!points || !of) return
  const ids = points.ids.filter((_, row) => of[row] === group)
  selection.choose(ids, ids.every((id) => selection.has(id)) ? 'remove' : 'add')
}

/** Chooses the images that are left out of training. */
export function chooseExcluded(): void {
  const { excluded } = marks.current ?? {}
  if (!excluded) return
  selection.choose(Int32Array.from(excluded.keys()).filter((id) => excluded[id]))
}

/** Chooses the image nearest to the point that is decoded, or lets go of it. */
export function chooseHere(): void {
  const id = map.selected?.image ?? map.neighbours?.ids[0]
  if (id !== undefined) selection.choose([id], 'toggle')
}
