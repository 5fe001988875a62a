/** What the grid and the table of selected images have in common. */
import { map } from '../../states/map.svelte.ts'
import { selection } from '../../states/selection.svelte.ts'

/** A click looks at the image; with Ctrl it takes it out of the selection. */
export function look(event: MouseEvent, id: number, name: string): void {
  if (event.ctrlKey || event.metaKey) selection.choose([id], 'remove')
  else void map.visit(id, name)
}

/** Scrolls no further than it must for a row to be seen. */
export function keepInSight(scroller: HTMLElement, top: number, height: number): void {
  if (top < scroller.scrollTop) scroller.scrollTop = top
  else if (top + height > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + height - scroller.clientHeight
}
