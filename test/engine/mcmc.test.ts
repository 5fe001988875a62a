import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { Bernoulli } from '../../src/engine/distributions/bernoulli.ts'
import { Normal, StandardNormal } from '../../src/engine/distributions/normal.ts'
import type { LatentModel } from '../../src/engine/models/model.ts'
import { integers, normals } from '../../src/engine/random.ts'
import { KernelDensity } from '../../src/engine/tasks/kerneldensity.ts'
import { likelihoodFunctions, logLikelihood } from '../../src/engine/tasks/likelihood.ts'
import { estimateFrom, mcmcLogLikelihood } from '../../src/engine/tasks/mcmc.ts'
import {
  chainImages,
  chains,
  posteriorFunctions,
  posteriorSamples
} from '../../src/engine/tasks/posterior.ts'
import { describeEngines } from '../engines.ts'
import { blindLinearModel, exactLogLikelihood, type Linear } from './lineargaussian.ts'

/** Latents so correlated that a step that suits one direction is far too long for another. */
const linear: Linear = {
  directions: [
    [0.8, -0.5, 0.3, 0.2],
    [0.7, -0.5, 0.2, -0.3]
  ],
  centre: [0.5, 0.4, 0.6, 0.5],
  variance: 0.05
}

function imagesOf(count: number, item: number) {
  const pixels = Uint8Array.from(integers(count * item, 8, 'selection', 0), (value) => value & 255)
  const read = async (places: ArrayLike<number>) =>
    Uint8Array.from(Array.from(places).flatMap((id) => [...pixels.subarray(id * item, (id + 1) * item)]))
  return { count, read, pixels }
}

const images = imagesOf(20, 4)
const values = Array.from({ length: 20 }, (_, i) =>
  [...images.pixels.subarray(4 * i, 4 * i + 4)].map((value) => value / 255)
)
const truth = values.reduce((sum, x) => sum + exactLogLikelihood(linear, x), 0) / 20

describeEngines('a trajectory of Hamiltonian Monte Carlo', (engine) => {
  it('is six leapfrog steps along the gradient of log p(x, z)', async () => {
    const model = blindLinearModel(linear, 0.7)
    const program = await engine().load({}, posteriorFunctions(model))
    const rows = chainImages * chains
    const pixels = new Uint8Array(chainImages * 4).fill(90)
    const z = normals(2 * rows, 1, 'selection', 0)
    const momentum = normals(2 * rows, 1, 'selection', 1)
    const [scale, step] = [new Float32Array(2 * rows).fill(0.3), new Float32Array(rows).fill(0.2)]
    const moved = await program.run('trajectory', { pixels, z, momentum, scale, step })

    // The gradient of a Gaussian in closed form: −z + Wᵀ·(x − m − W·z)/s.
    const gradient = (z: number[]) => {
      const left = linear.centre.map(
        (m, i) => 90 / 255 - m - linear.directions.reduce((sum, w, d) => sum + w[i] * z[d], 0)
      )
      return linear.directions.map((w, d) => w.reduce((sum, v, i) => sum + (v * left[i]) / 0.05, -z[d]))
    }
    let [at, p] = [
      [z[2], z[3]],
      [momentum[2], momentum[3]]
    ]
    const kick = (share: number) => (p = p.map((value, d) => value + share * 0.2 * 0.3 * gradient(at)[d]))
    kick(0.5)
    for (let leap = 0; leap < 6; leap++) {
      at = at.map((value, d) => value + 0.2 * 0.3 * p[d])
      kick(leap < 5 ? 1 : 0.5)
    }
    for (const d of [0, 1]) {
      expect(moved.z[2 + d]).toBeCloseTo(at[d], 3)
      expect(moved.momentum[2 + d]).toBeCloseTo(p[d], 3)
    }
    program.dispose()
  })
})

describeEngines(
  'log p(x) by MCMC',
  (engine) => {
    it('is that of a linear Gaussian model, also where the encoder knows nothing', async () => {
      const model = blindLinearModel(linear, 0.7)
      const program = await engine().load({}, posteriorFunctions(model))
      const measured = await mcmcLogLikelihood(program, model, images, { seed: 1, warmUp: 30, kept: 40 })
      expect(measured.acceptance).toBeGreaterThan(0.6)
      expect(measured.samples).toBe(320)
      expect(Math.abs(measured.mean - truth)).toBeLessThan(0.06)
      program.dispose()
    })
  },
  ['tensorflow', 'wasm']
)

/** A posterior that is no Gaussian: pixels are on by the sine of one latent and the product of two. */
const bent: LatentModel = {
  image: { height: 1, width: 6, channels: 1 },
  latent: 2,
  conditions: 0,
  parameters: [],
  encode: (_, x) => new Normal(tf.zeros([x.shape[0], 2]), tf.zeros([x.shape[0], 2])),
  decode: (_, z) => {
    const [a, b] = tf.split(z, 2, 1)
    const features = tf.concat([tf.sin(tf.mul(a, 2)), tf.mul(a, b), tf.sub(tf.square(b), 1)], 1)
    return new Bernoulli(tf.reshape(tf.tile(tf.mul(features, 2), [1, 2]), [-1, 1, 6, 1]))
  },
  prior: (_, batch) => new StandardNormal([batch, 2])
}

