import { expect, test } from 'vitest'
import { posteriorDraws } from '../../src/renderer/map/draws.ts'
import { axesOf, boundsOfEllipse } from '../../src/renderer/map/extent.ts'

test('draws have the mean and the spread that they are asked for, and are the same for a seed', () => {
  const mean = Float32Array.of(1, -2, 0)
  const deviation = [0.5, 2, 0.1]
  const logVariance = Float32Array.from(deviation, (value) => 2 * Math.log(value))
  const count = 20_000
  const draws = posteriorDraws(mean, logVariance, count, 3)
  for (let d = 0; d < 3; d++) {
    const values = Float64Array.from({ length: count }, (_, i) => draws[3 * i + d])
    const average = values.reduce((sum, value) => sum + value, 0) / count
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / count
    // Within four standard errors.
    expect(Math.abs(average - mean[d])).toBeLessThan((4 * deviation[d]) / Math.sqrt(count))
    expect(Math.abs(variance / deviation[d] ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / count))
  }
  expect(posteriorDraws(mean, logVariance, 5, 3)).toEqual(draws.slice(0, 15))
  expect(posteriorDraws(mean, logVariance, 5, 4)).not.toEqual(draws.slice(0, 15))
})

test('an ellipse has the axes of its covariance', () => {
  // 3 and 1 along the directions at 30° and 120°.
  const turn = Math.PI / 6
  const [c, s] = [Math.cos(turn), Math.sin(turn)]
  const covariance = [9 * c * c + s * s, 8 * c * s, 9 * s * s + c * c] as const
  const { long, short, angle } = axesOf(covariance)
  expect(long).toBeCloseTo(3, 9)
  expect(short).toBeCloseTo(1, 9)
  expect(angle).toBeCloseTo(turn, 9)
  const bounds = boundsOfEllipse({ centre: [1, 2], covariance: [4, 0, 1] }, 2)
  expect(bounds).toEqual({ left: -3, right: 5, bottom: 0, top: 4 })
})
