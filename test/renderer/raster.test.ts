import { createCanvas, ImageData } from '@napi-rs/canvas'
import { beforeAll, expect, test } from 'vitest'
import { RasterDrawer } from '../../src/renderer/map/raster.ts'

beforeAll(() => {
  Object.assign(globalThis, { ImageData })
})

/** How many pixels of a picture of 40 × 40 are painted by one dot. */
function painted(x: number, y: number, radius = 4, ratio = 1): number {
  const canvas = createCanvas(1, 1)
  const drawer = new RasterDrawer(canvas as unknown as HTMLCanvasElement)
  drawer.resize({ width: 40 / ratio, height: 40 / ratio }, ratio)
  drawer.setDots({
    first: Float32Array.of(x / ratio),
    second: Float32Array.of(-y / ratio),
    colours: Uint32Array.of(0xff2040c0),
    count: 1,
    chosen: 0
  })
  drawer.draw({ x: 0, y: 0, scale: 1 }, radius, { scale: 1 })
  const { data } = canvas.getContext('2d').getImageData(0, 0, 40, 40)
  return data.filter((value, at) => at % 4 === 3 && value === 255).length
}

test('a dot at the edge is drawn in part, one in a corner by a quarter, one beyond not at all', () => {
  const whole = painted(20, 20)
  expect(whole).toBeGreaterThan(35)
  for (const [x, y] of [
    [0, 20],
    [20, 0],
    [40, 20],
    [20, 40]
  ]) {
    expect(painted(x, y)).toBeGreaterThan(0.3 * whole)
    expect(painted(x, y)).toBeLessThan(0.7 * whole)
  }
  expect(painted(0, 0)).toBeGreaterThan(0.12 * whole)
  expect(painted(0, 0)).toBeLessThan(0.4 * whole)
  expect(painted(-30, 20)).toBe(0)
  expect(painted(20, 90)).toBe(0)
})

test('the same on a screen of twice as many pixels', () => {
  const whole = painted(20, 20, 4, 2)
  expect(whole).toBeGreaterThan(3 * painted(20, 20))
  expect(painted(0, 20, 4, 2)).toBeGreaterThan(0.3 * whole)
})