describeEngines(
  'MCMC beside what does not need it',
  (engine) => {
    it('agrees with importance samples from the prior where the posterior is bent', async () => {
      const few = imagesOf(24, 6)
      const chains = await engine().load({}, posteriorFunctions(bent))
      const weights = await engine().load({}, likelihoodFunctions(bent))
      const byMcmc = await mcmcLogLikelihood(chains, bent, few, { seed: 3, kept: 80 })
      const byWeights = await logLikelihood(weights, bent, few, { samples: 20_000, seed: 3 })
      expect(Math.abs(byMcmc.mean - byWeights.mean)).toBeLessThan(0.05)
      chains.dispose()
      weights.dispose()
    })

    it('draws posteriors with the mean and covariance they have', async () => {
      const model = blindLinearModel(linear, 0.7)
      const program = await engine().load({}, posteriorFunctions(model))
      const pixels = new Uint8Array(16 * 4)
      pixels.set([255, 0, 200, 100])
      const drawn = await posteriorSamples(
        program,
        model,
        { pixels },
        { seed: 5, stream: 0, warmUp: 45, kept: 400 }
      )
      const { z } = drawn[0]
      const count = z.length / 2
      const mean = [0, 1].map((d) =>
        z.reduce((sum, value, i) => (i % 2 === d ? sum + value / count : sum), 0)
      )
      const product = (a: number, b: number) => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += (z[2 * i + a] - mean[a]) * (z[2 * i + b] - mean[b])
        return sum / count
      }
      // The posterior is N(Σ·Wᵀ·(x − m)/s, Σ) with Σ⁻¹ = I + Wᵀ·W/s.
      const [v, w] = linear.directions
      const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0)
      const s = linear.variance
      const precision = [1 + dot(v, v) / s, dot(v, w) / s, 1 + dot(w, w) / s]
      const determinant = precision[0] * precision[2] - precision[1] ** 2
      const covariance = [precision[2], -precision[1], precision[0]].map((value) => value / determinant)
      const d = [1, 0, 200 / 255, 100 / 255].map((value, i) => value - linear.centre[i])
      const [a, b] = [dot(v, d) / s, dot(w, d) / s]
      const exact = [covariance[0] * a + covariance[1] * b, covariance[1] * a + covariance[2] * b]
      expect(mean[0]).toBeCloseTo(exact[0], 1)
      expect(mean[1]).toBeCloseTo(exact[1], 1)
      expect(Math.abs(product(0, 0) / covariance[0] - 1)).toBeLessThan(0.15)
      expect(Math.abs(product(0, 1) / covariance[1] - 1)).toBeLessThan(0.15)
      program.dispose()
    })
  },
  ['tensorflow']
)

it('refuses more dimensions than a fitted density is good for', async () => {
  const model = { ...bent, latent: 6 }
  await expect(mcmcLogLikelihood({} as never, model, images, { seed: 0 })).rejects.toThrow(/up to 5 latent/)
})

it('fits a density that integrates to one and has the samples’ covariance', () => {
  const noise = normals(2 * 300, 4, 'selection', 1)
  const points = Float32Array.from(noise, (value, i) => (i % 2 ? 0.4 * value + 0.8 * noise[i - 1] : value))
  const mean = [0, 1].map((d) => points.reduce((sum, v, i) => (i % 2 === d ? sum + v / 300 : sum), 0))
  let expected = 0
  for (let i = 0; i < 600; i += 2) expected += ((points[i] - mean[0]) * (points[i + 1] - mean[1])) / 299
  const density = new KernelDensity(points, 2)
  const [step, reach] = [0.1, 7]
  let [total, product] = [0, 0]
  for (let x = -reach; x < reach; x += step)
    for (let y = -reach; y < reach; y += step) {
      const mass = Math.exp(density.logDensity([x, y])) * step * step
      total += mass
      product += mass * (x - mean[0]) * (y - mean[1])
    }
  expect(total).toBeCloseTo(1, 3)
  expect(product).toBeCloseTo(expected, 2)
})

it('is exact for any samples where the density is the posterior itself', () => {
  // p(z) = p(z|x) = N(0, 1), p(x) = e³: many samples of it, and log p(x, z) = 3 + log N(z; 0, 1).
  const z = normals(4000, 9, 'selection', 2)
  const logJoint = z.map((value) => 3 - 0.5 * (value * value + Math.log(2 * Math.PI)))
  expect(estimateFrom({ z, logJoint, acceptance: 1 }, 1)).toBeCloseTo(3, 1)
})
