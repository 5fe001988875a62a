import { expect, test } from 'vitest'
import { curvesOf, rangeOf, valueAt } from '../../src/renderer/charts/curves.ts'
import type { Metric } from '../../src/shared/schemas.ts'

const metrics: Metric[] = [1, 2, 3].flatMap((epoch) => [
  { split: 'validation' as const, epoch, step: epoch * 10, elbo: -300 + epoch, reconstruction: -295, kl: 5 },
  { split: 'train' as const, epoch, step: epoch * 10, elbo: -290 + epoch, reconstruction: -285, kl: 5 }
])

test('curves are taken apart by split, empty ones left out', () => {
  const curves = curvesOf('elbo', metrics, [])
  expect(curves.map(({ kind }) => kind)).toEqual(['train', 'validation'])
  expect(curves[1].points).toEqual([
    [10, -299],
    [20, -298],
    [30, -297]
  ])
})

test('the first moments and single wild steps do not set the scale', () => {
  const points = Array.from({ length: 1000 }, (_, step): [number, number] => [
    step,
    step < 50 ? -5000 : step === 700 ? 9000 : -250 + Math.sin(step)
  ])
  const range = rangeOf([{ kind: 'live', points }])!
  expect(range.x).toEqual([0, 999])
  expect(range.y[0]).toBeGreaterThan(-260)
  expect(range.y[1]).toBeLessThan(-240)
})

test('a flat curve and figures that are none still give a range', () => {
  const flat = rangeOf([
    {
      kind: 'train',
      points: [
        [0, 3],
        [10, 3],
        [20, Number.NaN]
      ]
    }
  ])!
  expect(flat.y[0]).toBeLessThan(3)
  expect(flat.y[1]).toBeGreaterThan(3)
  expect(rangeOf([{ kind: 'train', points: [[0, Number.NaN]] }])).toBeUndefined()
  expect(rangeOf([])).toBeUndefined()
})

test('the value under the pointer is the last one before it', () => {
  const [, validation] = curvesOf('elbo', metrics, [])
  expect([5, 10, 19, 20, 99].map((step) => valueAt(validation, step))).toEqual([
    undefined,
    -299,
    -299,
    -298,
    -297
  ])
})
