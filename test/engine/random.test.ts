import { describe, expect, it } from 'vitest'
import { integers, normals, permutation, philox, uniforms } from '../../src/engine/random.ts'

describe('the random stream', () => {
  it('gives the published test vectors of Philox4x32-10', () => {
    const out = new Uint32Array(4)
    philox([0, 0, 0, 0], [0, 0], out)
    expect([...out]).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8])
    const ones = 0xffffffff
    philox([ones, ones, ones, ones], [ones, ones], out)
    expect([...out]).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd])
    philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], out)
    expect([...out]).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1])
  })

  it('is a function of seed, purpose and step, and a longer draw begins with a shorter one', () => {
    expect(normals(7, 1, 'posterior', 5)).toEqual(normals(7, 1, 'posterior', 5))
    expect(normals(100, 1, 'posterior', 5).subarray(0, 6)).toEqual(normals(6, 1, 'posterior', 5))
    for (const other of [
      normals(7, 2, 'posterior', 5),
      normals(7, 1, 'prior', 5),
      normals(7, 1, 'posterior', 6)
    ])
      expect(other).not.toEqual(normals(7, 1, 'posterior', 5))
  })

  it('has the moments of a standard normal', () => {
    const count = 200_000
    const draws = normals(count, 3, 'prior', 0)
    const moment = (power: number) => draws.reduce((sum, value) => sum + value ** power, 0) / count
    // Standard errors of the four moments are 1, √2, √15 and √96 over √count; four of them are allowed.
    const error = 4 / Math.sqrt(count)
    expect(Math.abs(moment(1))).toBeLessThan(error)
    expect(Math.abs(moment(2) - 1)).toBeLessThan(error * Math.SQRT2)
    expect(Math.abs(moment(3))).toBeLessThan(error * Math.sqrt(15))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(error * Math.sqrt(96))
  })

  it('stays inside the open unit interval and fills it evenly', () => {
    const draws = uniforms(100_000, 9, 'selection', 1)
    const cells = new Array<number>(20).fill(0)
    for (const value of draws) {
      expect(value > 0 && value < 1).toBe(true)
      cells[Math.floor(value * 20)]++
    }
    const chiSquare = cells.reduce((sum, cell) => sum + (cell - 5000) ** 2 / 5000, 0)
    // The 99.99 % quantile of χ² with 19 degrees of freedom.
    expect(chiSquare).toBeLessThan(50.8)
  })

  it('shuffles: every number once, all orders of three about as often', () => {
    expect([...permutation(1000, 1, 'shuffle', 0)].sort((a, b) => a - b)).toEqual([...Array(1000).keys()])
    const seen = new Map<string, number>()
    for (let step = 0; step < 6000; step++) {
      const order = permutation(3, 1, 'shuffle', step).join()
      seen.set(order, (seen.get(order) ?? 0) + 1)
    }
    expect(seen.size).toBe(6)
    for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(130)
  })

  it('numbers blocks so that no two integers of a stream repeat in place', () => {
    const draws = integers(4096, 1, 'posterior', 0)
    expect(new Set(draws).size).toBeGreaterThan(4090)
  })
})
