/** Lines of equal density around the points of a map. */
import { contours } from 'd3'
import { densityGrid, densityOf } from './density.ts'
import type { Plane } from './plane.ts'

/** The lines that hold a share of the points: where they are densest. */
export interface Contour {
  share: number
  /** The label whose points these are; −1 for all. */
  label: number
  /** Closed lines, x and y in turn. */
  rings: Float32Array[]
}

export const sharesOfAll = [0.25, 0.5, 0.75, 0.95] as const
export const sharesOfLabel = [0.5, 0.9] as const
/** Fewer points have no density to speak of. */
const fewest = 10

type Points = Pick<Plane, 'first' | 'second' | 'count'>

/**
 * The regions of highest density that hold so many of the points (Hyndman 1996): the level of each is the quantile of
 * the estimate at the points themselves.
 * @param label said of the lines
 */
export function contoursOf(points: Points, shares: readonly number[], label = -1): Contour[] {
  if (points.count < fewest) return []
  const grid = densityGrid(points)
  const heights = densityOf(points, grid).sort()
  const { size, from, step } = grid
  const lines = contours().size([size, size])
  return shares.map((share) => {
    const level = heights[Math.min(points.count - 1, Math.floor((1 - share) * points.count))]
    // d3 takes a value for the middle of its cell.
    const { coordinates } = lines.contour(grid.values as unknown as number[], level)
    const rings = coordinates.flat().map((ring) => {
      const flat = new Float32Array(2 * ring.length)
      ring.forEach(([x, y], at) => {
        flat[2 * at] = from[0] + (x - 0.5) * step[0]
        flat[2 * at + 1] = from[1] + (y - 0.5) * step[1]
      })
      return flat
    })
    return { share, label, rings }
  })
}

/** The same for the points of each label apart. @param labels of the points; those below 0 have none */
export function contoursByLabel(points: Points & { labels: Int16Array }, only: readonly number[]): Contour[] {
  return only.flatMap((label) => {
    const rows: number[] = []
    for (let row = 0; row < points.count; row++) if (points.labels[row] === label) rows.push(row)
    const part = {
      first: Float32Array.from(rows, (row) => points.first[row]),
      second: Float32Array.from(rows, (row) => points.second[row]),
      count: rows.length
    }
    return contoursOf(part, sharesOfLabel, label)
  })
}
