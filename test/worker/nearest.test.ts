import { expect, test } from 'vitest'
import type { MapPoints } from '../../src/shared/contract.ts'
import { nearest } from '../../src/worker/nearest.ts'

function points(z: number[], latent: number): MapPoints {
  const count = z.length / latent
  return {
    run: 'a',
    epoch: 1,
    latent,
    ids: Int32Array.from({ length: count }, (_, index) => 100 + index),
    z: Float32Array.from(z),
    labels: new Int16Array(count),
    splits: new Uint8Array(count)
  }
}

test('nearest first, by Euclidean distance', () => {
  const { ids, distances } = nearest(points([0, 0, 3, 4, 1, 0, -2, 0], 2), Float32Array.of(0, 0), 3)
  expect([...ids]).toEqual([100, 102, 103])
  expect([...distances]).toEqual([0, 1, 2])
})

test('no more than there are', () => {
  expect([...nearest(points([5, 1], 1), Float32Array.of(0), 10).ids]).toEqual([101, 100])
})

test('agrees with sorting everything', () => {
  const z = Array.from({ length: 3 * 2000 }, (_, index) => Math.sin(index * 12.9898) * 3)
  const all = points(z, 3)
  const from = Float32Array.of(0.5, -0.25, 1)
  const distance = (point: number) => Math.hypot(...[0, 1, 2].map((d) => all.z[3 * point + d] - from[d]))
  const sorted = Array.from({ length: 2000 }, (_, point) => point).sort((a, b) => distance(a) - distance(b))
  expect([...nearest(all, from, 50).ids]).toEqual(sorted.slice(0, 50).map((point) => point + 100))
})
