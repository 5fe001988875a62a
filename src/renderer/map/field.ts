/** A quantity on every place of the plane, as a grid of cells: the prior's density, or the aggregate posterior's. */
import type { Bounds } from './camera.ts'
import type { Ellipse } from './extent.ts'

export interface Field {
  /** At the middles of the cells, row by row from the top left. */
  values: Float32Array
  columns: number
  rows: number
  bounds: Bounds
}

/** The middle of a cell. */
function middles({ bounds, columns, rows }: Omit<Field, 'values'>) {
  const width = (bounds.right - bounds.left) / columns
  const height = (bounds.top - bounds.bottom) / rows
  return {
    width,
    height,
    x: (column: number) => bounds.left + (column + 0.5) * width,
    y: (row: number) => bounds.top - (row + 0.5) * height
  }
}

/** Square cells, so many along the longer side. */
export function gridOver(bounds: Bounds, most: number): Omit<Field, 'values'> {
  const side = Math.max(bounds.right - bounds.left, bounds.top - bounds.bottom) / most
  const columns = Math.max(1, Math.round((bounds.right - bounds.left) / side))
  const rows = Math.max(1, Math.round((bounds.top - bounds.bottom) / side))
  return { bounds, columns, rows }
}

/** The density of a Gaussian, per unit of area. */
export function gaussianField({ centre, covariance: [xx, xy, yy] }: Ellipse, bounds: Bounds): Field {
  const grid = gridOver(bounds, 192)
  const { x, y } = middles(grid)
  const determinant = xx * yy - xy * xy
  const height = 1 / (2 * Math.PI * Math.sqrt(determinant))
  const values = new Float32Array(grid.columns * grid.rows)
  for (let row = 0; row < grid.rows; row++)
    for (let column = 0; column < grid.columns; column++) {
      const [u, v] = [x(column) - centre[0], y(row) - centre[1]]
      const square = (yy * u * u - 2 * xy * u * v + xx * v * v) / determinant
      values[row * grid.columns + column] = height * Math.exp(-square / 2)
    }
  return { ...grid, values }
}

export interface Posteriors {
  first: Float32Array
  second: Float32Array
  /** Covariances on the plane, [count, 3]: xx, xy, yy. */
  covariances: Float32Array
  count: number
}

/** Deviations of a posterior that are looked at: what lies beyond is less than a thousandth of it. */
const reach = 3.8

/**
 * The aggregate posterior q(z) = 1/N Σ q(z|x_n) on the plane, per unit of area (Makhzani et al. 2015; Hoffman &
 * Johnson 2016): every image's Gaussian, none left out.
 */
export function mixtureField({ first, second, covariances, count }: Posteriors, bounds: Bounds): Field {
  // Cells as fine as the usual posterior needs.
  const sample = Float32Array.from({ length: Math.min(count, 1000) }, (_, i) => {
    const at = 3 * Math.floor((i * count) / Math.min(count, 1000))
    return Math.sqrt(Math.min(covariances[at], covariances[at + 2]))
  }).sort()
  const usual = sample[Math.floor(sample.length / 4)] || 1
  const longest = Math.max(bounds.right - bounds.left, bounds.top - bounds.bottom)
  const grid = gridOver(bounds, Math.round(Math.min(256, Math.max(64, (2 * longest) / usual))))
  const { width, height, x, y } = middles(grid)
  const sums = new Float64Array(grid.columns * grid.rows)
  for (let i = 0; i < count; i++) {
    // No narrower than a cell, or a posterior could fall between all middles.
    const xx = Math.max(covariances[3 * i], (0.5 * width) ** 2)
    const yy = Math.max(covariances[3 * i + 2], (0.5 * height) ** 2)
    const xy = covariances[3 * i + 1]
    const determinant = Math.max(xx * yy - xy * xy, 1e-12)
    const weight = 1 / (2 * Math.PI * Math.sqrt(determinant) * count)
    const [across, up] = [reach * Math.sqrt(xx), reach * Math.sqrt(yy)]
    const from = Math.max(0, Math.ceil((first[i] - across - bounds.left) / width - 0.5))
    const to = Math.min(grid.columns - 1, Math.floor((first[i] + across - bounds.left) / width - 0.5))
    const top = Math.max(0, Math.ceil((bounds.top - second[i] - up) / height - 0.5))
    const low = Math.min(grid.rows - 1, Math.floor((bounds.top - second[i] + up) / height - 0.5))
    for (let row = top; row <= low; row++) {
      const v = y(row) - second[i]
      for (let column = from; column <= to; column++) {
        const u = x(column) - first[i]
        const square = (yy * u * u - 2 * xy * u * v + xx * v * v) / determinant
        sums[row * grid.columns + column] += weight * Math.exp(-square / 2)
      }
    }
  }
  return { ...grid, values: Float32Array.from(sums) }
}
