import { colouring } from './colouring.svelte.ts'
import { map } from './map.svelte.ts'
import { selection } from './selection.svelte.ts'

/** Which points of the map are hidden by the legend, by row. */
class VisibleState {
  hidden: Uint8Array = $derived.by(() => {
    const { plane } = map
    const hidden = new Uint8Array(plane?.count ?? 0)
    if (!plane) return hidden
    const { muted } = map
    if (muted.size > 0)
      for (let row = 0; row < hidden.length; row++) hidden[row] = Number(muted.has(plane.labels[row]))
    const { categories, muted: others } = colouring
    if (categories && others.size > 0)
      for (let row = 0; row < hidden.length; row++) if (others.has(categories[row])) hidden[row] = 1
    return hidden
  })

  /** Chooses every point that is shown. */
  chooseAll(): void {
    const { points } = map
    if (points) selection.choose(points.ids.filter((_, row) => !this.hidden[row]))
  }
}

export const visible = new VisibleState()
