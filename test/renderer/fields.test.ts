import { polygonContains } from 'd3'
import { describe, expect, test } from 'vitest'
import { contoursByLabel, contoursOf, sharesOfAll } from '../../src/renderer/map/contours.ts'
import { gaussianField, mixtureField } from '../../src/renderer/map/field.ts'
import type { Field } from '../../src/renderer/map/field.ts'
import { normals } from '../../src/engine/random.ts'

const bounds = { left: -4, right: 4, bottom: -3, top: 3 }

/** The value of the cell that a place lies in. */
function at({ values, columns, rows, bounds: b }: Field, x: number, y: number): number {
  const column = Math.floor(((x - b.left) / (b.right - b.left)) * columns)
  const row = Math.floor(((b.top - y) / (b.top - b.bottom)) * rows)
  return values[row * columns + column]
}

const total = ({ values, columns, rows, bounds: b }: Field) =>
  (values.reduce((sum, value) => sum + value, 0) * (b.right - b.left) * (b.top - b.bottom)) / columns / rows

function cloud(count: number, seed: number, move = 0) {
  const noise = normals(2 * count, seed, 'selection', 0)
  return {
    first: noise.slice(0, count).map((value) => value + move),
    second: noise.slice(count),
    labels: new Int16Array(count),
    count
  }
}

describe('heat maps', () => {
  test('a Gaussian’s density is the closed form and holds all of it', () => {
    const field = gaussianField({ centre: [0.5, -0.25], covariance: [0.5, 0.1, 0.3] }, bounds)
    expect(field.columns / field.rows).toBeCloseTo(8 / 6, 2)
    expect(total(field)).toBeCloseTo(1, 3)
    expect(at(field, 0.5, -0.25)).toBeCloseTo(1 / (2 * Math.PI * Math.sqrt(0.5 * 0.3 - 0.01)), 2)
    // The tilt is that of the covariance.
    expect(at(field, 1.5, 0.25)).toBeGreaterThan(2 * at(field, 1.5, -0.75))
  })

  test('the aggregate posterior is the mean of all posteriors', () => {
    const posteriors = {
      first: Float32Array.of(-1, 1),
      second: Float32Array.of(0, 1),
      covariances: Float32Array.of(0.04, 0, 0.09, 0.25, 0.1, 0.25),
      count: 2
    }
    const field = mixtureField(posteriors, bounds)
    expect(total(field)).toBeCloseTo(1, 2)
    const one = gaussianField({ centre: [-1, 0], covariance: [0.04, 0, 0.09] }, bounds)
    const other = gaussianField({ centre: [1, 1], covariance: [0.25, 0.1, 0.25] }, bounds)
    for (const [x, y] of [
      [-1, 0],
      [1, 1],
      [1.4, 1.4],
      [0, 0.5]
    ])
      expect(Math.abs(at(field, x, y) - (at(one, x, y) + at(other, x, y)) / 2)).toBeLessThan(0.06)
  })

  test('of codes that lie as the prior and posteriors that are the prior’s rest it is the prior', () => {
    // z ~ N(0, 1 − s²), q(z|x) = N(z, s²): the mixture is N(0, 1).
    const variance = 0.19
    const { first, second, count } = cloud(20_000, 5)
    const shrink = (values: Float32Array) => values.map((value) => value * Math.sqrt(1 - variance))
    const covariances = Float32Array.from({ length: 3 * count }, (_, i) => (i % 3 === 1 ? 0 : variance))
    const field = mixtureField({ first: shrink(first), second: shrink(second), covariances, count }, bounds)
    const prior = gaussianField({ centre: [0, 0], covariance: [1, 0, 1] }, bounds)
    for (const [x, y] of [
      [0.02, 0.02],
      [1, 0.5],
      [-1.5, 1]
    ])
      expect(Math.abs(at(field, x, y) - at(prior, x, y))).toBeLessThan(0.012)
  })
})

describe('contours', () => {
  test('hold their share of the points', () => {
    const points = cloud(5000, 3)
    const contours = contoursOf(points, sharesOfAll)
    for (const { share, rings } of contours) {
      const polygons = rings.map((ring) =>
        Array.from({ length: ring.length / 2 }, (_, i): [number, number] => [ring[2 * i], ring[2 * i + 1]])
      )
      let inside = 0
      for (let i = 0; i < points.count; i++) {
        const place: [number, number] = [points.first[i], points.second[i]]
        // Even and odd, as holes are lines of their own.
        if (polygons.filter((polygon) => polygonContains(polygon, place)).length % 2) inside++
      }
      expect(Math.abs(inside / points.count - share)).toBeLessThan(0.02)
    }
  })

  test('of a Gaussian are circles of the radius that holds as much', () => {
    const [half] = contoursOf(cloud(200_000, 9), [0.5])
    const longest = half.rings.reduce((a, b) => (a.length > b.length ? a : b))
    const radii = Array.from({ length: longest.length / 2 }, (_, i) =>
      Math.hypot(longest[2 * i], longest[2 * i + 1])
    )
    const mean = radii.reduce((sum, radius) => sum + radius / radii.length, 0)
    expect(mean).toBeCloseTo(Math.sqrt(2 * Math.LN2), 1)
  })

  test('by label lie around the points of each, and those of too few have none', () => {
    const [a, b] = [cloud(500, 1, -3), cloud(500, 2, 3)]
    const points = {
      first: Float32Array.of(...a.first, ...b.first, 0),
      second: Float32Array.of(...a.second, ...b.second, 0),
      labels: Int16Array.from({ length: 1001 }, (_, i) => Math.floor(i / 500)),
      count: 1001
    }
    const contours = contoursByLabel(points, [0, 1, 2])
    expect(contours.map(({ label, share }) => [label, share])).toEqual([
      [0, 0.5],
      [0, 0.9],
      [1, 0.5],
      [1, 0.9]
    ])
    for (const { label, rings } of contours)
      for (const ring of rings) expect(Math.sign(ring[0])).toBe(label === 0 ? -1 : 1)
    expect(contoursOf({ first: new Float32Array(0), second: new Float32Array(0), count: 0 }, [0.5])).toEqual(
      []
    )
  })
})
