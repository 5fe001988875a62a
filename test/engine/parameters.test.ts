import { expect, it } from 'vitest'
import { batchSizes } from '../../src/engine/inference.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { defaultFilters, defaultRunConfig } from '../../src/engine/presets.ts'

const image = { height: 28, width: 28, channels: 1 }
const { parameters } = buildModel(defaultRunConfig(image, { likelihood: { kind: 'bernoulli' } }), image)
const variables = initialVariables(parameters, 4)

it('draws weights with the deviation that is stated, and biases of zero', () => {
  for (const { name, layout, deviation } of parameters) {
    const { values } = variables[name]
    const square = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
    if (layout === 'bias') expect(square, name).toBe(0)
    else if (layout === 'transposed') expect(square / (deviation / 2), name).toBeCloseTo(1, 0)
    else if (values.length > 1000) expect(square / deviation, name).toBeCloseTo(1, 1)
  }
})

it('begins transposed convolutions without a checkerboard: each pixel of a 2×2 cell gets the same weights', () => {
  const { shape, values } = variables['decoder.conv.0.weight']
  const [, width, outputs, inputs] = shape
  const at = (y: number, x: number, pair: number) => values[(y * width + x) * outputs * inputs + pair]
  for (const pair of [0, 7, outputs * inputs - 1]) {
    const cells = [0, 1].flatMap((y) =>
      [0, 1].map((x) => at(y, x, pair) + at(y + 2, x, pair) + at(y, x + 2, pair) + at(y + 2, x + 2, pair))
    )
    for (const cell of cells) expect(cell).toBeCloseTo(cells[0], 6)
    expect(Math.abs(cells[0])).toBeGreaterThan(0)
  }
})

it('halves images of any size to a map of eight pixels or less', () => {
  expect(defaultFilters(28)).toEqual([32, 64])
  expect(defaultFilters(16)).toEqual([32, 64])
  for (const size of [17, 33, 64, 100, 128, 256]) {
    const side = defaultFilters(size).reduce((extent) => Math.ceil(extent / 2), size)
    expect(side).toBeLessThanOrEqual(8)
  }
})

it('evaluates in batches that stay within memory, of one image at the least and 256 at most', () => {
  const sizes = (side: number) => {
    const square = { height: side, width: side, channels: 3 }
    return batchSizes(buildModel(defaultRunConfig(square), square))
  }
  expect(sizes(16)).toEqual([1, 64, 256])
  expect(sizes(28)).toEqual([1, 64, 256])
  expect(sizes(128)).toEqual([1, 16, 64])
  expect(sizes(256)).toEqual([1, 4, 16])
})
