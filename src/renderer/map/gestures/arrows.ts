import type { Place } from '../overlay.ts'

const arrows: Record<string, Place> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1]
}

/** How far an arrow key moves, in pixels, the second upwards: far with Shift, finely with Alt. */
export function arrowPixels(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey'>): Place | undefined {
  const arrow = arrows[event.key]
  const pixels = event.shiftKey ? 40 : event.altKey ? 2 : 8
  return arrow && [arrow[0] * pixels, arrow[1] * pixels]
}
