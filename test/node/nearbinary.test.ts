import { expect, it } from 'vitest'
import { integers, uniforms } from '../../src/engine/random.ts'
import { areNearBinary } from '../../src/node/nearbinary.ts'

const uniform = uniforms(40_000, 1, 'selection', 0)

it('calls black and white pixels so, with some grey at their edges, and all of one colour', () => {
  expect(areNearBinary(Uint8Array.from(uniform, (u) => (u < 0.2 ? 255 : 0)))).toBe(true)
  // As in scanned digits: 81 % black, 8 % white, grey between.
  const digits = Uint8Array.from(uniform, (u) => (u < 0.81 ? 0 : u < 0.92 ? 254 : ((u - 0.92) / 0.08) * 255))
  expect(areNearBinary(digits)).toBe(true)
  expect(areNearBinary(new Uint8Array(100))).toBe(true)
})

it('calls greys no such thing: even ones, those around a middle, and half a picture of them', () => {
  const even = Uint8Array.from(integers(40_000, 2, 'selection', 0), (value) => value & 255)
  expect(areNearBinary(even)).toBe(false)
  expect(areNearBinary(even.map((value) => 96 + value / 4))).toBe(false)
  expect(areNearBinary(even.map((value, i) => (i % 2 ? value : 0)))).toBe(false)
})
