import { expect, it } from 'vitest'
import { normals } from '../../src/engine/random.ts'
import { activeUnits, variancesOfMeans } from '../../src/engine/tasks/activeunits.ts'
import { withinLabelVariance } from '../../src/engine/tasks/spread.ts'

it('counts a latent dimension as active where the posterior’s mean varies by more than 0.01', () => {
  const noise = normals(3 * 2000, 3, 'selection', 0)
  const deviations = [1, 0.11, 0.08]
  const means = noise.map((value, i) => 5 + deviations[i % 3] * value)
  const variances = variancesOfMeans(means, 3)
  deviations.forEach((deviation, d) => expect(variances[d] / deviation ** 2).toBeCloseTo(1, 1))
  expect(activeUnits(means, 3)).toBe(2)
})

it('measures how much images of a label differ, whatever the labels differ by', () => {
  // Two labels far apart; within each the first pixel is 0 or 255, the second always the same.
  const pixels = Uint8Array.of(0, 10, 255, 10, 0, 200, 255, 200, 77, 77)
  const labels = [0, 0, 1, 1, -1]
  expect(withinLabelVariance(pixels, labels, 2)).toBeCloseTo(0.5 / 2, 6)
  expect(withinLabelVariance(Uint8Array.of(9, 9, 9, 9), [0, 0], 2)).toBe(0)
  expect(withinLabelVariance(Uint8Array.of(9, 8), [0, 1], 1)).toBeNaN()
})
