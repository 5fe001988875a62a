import { expect, it } from 'vitest'
import { normals } from '../../src/engine/random.ts'
import { suggestClusters } from '../../src/engine/tasks/clusters.ts'
import { normalised } from '../../src/engine/tasks/labelling.ts'
import { nearestDistances, surenessOf } from '../../src/engine/tasks/shortfall.ts'

it('finds the groups that are there, the largest first, the same again for the same seed', () => {
  const sizes = [40, 100, 60]
  const centres = [
    [0, 0, 5],
    [6, 0, -5],
    [-6, 3, 0]
  ]
  const owners = sizes.flatMap((size, group) => new Array<number>(size).fill(group))
  const z = normals(600, 1, 'prior', 0).map((value, i) => value + centres[owners[Math.floor(i / 3)]][i % 3])
  const groups = suggestClusters(z, 200, 3, 3, 7)
  const expected = [2, 0, 1]
  expect(groups.filter((group, row) => group !== expected[owners[row]]).length).toBeLessThan(4)
  expect(suggestClusters(z, 200, 3, 3, 7)).toEqual(groups)
  expect(new Set(suggestClusters(z.subarray(0, 6), 2, 3, 5, 1)).size).toBe(2)
  expect(suggestClusters(new Float32Array(30), 10, 3, 2, 1)).toHaveLength(10)
  expect(suggestClusters(new Float32Array(0), 0, 3, 2, 1)).toHaveLength(0)
})

it('shares of log probabilities sum to one, however small those are', () => {
  const shares = normalised([-2000, -2000 + Math.log(3), -Infinity])
  expect(shares[0]).toBeCloseTo(0.25, 10)
  expect(shares[1]).toBeCloseTo(0.75, 10)
  expect(shares[2]).toBe(0)
})

it('measures how far drawn images lie from real ones, and how sure a classifier is', () => {
  const real = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255)
  const [same, near, between] = nearestDistances(
    Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 0, 128, 128, 128, 128),
    real,
    4
  )
  expect(same).toBe(0)
  expect(near).toBeCloseTo(0.5, 6)
  expect(between).toBeCloseTo(127 / 255, 5)
  expect(surenessOf(Float32Array.of(0.95, 0.05, 0.6, 0.4), 2)).toBe(0.5)
})
