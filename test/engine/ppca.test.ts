import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { Normal, StandardNormal } from '../../src/engine/distributions/normal.ts'
import { IsotropicNormal } from '../../src/engine/distributions/normal.ts'
import { objectiveFunction, trainingFunction } from '../../src/engine/functions.ts'
import { maskOf } from '../../src/engine/inference.ts'
import type { LatentModel } from '../../src/engine/models/model.ts'
import { initialVariables, type ParameterSpec } from '../../src/engine/networks/parameters.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { normals } from '../../src/engine/random.ts'
import { rateFactor } from '../../src/engine/schedules.ts'
import { defaultOptimizer } from '../../src/shared/defaults.ts'
import { describeEngines } from '../engines.ts'

const pixels = 4
const count = 64
const parameter = (name: string, shape: number[], deviation: number, start = 0): ParameterSpec => ({
  name,
  shape,
  layout: shape.length === 2 ? 'dense' : 'bias',
  deviation,
  start
})

/** A VAE of which encoder and decoder are linear, one latent, with one learned variance of the pixels. */
const model: LatentModel = {
  image: { height: 1, width: pixels, channels: 1 },
  latent: 1,
  conditions: 0,
  parameters: [
    parameter('encoder.weight', [pixels, 1], 0.1),
    parameter('encoder.bias', [1], 0),
    parameter('encoder.log_variance', [1], 0),
    parameter('decoder.weight', [1, pixels], 0.1),
    parameter('decoder.bias', [pixels], 0, 0.5),
    parameter('decoder.log_variance', [1], 0, -3)
  ],
  encode(p, x) {
    const flat = tf.reshape(x, [-1, pixels]) as tf.Tensor2D
    const mean = tf.add(tf.matMul(flat, p['encoder.weight'] as tf.Tensor2D), p['encoder.bias'])
    return new Normal(mean, tf.add(tf.zeros(mean.shape), p['encoder.log_variance']))
  },
  decode(p, z) {
    const mean = tf.add(tf.matMul(z as tf.Tensor2D, p['decoder.weight'] as tf.Tensor2D), p['decoder.bias'])
    return new IsotropicNormal(tf.reshape(mean, [-1, 1, pixels, 1]), p['decoder.log_variance'])
  },
  prior: (_, batch) => new StandardNormal([batch, 1])
}

/** Images on a line, with noise around it, as bytes. */
const images = (() => {
  const direction = [0.16, -0.1, 0.06, 0.12]
  const [z, noise] = [normals(count, 1, 'selection', 0), normals(count * pixels, 1, 'selection', 1)]
  return Uint8Array.from(noise, (e, i) =>
    Math.round(255 * (0.5 + direction[i % pixels] * z[Math.floor(i / pixels)] + 0.05 * e))
  )
})()

/**
 * The largest mean log-likelihood that one latent can reach, −½(d·log 2π + log λ₁ + (d−1)·log σ² + d) with σ² the
 * mean of all eigenvalues of the data's covariance but the largest (Tipping & Bishop 1999, eq. 8 and appendix A).
 */
function largestLogLikelihood(): number {
  const x = Array.from({ length: count }, (_, i) =>
    [...images.subarray(i * pixels, (i + 1) * pixels)].map((v) => v / 255)
  )
  const mean = x[0].map((_, d) => x.reduce((sum, row) => sum + row[d], 0) / count)
  const covariance = mean.map((_, a) =>
    mean.map((_, b) => x.reduce((sum, row) => sum + (row[a] - mean[a]) * (row[b] - mean[b]), 0) / count)
  )
  const times = (v: number[]) => covariance.map((row) => row.reduce((sum, c, i) => sum + c * v[i], 0))
  let v = mean.map((_, i) => 1 + i)
  for (let round = 0; round < 500; round++) {
    const w = times(v)
    v = w.map((value) => value / Math.hypot(...w))
  }
  const largest = times(v).reduce((sum, value, i) => sum + value * v[i], 0)
  const trace = covariance.reduce((sum, row, i) => sum + row[i], 0)
  const rest = (trace - largest) / (pixels - 1)
  return -0.5 * (pixels * Math.log(2 * Math.PI) + Math.log(largest) + (pixels - 1) * Math.log(rest) + pixels)
}

it('the data has a direction of its own', () => {
  // Without a latent, one variance for all pixels would reach far less.
  const mean = images.reduce((sum, v) => sum + v / 255, 0) / images.length
  const variance = images.reduce((sum, v) => sum + (v / 255 - mean) ** 2, 0) / images.length
  const without = -0.5 * pixels * (Math.log(2 * Math.PI * variance) + 1)
  expect(largestLogLikelihood() - without).toBeGreaterThan(1)
})

describeEngines(
  'a linear Gaussian VAE',
  (engine) => {
    it.each(['A', 'B'] as const)(
      'trained by estimator %s reaches the likelihood of PCA',
      async (estimator) => {
        const rule = optimizerRule(defaultOptimizer('adam', 0.05))
        const [samples, steps] = [4, 600]
        const program = await engine().load(initialVariables(model.parameters, 3), {
          train: trainingFunction(model, { batch: count, samples, estimator }, rule),
          bound: objectiveFunction(model, { estimator: 'B', samples: 64 }, count)
        })
        const mask = maskOf(count, count)
        for (let step = 0; step < steps; step++) {
          const rate = rateFactor({ kind: 'cosine', epochs: 1 }, { step, steps })
          const scalars = Object.entries(rule.scalarsAt(step, rate))
          await program.run('train', {
            pixels: images,
            noise: normals(samples * count, 1, 'posterior', step),
            mask,
            ...Object.fromEntries(scalars.map(([name, value]) => [name, Float32Array.of(value)]))
          })
        }
        const noise = normals(64 * count, 1, 'evaluation', 0)
        const { loss } = await program.run('bound', { pixels: images, noise, mask })
        expect(Math.abs(-loss[0] - largestLogLikelihood())).toBeLessThan(0.03)
        program.dispose()
      }
    )
  },
  ['tensorflow', 'wasm']
)
