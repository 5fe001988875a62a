import { expect, it } from 'vitest'
import { normals, uniforms } from '../../../src/engine/random.ts'
import { filledFromSurroundings, median } from '../../../src/engine/tasks/restore/baselines.ts'
import { degrade } from '../../../src/engine/tasks/restore/degradations.ts'
import { fromBytes, mapped, toBytes, type Image } from '../../../src/engine/tasks/restore/image.ts'
import { keepObserved } from '../../../src/engine/tasks/restore/keep.ts'
import {
  apply,
  applyAdjoint,
  areaMatrix,
  blurMatrix,
  cubicMatrix
} from '../../../src/engine/tasks/restore/operators.ts'
import { resample } from '../../../src/node/resample.ts'

function noisy(height: number, width: number, channels: number, step: number): Image {
  const values = Float32Array.from(uniforms(height * width * channels, 3, 'observation', step))
  return { values, height, width, channels }
}

it('makes an image smaller as an import does', () => {
  for (const [height, width, channels, factor] of [
    [28, 28, 1, 4],
    [30, 22, 3, 4],
    [17, 17, 1, 2]
  ]) {
    const bytes = toBytes(noisy(height, width, channels, 1))
    const [down, across] = [Math.round(height / factor), Math.round(width / factor)]
    const whole = { left: 0, top: 0, width, height }
    const expected = resample(bytes, width, height, channels, whole, across, down)
    const operator = { rows: areaMatrix(height, down), columns: areaMatrix(width, across) }
    const small = apply(operator, fromBytes(bytes, { height, width, channels }))
    expect(small.values.length).toBe(expected.length)
    small.values.forEach((value, at) => expect(value * 255).toBeCloseTo(expected[at], 2))
  }
})

it('has an adjoint: ⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩', () => {
  const operator = { rows: areaMatrix(13, 6), columns: blurMatrix(9, 1.3) }
  const [x, y] = [noisy(13, 9, 3, 2), noisy(6, 9, 3, 3)]
  const dot = (a: Image, b: Image) => a.values.reduce((sum, value, at) => sum + value * b.values[at], 0)
  expect(dot(apply(operator, x), y)).toBeCloseTo(dot(x, applyAdjoint(operator, y)), 3)
})

it('enlarges a straight line into a straight line', () => {
  const { values } = cubicMatrix(8, 16)
  for (let target = 4; target < 12; target++) {
    const place = Array.from({ length: 8 }, (_, at) => at).reduce(
      (sum, at) => sum + at * values[target * 8 + at],
      0
    )
    expect(place).toBeCloseTo((target + 0.5) / 2 - 0.5, 5)
  }
})

it('fills a hole with the harmonic function of its edge: a straight line stays one', () => {
  const ramp: Image = {
    values: Float32Array.from({ length: 144 }, (_, at) => (at % 12) / 11),
    height: 12,
    width: 12,
    channels: 1
  }
  const hole = Uint8Array.from({ length: 144 }, (_, at) => Number(at % 12 > 2 && at % 12 < 9))
  const black = mapped(ramp, (value, at) => (hole[at] ? 0 : value))
  filledFromSurroundings(black, hole).values.forEach((value, at) =>
    expect(Math.abs(value - ramp.values[at])).toBeLessThan(0.005)
  )
})

it('takes single pixels out by the median', () => {
  const plain: Image = { values: new Float32Array(49).fill(0.4), height: 7, width: 7, channels: 1 }
  const hit = mapped(plain, (value, at) => (at === 24 || at === 0 ? 1 : value))
  expect([...median(hit).values]).toEqual([...plain.values])
})

it('hits the share of pixels that salt and pepper is asked for, all channels at once', () => {
  const grey: Image = { values: new Float32Array(60 * 60 * 3).fill(0.5), height: 60, width: 60, channels: 3 }
  const { values } = degrade(grey, { kind: 'impulse', share: 0.3 }, 1)
  let [black, white] = [0, 0]
  for (let pixel = 0; pixel < 3600; pixel++) {
    expect(new Set(values.subarray(3 * pixel, 3 * pixel + 3)).size).toBe(1)
    if (values[3 * pixel] === 0) black++
    if (values[3 * pixel] === 1) white++
  }
  // Four standard errors of a share of 0.15 of 3,600.
  for (const count of [black, white]) expect(Math.abs(count / 3600 - 0.15)).toBeLessThan(0.024)
})

it('keeps the means of an image made smaller, and every observed pixel around a hole', () => {
  const [decoded, truth] = [noisy(12, 12, 1, 4), mapped(noisy(12, 12, 1, 5), (value) => 0.3 + 0.4 * value)]
  const shrink = { kind: 'shrink', factor: 4 } as const
  const observed = degrade(truth, shrink, 0)
  const middle = mapped(decoded, (value) => 0.3 + 0.4 * value)
  const seen = degrade(keepObserved(middle, observed, shrink, 0.01), shrink, 0)
  seen.values.forEach((value, at) => expect(Math.abs(value - observed.values[at])).toBeLessThan(1.5 / 255))
  const hole = Uint8Array.from({ length: 144 }, (_, at) => at % 2)
  const kept = keepObserved(decoded, truth, { kind: 'hole', hole }, 0.01)
  kept.values.forEach((value, at) => expect(value).toBe(hole[at] ? decoded.values[at] : truth.values[at]))
})

it('has the mean of a pixel whose noise was cut off at black', () => {
  const [mean, variance, deviation] = [0.1, 0.01, 0.25]
  const one = (value: number): Image => ({ values: Float32Array.of(value), height: 1, width: 1, channels: 1 })
  const restored = keepObserved(one(mean), one(0), { kind: 'gaussian', deviation }, variance).values[0]
  // By drawing: the mean of those x whose noisy value is black.
  const [x, n] = [normals(400_000, 1, 'observation', 7), normals(400_000, 1, 'observation', 8)]
  let [sum, count] = [0, 0]
  for (let at = 0; at < x.length; at++) {
    const pixel = mean + Math.sqrt(variance) * x[at]
    if (pixel + deviation * n[at] > 0) continue
    sum += pixel
    count++
  }
  expect(Math.abs(restored - sum / count)).toBeLessThan(0.002)
})
