/** A box or a lasso by keys: arrows move a cursor of its own, Enter sets corners. What is decoded stays. */
import { map } from '../../states/map.svelte.ts'
import { toLatent, toScreen } from '../camera.ts'
import type { Camera, Size } from '../camera.ts'
import type { Place } from '../overlay.ts'
import { rowsInBox, rowsInOutline } from '../regions.ts'
import { arrowPixels } from './arrows.ts'
import { boxCorners, choosePoint, chooseRows } from './select.ts'

/** The cursor keeps this far from the edge of the map, in pixels. */
const edgePixels = 4
/** Enter this near to the first corner of a lasso closes it, in pixels. */
const closePixels = 6

class OutlineState {
  /** The cursor, in latent units of the plane; undefined until a key moves it. */
  at = $state.raw<Place | undefined>()
  /** Those set until now. */
  corners = $state.raw<readonly Place[]>([])

  /** Lets go of the corners; the cursor stays. */
  cancel(): void {
    if (this.corners.length === 0) return
    this.corners = []
    map.region = undefined
  }

  drop(): void {
    this.cancel()
    this.at = undefined
  }

  moveTo(at: Place): void {
    this.at = at
    this.#show()
  }

  setCorner(): void {
    if (this.at) this.corners = [...this.corners, this.at]
    this.#show()
  }

  takeBack(): void {
    this.corners = this.corners.slice(0, -1)
    this.#show()
  }

  #show(): void {
    const { at, corners } = this
    if (!at || corners.length === 0) map.region = undefined
    else map.region = map.tool === 'box' ? boxCorners([corners[0], at]) : [...corners, at]
  }
}

export const outline = new OutlineState()

export interface OutlineSurface {
  camera: Camera
  size: Size
  pointUnder(place: Place): number
}

/** Does what a key means while the box or the lasso is the tool; answers whether it meant something. */
export function outlineKey(event: KeyboardEvent, surface: OutlineSurface): boolean {
  const selects = map.tool === 'box' || map.tool === 'lasso'
  if (!selects || event.ctrlKey || event.metaKey) return false
  const step = arrowPixels(event)
  const drawing = outline.corners.length > 0
  if (step) {
    const [x, y] = toScreen(surface.camera, ...cursor(surface))
    outline.moveTo(toLatent(surface.camera, ...kept(x + step[0], y - step[1], surface.size)))
    map.hovered = drawing ? -1 : surface.pointUnder(outline.at!)
  } else if (event.key === 'Enter') {
    if (!event.repeat) enter(event, surface)
  } else if (event.key === 'Escape' && drawing) outline.cancel()
  else if (event.key === 'Backspace' && drawing) outline.takeBack()
  else return false
  return true
}

/** Where the cursor is; at first where the decoded point is seen, else in the middle. */
function cursor({ camera, size }: OutlineSurface): Place {
  const start = outline.at ?? (map.z?.length === map.latent ? map.placeOf(map.z) : undefined)
  if (start) {
    const [x, y] = toScreen(camera, ...start)
    if (x >= 0 && y >= 0 && x <= size.width && y <= size.height) return start
  }
  return toLatent(camera, size.width / 2, size.height / 2)
}

function kept(x: number, y: number, { width, height }: Size): [number, number] {
  const within = (value: number, most: number) => Math.max(edgePixels, Math.min(most - edgePixels, value))
  return [within(x, width), within(y, height)]
}

function enter(event: KeyboardEvent, surface: OutlineSurface): void {
  outline.moveTo(cursor(surface))
  const at = outline.at!
  const { corners } = outline
  const apart = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1]) * surface.camera.scale
  map.hovered = -1
  if (corners.length === 0) return outline.setCorner()
  // Twice at one place is what a click is to the mouse.
  const same = apart(corners[corners.length - 1], at) < 1
  if (corners.length === 1 && same) choosePoint(surface.pointUnder(at), event)
  else if (map.tool === 'box') chooseRows(map.plane ? rowsInBox(map.plane, corners[0], at) : [], event)
  else if (corners.length > 2 && (same || apart(corners[0], at) < closePixels))
    chooseRows(map.plane ? rowsInOutline(map.plane, corners) : [], event)
  else {
    if (!same) outline.setCorner()
    return
  }
  outline.cancel()
}
