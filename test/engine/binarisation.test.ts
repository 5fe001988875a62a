import { expect, it } from 'vitest'
import { binarisedAnew, binarisedOnce } from '../../src/engine/binarisation.ts'

const levels = Uint8Array.from({ length: 256 }, (_, level) => level)

it('draws 255 with the probability of the grey value, and black and white for certain', () => {
  const whites = new Float64Array(256)
  const draws = 4000
  let others = 0
  for (let step = 0; step < draws; step++)
    binarisedAnew(levels, 3, step).forEach((value, level) => {
      others += value === 0 || value === 255 ? 0 : 1
      whites[level] += value / 255
    })
  expect([whites[0], whites[255], others]).toEqual([0, draws, 0])
  let squares = 0
  for (let level = 1; level < 255; level++) {
    const p = level / 255
    squares += (whites[level] - draws * p) ** 2 / (draws * p * (1 - p))
  }
  // Chi-squared with 254 degrees of freedom: five standard deviations.
  expect(Math.abs(squares - 254)).toBeLessThan(5 * Math.sqrt(2 * 254))
})

it('is another draw each step and seed, and the same one again', () => {
  expect(binarisedAnew(levels, 3, 7)).toEqual(binarisedAnew(levels, 3, 7))
  expect(binarisedAnew(levels, 3, 7)).not.toEqual(binarisedAnew(levels, 3, 8))
  expect(binarisedAnew(levels, 3, 7)).not.toEqual(binarisedAnew(levels, 4, 7))
})

it('draws an image once, in whatever company it is read', async () => {
  const images = binarisedOnce({
    count: 9,
    read: async (places) =>
      Uint8Array.from(Array.from(places).flatMap((place) => [50, 100, 100 + 10 * place]))
  })
  const all = await images.read(Uint32Array.from({ length: 9 }, (_, i) => i))
  expect(await images.read([4, 2])).toEqual(Uint8Array.from([...all.subarray(12, 15), ...all.subarray(6, 9)]))
  expect(new Set(all)).toEqual(new Set([0, 255]))
})
