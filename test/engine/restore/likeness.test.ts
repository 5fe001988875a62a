import { expect, it } from 'vitest'
import { uniforms } from '../../../src/engine/random.ts'
import type { Image } from '../../../src/engine/tasks/restore/image.ts'
import { psnr, ssim } from '../../../src/engine/tasks/restore/likeness.ts'

const plain = (value: number, channels = 1): Image => ({
  values: new Float32Array(20 * 16 * channels).fill(value),
  height: 20,
  width: 16,
  channels
})

it('has the PSNR of a constant error', () => {
  expect(psnr(plain(0.5), plain(0.6))).toBeCloseTo(20, 4)
  expect(psnr(plain(0.5), plain(0.5))).toBe(Infinity)
})

it('has the SSIM of two plain images: the luminance alone', () => {
  const [a, b, c1] = [0.3, 0.6, 0.01 ** 2]
  expect(ssim(plain(a), plain(b))).toBeCloseTo((2 * a * b + c1) / (a * a + b * b + c1), 5)
  expect(ssim(plain(0.3), plain(0.3))).toBeCloseTo(1, 6)
  expect(ssim({ ...plain(0.3), height: 10 }, plain(0.3))).toBeNaN()
})

it('has the SSIM of the published formula, each window by itself', () => {
  const random = (step: number): Image => ({
    values: Float32Array.from(uniforms(20 * 16 * 3, 2, 'observation', step)),
    height: 20,
    width: 16,
    channels: 3
  })
  const x = random(1)
  const y = { ...x, values: x.values.map((value, at) => 0.7 * value + 0.2 * random(2).values[at]) }
  const weight = (row: number, column: number) =>
    Math.exp(-((row - 5) ** 2 + (column - 5) ** 2) / (2 * 1.5 ** 2))
  let [sum, windows] = [0, 0]
  for (let channel = 0; channel < 3; channel++)
    for (let top = 0; top <= 20 - 11; top++)
      for (let left = 0; left <= 16 - 11; left++) {
        const expectation = (of: (a: number, b: number) => number) => {
          let [mean, total] = [0, 0]
          for (let row = 0; row < 11; row++)
            for (let column = 0; column < 11; column++) {
              const at = ((top + row) * 16 + left + column) * 3 + channel
              mean += weight(row, column) * of(x.values[at], y.values[at])
              total += weight(row, column)
            }
          return mean / total
        }
        const [mx, my] = [expectation((a) => a), expectation((_, b) => b)]
        const vx = expectation((a) => (a - mx) ** 2)
        const vy = expectation((_, b) => (b - my) ** 2)
        const cov = expectation((a, b) => (a - mx) * (b - my))
        const [c1, c2] = [0.0001, 0.0009]
        sum += ((2 * mx * my + c1) * (2 * cov + c2)) / ((mx ** 2 + my ** 2 + c1) * (vx + vy + c2))
        windows++
      }
  expect(ssim(x, y)).toBeCloseTo(sum / windows, 6)
})
