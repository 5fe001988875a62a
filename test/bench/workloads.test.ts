import { expect, it } from 'vitest'
import { checkLosses } from '../../bench/contestants.ts'
import { trainingRows } from '../../bench/train.ts'
import {
  configOf,
  generateImages,
  imageOf,
  stepOperations,
  tinyWorkload,
  trainingWorkloads
} from '../../bench/workloads.ts'
import { buildModel } from '../../src/engine/models/build.ts'

it('counts the operations of a perceptron by hand', () => {
  // 16-4-4 and 2-4-16: forward 64 + 16 + 8 + 64, backward twice that but for the first layer's input.
  expect(stepOperations(tinyWorkload)).toBe(2 * 4 * (3 * 152 - 64))
})

it('counts the operations of the convolutions by hand', () => {
  const [first, second] = [14 * 14 * 16 * 32, 7 * 7 * 16 * 32 * 64]
  const dense = 3136 * 128 + 128 * 4 + 2 * 128 + 128 * 3136
  const forward = 2 * (first + second) + dense
  expect(stepOperations(trainingWorkloads[2])).toBe(2 * 128 * (3 * forward - first))
})

it('counts each dense weight of the model once an image and direction', () => {
  const workload = trainingWorkloads[0]
  const { parameters } = buildModel(configOf(workload), imageOf(workload))
  const weights = parameters.filter(({ shape }) => shape.length === 2)
  const multiplications = weights.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0)
  expect(stepOperations(workload)).toBe(2 * 128 * (3 * multiplications - 784 * 400))
})

it('draws images that differ and use the whole range', () => {
  const images = generateImages(50, 28)
  expect(images.length).toBe(50 * 784)
  expect(Math.min(...images)).toBeLessThan(10)
  expect(Math.max(...images)).toBeGreaterThan(230)
  const distinct = new Set(
    Array.from({ length: 50 }, (_, i) => images.subarray(i * 784, (i + 1) * 784).join())
  )
  expect(distinct.size).toBe(50)
})

it('refuses contestants that learn something else', () => {
  expect(() =>
    checkLosses([
      ['a', 100],
      ['b', 110]
    ])
  ).not.toThrow()
  expect(() =>
    checkLosses([
      ['a', 100],
      ['b', 200]
    ])
  ).toThrow('b 200.00')
})

it('takes the better executor as ours, in images a second', () => {
  const rows = trainingRows(trainingWorkloads[0], {
    'ours, compiled': [2, 2],
    'ours, xla': [3, 3],
    peer: [1, 2]
  })
  expect(rows.map(({ ours }) => ours)).toEqual([256, 384, 384])
  expect(rows[2]).toMatchObject({
    case: expect.stringContaining('best (xla)'),
    peers: { peer: 192 },
    ratio: 2
  })
})
