/** Which points of a plane lie in a region. */
import { polygonContains } from 'd3'
import type { Place } from './overlay.ts'
import type { Plane } from './plane.ts'

/** Rows of the points in a box between two corners. */
export function rowsInBox({ first, second, count }: Plane, a: Place, b: Place): number[] {
  const [left, right] = [Math.min(a[0], b[0]), Math.max(a[0], b[0])]
  const [bottom, top] = [Math.min(a[1], b[1]), Math.max(a[1], b[1])]
  const rows: number[] = []
  for (let row = 0; row < count; row++)
    if (first[row] >= left && first[row] <= right && second[row] >= bottom && second[row] <= top)
      rows.push(row)
  return rows
}

/** Rows of the points inside a closed outline (even-odd where it crosses itself). */
export function rowsInOutline(plane: Plane, outline: readonly Place[]): number[] {
  if (outline.length < 3) return []
  const polygon = outline.map(([x, y]): [number, number] => [x, y])
  const xs = polygon.map(([x]) => x)
  const ys = polygon.map(([, y]) => y)
  const around = rowsInBox(plane, [Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)])
  return around.filter((row) => polygonContains(polygon, [plane.first[row], plane.second[row]]))
}
