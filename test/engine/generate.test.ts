import { expect, it } from 'vitest'
import { drawNoise, samplesAround } from '../../src/engine/tasks/generate.ts'

const moments = (values: Float32Array) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, variance }
}

it('draws the same noise for the same seed, and more of it begins with the same', () => {
  const few = drawNoise(3, 5, { seed: 9, truncation: 1 })
  expect(drawNoise(3, 5, { seed: 9, truncation: 1 })).toEqual(few)
  expect(drawNoise(40, 5, { seed: 9, truncation: 1 }).slice(0, 15)).toEqual(few)
  expect(drawNoise(3, 5, { seed: 10, truncation: 1 })).not.toEqual(few)
})

it('scales by the temperature', () => {
  const plain = drawNoise(100, 2, { seed: 1 })
  drawNoise(100, 2, { seed: 1, temperature: 0.25 }).forEach((value, i) =>
    expect(value).toBeCloseTo(plain[i] / 4, 6)
  )
})

it('truncated noise has the moments of the truncated normal, and what was inside stays', () => {
  const bound = 1
  const plain = drawNoise(20_000, 1, { seed: 3 })
  const truncated = drawNoise(20_000, 1, { seed: 3, truncation: bound })
  plain.forEach((value, i) => {
    if (Math.abs(value) <= bound) expect(truncated[i]).toBe(value)
  })
  expect(Math.max(...truncated.map(Math.abs))).toBeLessThanOrEqual(bound)
  // Var = 1 − 2·t·φ(t)/(2Φ(t) − 1); at t = 1, φ = 0.2419707 and 2Φ − 1 = 0.6826895.
  const { mean, variance } = moments(truncated)
  expect(mean).toBeCloseTo(0, 1)
  expect(Math.abs(variance - (1 - (2 * 0.2419707) / 0.6826895))).toBeLessThan(0.01)
})

it('draws around a latent with the asked spread, the latent itself first', () => {
  const noise = drawNoise(8000, 2, { seed: 4 })
  const drawn = samplesAround([3, -2], 0.5, noise, [1, 4])
  expect([drawn[0], drawn[1]]).toEqual([3, -2])
  const first = moments(drawn.filter((_, i) => i % 2 === 0))
  const second = moments(drawn.filter((_, i) => i % 2 === 1))
  expect(first.mean).toBeCloseTo(3, 1)
  expect(Math.sqrt(first.variance)).toBeCloseTo(0.5, 1)
  expect(second.mean).toBeCloseTo(-2, 1)
  expect(Math.abs(Math.sqrt(second.variance) - 2)).toBeLessThan(0.05)
})
