import { expect, it } from 'vitest'
import { emptyHole, stroked } from '../../src/renderer/hole.ts'
import { presetHole } from '../../src/shared/hole.ts'

const extent = { width: 8, height: 6 }
const count = (hole: Uint8Array) => hole.reduce((sum, value) => sum + value, 0)

it('paints the single pixel a small brush is on, also at the edge', () => {
  for (const [x, y] of [
    [3, 2],
    [0, 0],
    [7, 5]
  ]) {
    const place = [x + 0.5, y + 0.5] as const
    const hole = stroked(emptyHole(extent), extent, place, place, 1, 1)
    expect(count(hole)).toBe(1)
    expect(hole[y * 8 + x]).toBe(1)
  }
})

it('leaves no gap in a fast stroke, and erases what it painted', () => {
  const [from, to] = [[0.5, 2.5] as const, [7.5, 2.5] as const]
  const hole = stroked(emptyHole(extent), extent, from, to, 1, 1)
  expect(count(hole)).toBe(8)
  expect(count(stroked(hole, extent, from, to, 1, 0))).toBe(0)
})

it('widens with the brush, and leaves the hole it was given alone', () => {
  const before = emptyHole(extent)
  const wide = stroked(before, extent, [4, 3], [4, 3], 4, 1)
  expect(count(wide)).toBe(12)
  expect(count(before)).toBe(0)
})

it('has ready holes', () => {
  expect(count(presetHole('lower', extent))).toBe(24)
  expect(count(presetHole('left', extent))).toBe(24)
  expect(count(presetHole('box', { width: 8, height: 8 }))).toBe(16)
})
