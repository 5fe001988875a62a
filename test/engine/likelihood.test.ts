import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { IsotropicNormal, Normal, StandardNormal } from '../../src/engine/distributions/normal.ts'
import type { LatentModel } from '../../src/engine/models/model.ts'
import { averageOf, likelihoodFunctions, logLikelihood, LogSum } from '../../src/engine/tasks/likelihood.ts'
import { integers } from '../../src/engine/random.ts'
import { describeEngines } from '../engines.ts'

const image = { height: 1, width: 3, channels: 1 }
const weights = [0.8, -0.5, 0.3]
const centre = [0.5, 0.4, 0.6]
const noise = 0.09

/**
 * A linear Gaussian model with one latent: x = w·z + m + ε, ε ~ N(0, 0.09·I). Its marginal is N(m, w·wᵀ + 0.09·I)
 * and its posterior is known, so log p(x) is known too (probabilistic PCA: Tipping & Bishop 1999, eq. 3 and 6).
 * @param widen the posterior's standard deviation is this many times the true one
 */
function linear(widen: number): LatentModel {
  const precision = 1 + weights.reduce((sum, w) => sum + w * w, 0) / noise
  return {
    image,
    latent: 1,
    conditions: 0,
    parameters: [],
    encode(_, x) {
      const flat = tf.reshape(x, [-1, 3])
      const products = tf.mul(tf.sub(flat, tf.tensor1d(centre)), tf.tensor1d(weights))
      const mean = tf.mul(tf.sum(products, 1, true), 1 / (noise * precision))
      return new Normal(mean, tf.fill(mean.shape, Math.log((widen * widen) / precision)))
    },
    decode: (_, z) =>
      new IsotropicNormal(
        tf.reshape(
          tf.add(tf.matMul(z as tf.Tensor2D, tf.tensor2d([weights])), tf.tensor1d(centre)),
          [-1, 1, 3, 1]
        ),
        Math.log(noise)
      ),
    prior: (_, batch) => new StandardNormal([batch, 1])
  }
}

/** log N(x; m, w·wᵀ + s·I) by the matrix determinant lemma and Sherman and Morrison's formula. */
function exact(x: number[]): number {
  const square = weights.reduce((sum, w) => sum + w * w, 0)
  const d = x.map((value, i) => value - centre[i])
  const along = d.reduce((sum, value, i) => sum + value * weights[i], 0)
  const distance = d.reduce((sum, value) => sum + value * value, 0) / noise
  const quadratic = distance - along ** 2 / (noise * (noise + square))
  const logDeterminant = 3 * Math.log(noise) + Math.log(1 + square / noise)
  return -0.5 * (3 * Math.log(2 * Math.PI) + logDeterminant + quadratic)
}

const count = 20
const pixels = Uint8Array.from(integers(count * 3, 8, 'selection', 0), (value) => value & 255)
const images = {
  count,
  read: async (places: ArrayLike<number>) =>
    Uint8Array.from(Array.from(places).flatMap((place) => [...pixels.subarray(3 * place, 3 * place + 3)]))
}
/** Of one of the images. */
const exactOf = (i: number) => exact([...pixels.subarray(3 * i, 3 * i + 3)].map((v) => v / 255))
const truth = Array.from({ length: count }, (_, i) => exactOf(i)).reduce((sum, v) => sum + v, 0) / count

describeEngines('log p(x) by importance sampling', (engine) => {
  it('is exact with the true posterior, whatever the number of samples', async () => {
    const model = linear(1)
    const program = await engine().load({}, likelihoodFunctions(model))
    const { mean } = await logLikelihood(program, model, images, { samples: 16, seed: 1 })
    expect(mean).toBeCloseTo(truth, 3)
    program.dispose()
  })

  it('rises towards the truth with more samples of another posterior', async () => {
    const model = linear(2.5)
    const program = await engine().load({}, likelihoodFunctions(model))
    const estimate = async (samples: number) =>
      (await logLikelihood(program, model, images, { samples, seed: 1 })).mean
    const [few, many] = [await estimate(16), await estimate(480)]
    expect(Math.abs(many - truth)).toBeLessThan(0.02)
    expect(Math.abs(many - truth)).toBeLessThan(Math.abs(few - truth))
    program.dispose()
  })

  it('says of each image how far its own estimate may be off', async () => {
    const model = linear(1.6)
    const program = await engine().load({}, likelihoodFunctions(model))
    const { each, errors } = await logLikelihood(program, model, images, { samples: 128, seed: 1 })
    const apart = each.map((value, image) => (value - exactOf(image)) / errors[image])
    // Standard errors, so most are within one, hardly any beyond three, and they are not all far below one.
    expect(Math.sqrt(averageOf(apart.map((value) => value ** 2)).mean)).toBeGreaterThan(0.5)
    expect(Math.sqrt(averageOf(apart.map((value) => value ** 2)).mean)).toBeLessThan(1.6)
    expect(Math.max(...apart.map(Math.abs))).toBeLessThan(4)
    program.dispose()
  })
})

it('knows how far the logarithm of a mean may be off, by the spread of what is summed', () => {
  const sum = new LogSum()
  const values = [1, 2, 4, 5]
  for (const value of values) sum.add(1000 + Math.log(value))
  // Mean 3, variance 10/3 (of a sample), so the mean errs by √(10/3/4) and its logarithm by a third of that.
  expect(sum.standardError).toBeCloseTo(Math.sqrt(10 / 12) / 3, 10)
  const alone = new LogSum()
  for (const value of [0, -1000, -1000]) alone.add(value)
  expect(alone.standardError).toBeCloseTo(1, 10)
})

it('sums exponentials that would overflow', () => {
  const sum = new LogSum()
  expect(sum.value).toBe(-Infinity)
  for (const value of [-1000, 2000, 2000 + Math.log(3), -Infinity]) sum.add(value)
  expect(sum.value).toBeCloseTo(2000 + Math.log(4), 10)
})
