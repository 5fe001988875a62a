import { describe, expect, test } from 'vitest'
import { boundsOf, fit, resized, toLatent, toScreen, visible } from '../../src/renderer/map/camera.ts'
import { logPrior, priorBand } from '../../src/renderer/map/prior.ts'
import { axesProjection } from '../../src/renderer/map/projection.ts'
import { covers, gridFor, gridPoints } from '../../src/renderer/map/tiles.ts'

const size = { width: 1000, height: 700 }

describe('camera', () => {
  test('screen and latent places are each other turned back; latent 2 points up', () => {
    const camera = { scale: 80, x: 400, y: 300 }
    expect(toScreen(camera, 1, 1)).toEqual([480, 220])
    const [first, second] = toLatent(camera, ...toScreen(camera, -0.37, 2.11))
    expect(first).toBeCloseTo(-0.37, 12)
    expect(second).toBeCloseTo(2.11, 12)
  })

  test('fitting shows the bounds whole, centred, circles as circles', () => {
    const bounds = { left: -4, right: 3, bottom: -3, top: 3 }
    const camera = fit(bounds, size, 20)
    const [left, top] = toScreen(camera, bounds.left, bounds.top)
    const [right, bottom] = toScreen(camera, bounds.right, bounds.bottom)
    expect(left).toBeGreaterThanOrEqual(20 - 1e-9)
    expect(right).toBeLessThanOrEqual(980 + 1e-9)
    expect(top).toBeCloseTo(20, 9)
    expect(bottom).toBeCloseTo(680, 9)
    expect((left + right) / 2).toBeCloseTo(500, 9)
  })

  test('another window size keeps what was in the middle in the middle', () => {
    const camera = { scale: 120, x: 310, y: 205 }
    const after = { width: 640, height: 480 }
    const middle = toLatent(camera, size.width / 2, size.height / 2)
    const moved = resized(camera, size, after)
    expect(toLatent(moved, after.width / 2, after.height / 2)).toEqual(middle)
    expect(moved.scale).toBe(camera.scale)
  })

  test('bounds hold the prior, and a single far point does not shrink the map', () => {
    const first = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i))
    const second = first.slice()
    first[17] = 90
    const bounds = boundsOf(first, second)
    expect(bounds).toEqual({ left: -3.2, right: 3.2, bottom: -3.2, top: 3.2 })
    const wide = boundsOf(
      first.map((value) => value * 5),
      second
    )
    expect(wide.left).toBeLessThan(-4.9)
    expect(boundsOf(new Float32Array(), new Float32Array()).right).toBe(3.2)
  })
})

describe('manifold tiles', () => {
  const middle = fit({ left: -3.2, right: 3.2, bottom: -3.2, top: 3.2 }, size)

  test('tiles cover the prior, between 24 and 48 pixels a side', () => {
    const grid = gridFor(middle, size, 784)!
    expect(grid.left).toBeCloseTo(-3, 9)
    expect(grid.top).toBeCloseTo(3, 9)
    expect(grid.columns * grid.step).toBeCloseTo(6, 9)
    expect(grid.step * middle.scale).toBeGreaterThanOrEqual(24)
    expect(grid.step * middle.scale).toBeLessThan(48)
  })

  test('zooming in splits each tile in four and decodes only what is seen', () => {
    const coarse = gridFor(middle, size, 784)!
    const near = { scale: middle.scale * 2, x: size.width / 2, y: size.height / 2 }
    const fine = gridFor(near, size, 784)!
    expect(fine.step).toBeCloseTo(coarse.step / 2, 12)
    const seen = visible(near, size)
    expect(fine.top).toBeGreaterThanOrEqual(seen.top - 1e-9)
    expect(fine.top - fine.step).toBeLessThan(seen.top)
    expect((3 - fine.top) / fine.step).toBeCloseTo(Math.round((3 - fine.top) / fine.step), 9)
  })

  test('large images give fewer tiles, and far from the prior there are none', () => {
    const grid = gridFor(middle, size, 256 * 256 * 3)!
    expect(grid.columns * grid.rows * 256 * 256 * 3).toBeLessThanOrEqual(12_000_000)
    expect(gridFor({ scale: 100, x: 5000, y: 300 }, size, 784)).toBeUndefined()
  })

  test('the tiles of a label lie around where its prior does', () => {
    const extent = { left: 2, right: 4, bottom: -1, top: 1 }
    const camera = fit(extent, size)
    const grid = gridFor(camera, size, 784, extent)!
    expect([grid.left, grid.top]).toEqual([2, 1])
    expect(grid.columns * grid.step).toBeCloseTo(2, 9)
    expect(grid.rows).toBe(grid.columns)
  })

  test('a grid covers all when the map is seen whole, not when zoomed in', () => {
    const extent = { left: -3, right: 3, bottom: -2, top: 2 }
    const camera = fit(extent, size)
    expect(covers(gridFor(camera, size, 784, extent)!, extent)).toBe(true)
    const nearer = { ...camera, scale: camera.scale * 3 }
    expect(covers(gridFor(nearer, size, 784, extent)!, extent)).toBe(false)
  })

  test('tile centres change only the two dimensions shown', () => {
    const grid = { left: -1, top: 1, step: 1, columns: 2, rows: 2 }
    const { lift } = axesProjection(3, [0, 2])
    const z = gridPoints(grid, 3, (...place) => lift(place, Float32Array.of(0, 7, 0)))
    expect(Array.from(z)).toEqual([-0.5, 7, 0.5, 0.5, 7, 0.5, -0.5, 7, -0.5, 0.5, 7, -0.5])
  })
})

test('the prior at a point, in nats and circles', () => {
  expect(logPrior([0, 0])).toBeCloseTo(-Math.log(2 * Math.PI), 12)
  expect(logPrior([0.84, -1.22])).toBeCloseTo(-2.935, 3)
  expect([0, 0.5, 0.51, 1.48, 3].map(priorBand)).toEqual([0.5, 0.5, 1, 1.5, 3])
})
