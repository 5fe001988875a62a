import { expect, test } from 'vitest'
import { densityOf } from '../../src/renderer/map/density.ts'
import { layersOf } from '../../src/renderer/map/dots.ts'
import { layers, scatter } from '../../src/renderer/map/plane.ts'
import { rowsInBox, rowsInOutline } from '../../src/renderer/map/regions.ts'
import { limitsOf, shadeOf, shadesOf } from '../../src/renderer/map/scales.ts'

const count = 4000
const plane = {
  first: Float32Array.from({ length: count }, (_, i) => 4 * scatter(i) - 2),
  second: Float32Array.from({ length: count }, (_, i) => 4 * scatter(i + 1e6) - 2),
  labels: new Int16Array(count),
  ids: Int32Array.from({ length: count }, (_, i) => i),
  count
}

test('a box holds the points between its corners, whichever is first', () => {
  const expected = [...plane.first.keys()].filter(
    (i) => plane.first[i] >= -1 && plane.first[i] <= 0.5 && plane.second[i] >= 0.2 && plane.second[i] <= 1
  )
  expect(expected.length).toBeGreaterThan(100)
  expect(rowsInBox(plane, [-1, 0.2], [0.5, 1])).toEqual(expected)
  expect(rowsInBox(plane, [0.5, 1], [-1, 0.2])).toEqual(expected)
})

test('an outline holds the points inside it, and not those in its bay', () => {
  // An L: a square without its upper right quarter.
  const outline = [
    [-1, -1],
    [1, -1],
    [1, 0],
    [0, 0],
    [0, 1],
    [-1, 1]
  ] as const
  const inside = (x: number, y: number) => Math.abs(x) < 1 && Math.abs(y) < 1 && !(x > 0 && y > 0)
  const expected = [...plane.first.keys()].filter((i) => inside(plane.first[i], plane.second[i]))
  expect(rowsInOutline(plane, outline)).toEqual(expected)
  expect(rowsInOutline(plane, outline.slice(0, 2))).toEqual([])
})

test('the density is that of the kernels at the points', () => {
  // Two heaps, one four times as large; far apart, so that each is a bump of its own.
  const normal = (i: number) =>
    Math.sqrt(-2 * Math.log(1 - scatter(i))) * Math.cos(2 * Math.PI * scatter(i + 5e6))
  const heaps = {
    first: Float32Array.from({ length: 1000 }, (_, i) => normal(i) * 0.1 + (i < 800 ? -1 : 1)),
    second: Float32Array.from({ length: 1000 }, (_, i) => normal(i + 3e6) * 0.1),
    count: 1000
  }
  const density = densityOf(heaps)
  const spreadOf = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / 1000
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 1000) * 1000 ** (-1 / 6)
  }
  const [h, v] = [spreadOf(heaps.first), spreadOf(heaps.second)]
  for (const at of [0, 17, 500, 820, 999]) {
    let exact = 0
    for (let i = 0; i < 1000; i++)
      exact += Math.exp(
        -0.5 *
          (((heaps.first[i] - heaps.first[at]) / h) ** 2 + ((heaps.second[i] - heaps.second[at]) / v) ** 2)
      )
    exact /= 2 * Math.PI * h * v
    expect(Math.abs(density[at] / exact - 1)).toBeLessThan(0.05)
  }
})

test('what is hidden, left out or beside a selection lies under the others', () => {
  const some = { ...plane, ids: Int32Array.of(3, 0, 2, 1), count: 4 }
  const hidden = Uint8Array.of(1, 0, 0, 0)
  const excluded = Uint8Array.of(0, 0, 1, 0)
  const { faded, plain, chosen } = layers
  expect([...layersOf(some, hidden, excluded, undefined)]).toEqual([faded, plain, faded, plain])
  expect([...layersOf(some, hidden, excluded, Uint8Array.of(0, 1, 0, 1))]).toEqual([
    chosen,
    faded,
    faded,
    chosen
  ])
})

test('numbers keep their order as brightness on both grounds; none is grey', () => {
  for (const theme of ['dark', 'light'] as const) {
    const bright = [0, 0.25, 0.5, 0.75, 1].map((share) => {
      const value = Number.parseInt(shadeOf(share, theme).slice(1), 16)
      return 0.2126 * (value >> 16) + 0.7152 * ((value >> 8) & 255) + 0.0722 * (value & 255)
    })
    expect(bright).toEqual([...bright].sort((a, b) => a - b))
  }
  const values = Float32Array.of(5, NaN, -3, 100)
  expect(limitsOf(values)![0]).toBeLessThan(limitsOf(values)![1])
  expect(limitsOf(Float32Array.of(NaN))).toBeUndefined()
  const shades = shadesOf(values, [-3, 5], 'dark', 7)
  expect(shades[1]).toBe(7)
  expect(shades[0]).toBe(shades[3])
  expect(shades[0]).not.toBe(shades[2])
})
