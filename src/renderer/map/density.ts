/** How densely points lie where each of them lies. */
import type { Plane } from './plane.ts'

const cells = 256

/** A density on a grid: `values` row by row from the bottom left, at the places `from` + column · `step`. */
export interface DensityGrid {
  /** Points per unit of area, [size · size]. */
  values: Float64Array
  size: number
  from: readonly [number, number]
  step: readonly [number, number]
}

type Points = Pick<Plane, 'first' | 'second' | 'count'>

/**
 * A Gaussian kernel density estimate, by Scott's bandwidth σ·n^(−1/6) along each axis. Points are counted in a grid
 * that is blurred along one axis and then the other, so the time grows with the number of points, not with its
 * square.
 */
export function densityGrid({ first, second, count }: Points): DensityGrid {
  const x = axisOf(first, count)
  const y = axisOf(second, count)
  let values = new Float64Array(cells * cells)
  for (let row = 0; row < count; row++) spread(values, x.at(first[row]), y.at(second[row]))
  values = blurred(blurred(values, x.bandwidth, 1, cells), y.bandwidth, cells, 1)
  const area = x.step * y.step
  for (let at = 0; at < values.length; at++) values[at] /= area
  return { values, size: cells, from: [x.low, y.low], step: [x.step, y.step] }
}

/** The estimate at each point. @param grid of these points */
export function densityOf({ first, second, count }: Points, grid?: DensityGrid): Float32Array {
  const result = new Float32Array(count)
  if (count === 0) return result
  const { values, from, step } = grid ?? densityGrid({ first, second, count })
  for (let row = 0; row < count; row++)
    result[row] = read(values, (first[row] - from[0]) / step[0], (second[row] - from[1]) / step[1])
  return result
}

interface Axis {
  /** Where the first cell lies. */
  low: number
  /** Of one cell, in latent units. */
  step: number
  /** In cells. */
  bandwidth: number
  /** Where a value lies, in cells. */
  at(value: number): number
}

function axisOf(values: Float32Array, count: number): Axis {
  let least = Infinity
  let most = -Infinity
  let sum = 0
  let squares = 0
  for (let row = 0; row < count; row++) {
    const value = values[row]
    least = Math.min(least, value)
    most = Math.max(most, value)
    sum += value
    squares += value * value
  }
  const deviation = Math.sqrt(Math.max(1e-12, squares / count - (sum / count) ** 2))
  const width = deviation * count ** (-1 / 6)
  const low = least - 3 * width
  const step = (most + 3 * width - low) / (cells - 1)
  return { low, step, bandwidth: Math.max(0.5, width / step), at: (value) => (value - low) / step }
}

/** Shares one point among the four cells around it. */
function spread(grid: Float64Array, x: number, y: number): void {
  const [left, top] = [Math.min(cells - 2, Math.floor(x)), Math.min(cells - 2, Math.floor(y))]
  const [right, down] = [x - left, y - top]
  const at = top * cells + left
  grid[at] += (1 - right) * (1 - down)
  grid[at + 1] += right * (1 - down)
  grid[at + cells] += (1 - right) * down
  grid[at + cells + 1] += right * down
}

function read(grid: Float64Array, x: number, y: number): number {
  const [left, top] = [Math.min(cells - 2, Math.floor(x)), Math.min(cells - 2, Math.floor(y))]
  const [right, down] = [x - left, y - top]
  const at = top * cells + left
  const above = grid[at] * (1 - right) + grid[at + 1] * right
  return above * (1 - down) + (grid[at + cells] * (1 - right) + grid[at + cells + 1] * right) * down
}

/** @param along between neighbours along the axis that is blurred; `across` between its lines */
function blurred(grid: Float64Array, bandwidth: number, along: number, across: number) {
  const reach = Math.min(cells - 1, Math.ceil(4 * bandwidth))
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / bandwidth) ** 2)
  )
  const total = kernel.reduce((sum, weight) => sum + weight, 0)
  const result = new Float64Array(grid.length)
  for (let line = 0; line < cells; line++)
    for (let from = 0; from < cells; from++) {
      const value = grid[line * across + from * along] / total
      if (value === 0) continue
      const last = Math.min(cells - 1, from + reach)
      for (let to = Math.max(0, from - reach); to <= last; to++)
        result[line * across + to * along] += value * kernel[to - from + reach]
    }
  return result
}
