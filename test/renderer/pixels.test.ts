import { expect, test } from 'vitest'
import type { Pixels } from '../../src/shared/contract.ts'
import { hasDarkGround, joinPixels, onePixels, writeWords } from '../../src/renderer/pixels.ts'

const grey: Pixels = {
  data: Uint8Array.of(0, 255, 128, 7, 9, 9, 9, 9),
  count: 2,
  height: 2,
  width: 2,
  channels: 1
}
const colour: Pixels = {
  data: Uint8Array.of(1, 2, 3, 250, 251, 252),
  count: 1,
  height: 1,
  width: 2,
  channels: 3
}

test('grey and colour become opaque red green blue alpha', () => {
  const words = new Uint32Array(4)
  writeWords(grey, 0, words)
  expect(Array.from(new Uint8Array(words.buffer)).slice(0, 8)).toEqual([0, 0, 0, 255, 255, 255, 255, 255])
  const two = new Uint32Array(2)
  writeWords(colour, 0, two)
  expect(Array.from(new Uint8Array(two.buffer))).toEqual([1, 2, 3, 255, 250, 251, 252, 255])
})

test('an image can be written into a larger picture', () => {
  const words = new Uint32Array(4 * 3)
  writeWords(grey, 1, words, 5, 4)
  const drawn = [...words].flatMap((word, index) => (word ? [index] : []))
  expect(drawn).toEqual([5, 6, 9, 10])
})

test('images are taken out and put together', () => {
  expect(Array.from(onePixels(grey, 1).data)).toEqual([9, 9, 9, 9])
  expect(joinPixels([onePixels(grey, 1), onePixels(grey, 0)])).toEqual({
    ...grey,
    data: Uint8Array.of(9, 9, 9, 9, 0, 255, 128, 7)
  })
})

test('a dark ground is known by the corners', () => {
  expect(hasDarkGround(grey)).toBe(true)
  expect(hasDarkGround({ ...grey, data: grey.data.map((value) => 255 - value) })).toBe(false)
})
