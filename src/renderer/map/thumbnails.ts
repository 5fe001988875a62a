/** Which images have room on the map in place of their dots, and which of them lies under the pointer. */
import { toScreen, visible } from './camera.ts'
import type { Camera, Size } from './camera.ts'
import type { NearestPoint } from './nearest.ts'
import { scatter } from './plane.ts'
import type { Plane } from './plane.ts'

/** Sides of an image on the map in pixels, the largest first. */
const sides = [64, 48, 40, 32, 24, 20] as const
/** Of the map's area, covered by images. */
const mostCovered = 0.9
/** Zoomed in by less, the map is an overview, and dots say more. */
const leastZoom = 1.5

export interface ThumbnailLayout {
  side: number
  /** Rows of the plane in drawing order. */
  rows: Int32Array
}

/** Counts of points in cells, to know without looking at each that there are too many. */
const cells = 64
const counted = new WeakMap<
  Plane,
  { counts: Uint32Array; left: number; bottom: number; x: number; y: number }
>()

function countsOf(plane: Plane) {
  const known = counted.get(plane)
  if (known) return known
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let row = 0; row < plane.count; row++) {
    left = Math.min(left, plane.first[row])
    right = Math.max(right, plane.first[row])
    bottom = Math.min(bottom, plane.second[row])
    top = Math.max(top, plane.second[row])
  }
  const [x, y] = [cells / Math.max(1e-9, right - left), cells / Math.max(1e-9, top - bottom)]
  const counts = new Uint32Array(cells * cells)
  for (let row = 0; row < plane.count; row++) {
    const column = Math.min(cells - 1, Math.floor((plane.first[row] - left) * x))
    const line = Math.min(cells - 1, Math.floor((plane.second[row] - bottom) * y))
    counts[line * cells + column]++
  }
  const result = { counts, left, bottom, x, y }
  counted.set(plane, result)
  return result
}

/** No more points than there are: those in cells that are seen whole. */
function atLeast(plane: Plane, camera: Camera, size: Size): number {
  const { counts, left, bottom, x, y } = countsOf(plane)
  const seen = visible(camera, size)
  const range = (from: number, to: number) =>
    [Math.max(0, Math.ceil(from)), Math.min(cells, Math.floor(to))] as const
  const [fromColumn, toColumn] = range((seen.left - left) * x, (seen.right - left) * x)
  const [fromLine, toLine] = range((seen.bottom - bottom) * y, (seen.top - bottom) * y)
  let sum = 0
  for (let line = fromLine; line < toLine; line++)
    for (let column = fromColumn; column < toColumn; column++) sum += counts[line * cells + column]
  return sum
}

const sideFor = (count: number, { width, height }: Size): number | undefined =>
  sides.find((side) => count * side * side <= mostCovered * width * height)

/**
 * The images that are seen, where all of them have room.
 * @param fitScale the scale at which the whole map is seen
 * @param hidden 1 for rows that are not shown; they are drawn below the others
 */
export function thumbnailLayout(
  plane: Plane,
  nearest: NearestPoint,
  camera: Camera,
  size: Size,
  fitScale: number,
  hidden?: Uint8Array
): ThumbnailLayout | undefined {
  if (camera.scale < leastZoom * fitScale) return undefined
  if (sideFor(atLeast(plane, camera, size), size) === undefined) return undefined
  const margin = sides[0] / 2 / camera.scale
  const seen = visible(camera, size)
  const around = {
    left: seen.left - margin,
    right: seen.right + margin,
    bottom: seen.bottom - margin,
    top: seen.top + margin
  }
  const rows = Int32Array.from(nearest.within(around))
  const side = sideFor(rows.length, size)
  if (side === undefined || rows.length === 0) return undefined
  // The order of the dots: mixed, whatever order the tree has.
  const key = (row: number) => (hidden?.[row] ? 0 : 1) + scatter(row)
  return { side, rows: rows.sort((a, b) => key(a) - key(b)) }
}

/** The row of the image that is seen at a place of the screen, the topmost one that is shown; −1 for none. */
export function thumbnailAt(
  { side, rows }: ThumbnailLayout,
  plane: Plane,
  camera: Camera,
  x: number,
  y: number,
  hidden?: Uint8Array
): number {
  for (let at = rows.length - 1; at >= 0; at--) {
    const row = rows[at]
    if (hidden?.[row]) continue
    const [left, top] = cornerOf(plane, row, camera, side)
    if (x >= left && x < left + side && y >= top && y < top + side) return row
  }
  return -1
}

/** The top left corner of an image, on whole pixels. */
export function cornerOf(plane: Plane, row: number, camera: Camera, side: number): [number, number] {
  const [x, y] = toScreen(camera, plane.first[row], plane.second[row])
  return [Math.round(x - side / 2), Math.round(y - side / 2)]
}
