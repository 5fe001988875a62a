import { expect, test } from 'vitest'
import { shapeStamps } from '../../src/renderer/map/stamps.ts'
import { grounds, labelColours } from '../../src/shared/palette.ts'
import {
  allShapes,
  distanceTo,
  labelShapes,
  restShapeAt,
  shapePath,
  shapeReach,
  shapesOfLabels
} from '../../src/shared/shapes.ts'

const keys = (offsets: [number, number][]) => new Set(offsets.map(([x, y]) => `${x} ${y}`))

test('ten labels have ten shapes, none of them that of the rest', () => {
  expect(labelShapes).toHaveLength(grounds.dark.labels.length)
  const counts = [1, 50, 40, 30, 2, 60, 70, 80, 90, 20, 10, 15]
  const shapes = shapesOfLabels(counts)
  const { own, shared } = labelColours(counts, 'dark')
  expect(own.map((label) => shapes[label])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(shared.map((label) => shapes[label])).toEqual([restShapeAt, restShapeAt])
})

test('shapes are about as large as a disc, and lie within their reach', () => {
  for (const { rings } of labelShapes) {
    const area = rings.map((ring) => {
      const twice = ring.reduce((sum, [x, y], at) => {
        const [nextX, nextY] = ring[(at + 1) % ring.length]
        return sum + x * nextY - nextX * y
      }, 0)
      return Math.abs(twice) / 2
    })
    // The triangles of the bow tie turn against each other.
    if (Math.max(...area) < 1e-9) continue
    const filled = area.length === 1 ? area[0] : area[0] - area[1]
    expect(filled).toBeGreaterThan(0.8 * Math.PI)
    expect(filled).toBeLessThan(1.25 * Math.PI)
    for (const [x, y] of rings.flat()) expect(Math.hypot(x, y)).toBeLessThan(shapeReach)
  }
})

test('distances are those to the outline, below zero inside', () => {
  const [disc, , , ring] = labelShapes
  expect(distanceTo(disc, 0.4, 0)).toBeCloseTo(-0.6, 1)
  expect(distanceTo(disc, 3, 0)).toBeCloseTo(2, 2)
  // A ring's middle is a hole.
  expect(distanceTo(ring, 0, 0)).toBeGreaterThan(0.6)
  expect(distanceTo(ring, 1, 0)).toBeLessThan(0)
  // The bar that lies.
  expect(distanceTo(labelShapes[6], 0, 2)).toBeCloseTo(1.5, 5)
})

// What is left of a label without its colour: the pixels that it fills.
test.each([3, 4.5])('any two shapes differ in the pixels they fill, at a radius of %s', (radius) => {
  const filled = shapeStamps(radius, 1).shapes.map(({ inside }) => keys(inside))
  for (let a = 0; a < allShapes.length; a++)
    for (let b = 0; b < a; b++) {
      const both = [...filled[a]].filter((key) => filled[b].has(key)).length
      const either = filled[a].size + filled[b].size - both
      expect((either - both) / either, `${a} and ${b}`).toBeGreaterThan(0.22)
    }
})

test('the rim lies around what is filled, and under none of it', () => {
  for (const { inside, around } of shapeStamps(4, 1).shapes) {
    const filled = keys(inside)
    expect(around.some(([x, y]) => filled.has(`${x} ${y}`))).toBe(false)
    const all = new Set([...filled, ...keys(around)])
    // Whatever is filled has its four neighbours filled or in the rim.
    for (const [x, y] of inside)
      for (const [dx, dy] of [
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1]
      ])
        expect(all.has(`${x + dx} ${y + dy}`)).toBe(true)
  }
})

test('as a path y goes down, as on a screen', () => {
  expect(
    shapePath(
      {
        rings: [
          [
            [0, 0],
            [1, 0],
            [0, 1.5]
          ]
        ]
      },
      2,
      10,
      20
    )
  ).toBe('M10 20L12 20L10 17Z')
})
