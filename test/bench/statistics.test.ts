import { expect, it } from 'vitest'
import { median, quantile, ratios } from '../../bench/statistics.ts'

it('takes the middle value, or the mean of the two in the middle, whatever their order', () => {
  expect(median([5, 1, 9])).toBe(5)
  expect(median([10, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNaN()
})

it('interpolates quantiles and leaves the values as they were', () => {
  const values = [30, 10, 20, 50, 40]
  expect(quantile(values, 0)).toBe(10)
  expect(quantile(values, 1)).toBe(50)
  expect(quantile(values, 0.99)).toBeCloseTo(49.6)
  expect(values).toEqual([30, 10, 20, 50, 40])
})

it('divides round by round and refuses series of unlike length', () => {
  expect(ratios([2, 9], [4, 3])).toEqual([0.5, 3])
  expect(() => ratios([1], [1, 2])).toThrow('one length')
})
