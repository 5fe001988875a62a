import { expect, it } from 'vitest'
import { Pace } from '../../src/node/pace.ts'

it('tells the recent speed and what is left at it, and nothing before it can', () => {
  let now = 0
  const pace = new Pace(10, () => now)
  pace.mark(0)
  expect(pace.rate()).toBe(0)
  expect(pace.secondsLeft(100)).toBeUndefined()
  now = 5
  pace.mark(50)
  expect(pace.rate()).toBe(10)
  expect(pace.secondsLeft(150)).toBe(10)
  for (now = 6; now <= 30; now++) pace.mark(50 + (now - 5))
  // By now only the slower last ten seconds count.
  expect(pace.rate()).toBeCloseTo(1, 5)
})
