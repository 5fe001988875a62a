import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { assignSplits, placeOf } from '../../src/node/split.ts'

const places = (count: number) =>
  Array.from({ length: count }, (_, at) => placeOf(createHash('sha256').update(`image ${at}`).digest('hex')))
const none = (count: number) => new Int8Array(count).fill(-1)
const counts = (splits: Uint8Array) =>
  [0, 1, 2].map((split) => splits.filter((each) => each === split).length)

describe('the split', () => {
  test('is 80/10/10 within what chance allows', () => {
    const [train, validation, testing] = counts(assignSplits(places(20_000), none(20_000)))
    // Four standard deviations of a binomial share.
    expect(Math.abs(train - 16_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.8 * 0.2))
    expect(Math.abs(validation - 2_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.1 * 0.9))
    expect(Math.abs(testing - 2_000)).toBeLessThan(4 * Math.sqrt(20_000 * 0.1 * 0.9))
  })

  test('hangs on each image alone', () => {
    const all = places(1000)
    const splits = assignSplits(all, none(1000))
    const odd = assignSplits(
      all.filter((_, at) => at % 2),
      none(500)
    )
    expect([...odd]).toEqual([...splits].filter((_, at) => at % 2))
  })

  test('never parts duplicates, and gives each of three images a split', () => {
    expect(counts(assignSplits([0.95, 0.96, 0.97], none(3)))).toEqual([1, 1, 1])
    const doubled = assignSplits([0.1, 0.2, 0.1, 0.2, 0.3, 0.3], none(6))
    expect([...doubled]).toEqual([0, 1, 0, 1, 2, 2])
    expect(counts(assignSplits([0.99, 0.99], none(2)))).toEqual([2, 0, 0])
    expect(counts(assignSplits([], none(0)))).toEqual([0, 0, 0])
  })

  test('obeys folders, and takes a missing validation split from train alone', () => {
    const all = places(1000)
    const given = all.map((_, at) => (at < 800 ? 0 : 2))
    const splits = assignSplits(all, given)
    expect(counts(splits)).toEqual([720, 80, 200])
    expect([...splits.subarray(800)].every((split) => split === 2)).toBe(true)
    const full = all.map((_, at) => at % 3)
    expect([...assignSplits(all, full)]).toEqual(full)
  })
})
