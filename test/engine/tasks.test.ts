import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../src/engine/distributions/quantile.ts'
import { priorSamples } from '../../src/engine/tasks/generate.ts'
import { interpolate } from '../../src/engine/tasks/interpolate.ts'
import { manifoldGrid } from '../../src/engine/tasks/manifold.ts'

/** The standard normal CDF by numerical integration, independent of the quantile's approximation. */
function normalCdf(x: number): number {
  const steps = 20_000
  const from = -12
  const width = (x - from) / steps
  let sum = 0
  for (let i = 0; i < steps; i++) {
    const middle = from + (i + 0.5) * width
    sum += Math.exp(-0.5 * middle * middle)
  }
  return (sum * width) / Math.sqrt(2 * Math.PI)
}

describe('interpolation', () => {
  const from = Float32Array.of(1, 0, 0)
  const to = Float32Array.of(0, 2, 0)

  it('begins and ends at its ends, and walks a line in even steps', () => {
    const path = interpolate(from, to, 5, 'linear')
    expect([...path.subarray(0, 3)]).toEqual([1, 0, 0])
    expect([...path.subarray(12)]).toEqual([0, 2, 0])
    expect([...path.subarray(6, 9)]).toEqual([0.5, 1, 0])
  })

  it('keeps the length on a great circle, with even angles', () => {
    const path = interpolate(Float32Array.of(3, 0), Float32Array.of(0, 3), 4, 'spherical')
    for (let step = 0; step < 4; step++) {
      const [x, y] = path.subarray(2 * step)
      expect(Math.hypot(x, y)).toBeCloseTo(3, 5)
      expect(Math.atan2(y, x)).toBeCloseTo((step / 3) * (Math.PI / 2), 5)
    }
  })

  it('falls back to a line between parallel vectors and from the origin', () => {
    expect([...interpolate(Float32Array.of(1, 1), Float32Array.of(3, 3), 3, 'spherical')]).toEqual([
      1, 1, 2, 2, 3, 3
    ])
    expect([...interpolate(Float32Array.of(0, 0), Float32Array.of(2, 0), 3, 'spherical')]).toEqual([
      0, 0, 1, 0, 2, 0
    ])
  })
})

describe('the manifold’s grid', () => {
  it('inverts the normal CDF', () => {
    for (const p of [1e-4, 0.01, 0.024, 0.2, 0.5, 0.77, 0.98, 0.9999])
      expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 6)
  })

  it('runs row by row from the top left, the same share of the prior in each cell', () => {
    const grid = manifoldGrid(4)
    expect(grid[0]).toBeLessThan(grid[2])
    expect(grid[1]).toBeGreaterThan(grid[9])
    const columns = [grid[0], grid[2], grid[4], grid[6]].map(normalCdf)
    expect(columns.map((share) => Number(share.toFixed(5)))).toEqual([0.125, 0.375, 0.625, 0.875])
  })
})

describe('draws from the prior', () => {
  it('are the same for a seed and as wide as the temperature', () => {
    expect(priorSamples(5, 3, 1)).toEqual(priorSamples(5, 3, 1))
    expect(priorSamples(5, 3, 2)).not.toEqual(priorSamples(5, 3, 1))
    const cold = priorSamples(5, 3, 1, 0.5)
    priorSamples(5, 3, 1).forEach((value, index) => expect(cold[index]).toBeCloseTo(value / 2, 6))
  })
})
