/** Choosing points by a box, an outline drawn by hand, or a click. */
import { map } from '../../states/map.svelte.ts'
import { modeOf, selection } from '../../states/selection.svelte.ts'
import type { KeysHeld } from '../../states/selection.svelte.ts'
import { visible } from '../../states/visible.svelte.ts'
import type { Place } from '../overlay.ts'
import { rowsInBox, rowsInOutline } from '../regions.ts'
import type { Gesture, Surface, Tool } from './tool.ts'

/** A drag shorter than this is a click. */
const clickPixels = 4
/** Corners of an outline this near to the last are left out. */
const cornerPixels = 3

const apart = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1])

export function chooseRows(rows: readonly number[], event: KeysHeld): void {
  const { points } = map
  if (!points) return
  const shown = rows.filter((row) => !visible.hidden[row])
  selection.choose(
    Int32Array.from(shown, (row) => points.ids[row]),
    modeOf(event)
  )
}

/** The point under the pointer. */
export function chooseUnder(event: MouseEvent, surface: Surface): void {
  choosePoint(surface.pointUnder(surface.latentAt(event)), event)
}

/** @param row −1 is beside all points, which lets go of what was chosen */
export function choosePoint(row: number, event: KeysHeld): void {
  if (row >= 0 || modeOf(event) === 'replace') chooseRows(row >= 0 ? [row] : [], event)
}

/** @param outline of what has been dragged until now, from the corners in latent units */
function dragged(
  outline: (corners: Place[]) => Place[],
  rows: (corners: Place[]) => number[],
  corner: (corners: Place[], place: Place, far: boolean) => void
): Tool {
  return {
    down(event: PointerEvent, surface: Surface): Gesture {
      const start = surface.pixelAt(event)
      const corners: Place[] = [surface.latentAt(event)]
      let last = start
      let moved = false
      return {
        move(event) {
          const pixel = surface.pixelAt(event)
          moved ||= apart(pixel, start) >= clickPixels
          const far = apart(pixel, last) >= cornerPixels
          if (far) last = pixel
          corner(corners, surface.latentAt(event), far)
          if (moved) map.region = outline(corners)
        },
        end(event) {
          map.region = undefined
          if (moved) chooseRows(map.plane ? rows(corners) : [], event)
          else chooseUnder(event, surface)
        },
        cancel() {
          map.region = undefined
        }
      }
    }
  }
}

/** All four, from two that lie across. */
export const boxCorners = ([a, b = a]: readonly Place[]): Place[] => [a, [b[0], a[1]], b, [a[0], b[1]]]

export const box = dragged(
  boxCorners,
  ([a, b = a]) => rowsInBox(map.plane!, a, b),
  (corners, place) => (corners[1] = place)
)

export const lasso = dragged(
  (corners) => [...corners],
  (corners) => rowsInOutline(map.plane!, corners),
  (corners, place, far) => {
    if (far) corners.push(place)
  }
)
