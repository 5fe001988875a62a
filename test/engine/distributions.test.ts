import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { Bernoulli } from '../../src/engine/distributions/bernoulli.ts'
import { klDivergence } from '../../src/engine/distributions/kl.ts'
import { IsotropicNormal, Normal, StandardNormal } from '../../src/engine/distributions/normal.ts'
import { normals, uniforms } from '../../src/engine/random.ts'
import { describeEngines } from '../engines.ts'
import { compute, meanAndError } from './compute.ts'

const logDensity = (x: number, mean: number, variance: number) =>
  -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance)

describeEngines('distributions', (engine) => {
  it('log p(x) of a Gaussian is the closed form, summed over the event', async () => {
    const [x, mean, logVariance] = [
      [0.3, -2, 4, 0],
      [0, 1, 4.5, -1],
      [0, -1, 2, 0.5]
    ]
    const inputs = {
      x: { shape: [2, 2], values: x },
      mean: { shape: [2, 2], values: mean },
      logVariance: { shape: [2, 2], values: logVariance }
    }
    const { normal, standard, fixed } = await compute(
      engine(),
      inputs,
      (t) => ({
        normal: new Normal(t.mean, t.logVariance).logProbability(t.x),
        standard: new StandardNormal([2, 2]).logProbability(t.x),
        fixed: new IsotropicNormal(t.mean, Math.log(0.25)).logProbability(t.x)
      }),
      ['normal', 'standard', 'fixed']
    )
    const row = (f: (i: number) => number) => [f(0) + f(1), f(2) + f(3)]
    row((i) => logDensity(x[i], mean[i], Math.exp(logVariance[i]))).forEach((value, i) =>
      expect(normal[i]).toBeCloseTo(value, 4)
    )
    row((i) => logDensity(x[i], 0, 1)).forEach((value, i) => expect(standard[i]).toBeCloseTo(value, 4))
    row((i) => logDensity(x[i], mean[i], 0.25)).forEach((value, i) => expect(fixed[i]).toBeCloseTo(value, 4))
  })

  it('a Gaussian with σ² = ½ scores the squared error, up to a constant', async () => {
    const inputs = {
      a: { shape: [1, 3], values: [0.1, 0.9, 0.4] },
      b: { shape: [1, 3], values: [0.3, 0.2, 0.4] },
      mean: { shape: [1, 3], values: [0.5, 0.5, 0.5] }
    }
    const { a, b } = await compute(
      engine(),
      inputs,
      (t) => ({
        a: new IsotropicNormal(t.mean, Math.log(0.5)).logProbability(t.a),
        b: new IsotropicNormal(t.mean, Math.log(0.5)).logProbability(t.b)
      }),
      ['a', 'b']
    )
    const squares = (values: number[]) => values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0)
    expect(a[0] - b[0]).toBeCloseTo(squares(inputs.b.values) - squares(inputs.a.values), 5)
  })

  it('a Gaussian density integrates to one', async () => {
    const count = 4000
    const width = 20 / count
    const values = Float32Array.from({ length: count }, (_, i) => -10 + (i + 0.5) * width)
    const { log } = await compute(
      engine(),
      {
        x: { shape: [count, 1], values },
        mean: { shape: [1], values: [0.7] },
        v: { shape: [1], values: [0.4] }
      },
      (t) => ({ log: new Normal(t.mean, t.v).logProbability(t.x) }),
      ['log']
    )
    expect(log.reduce((sum, value) => sum + Math.exp(value) * width, 0)).toBeCloseTo(1, 4)
  })

  it('log p(x) of a Bernoulli is the cross-entropy, also for logits far out', async () => {
    const logits = [-2, 0, 3, 60, -60, 1]
    const x = [0, 1, 0.25, 1, 0, 0.5]
    const { log } = await compute(
      engine(),
      { logits: { shape: [6, 1], values: logits }, x: { shape: [6, 1], values: x } },
      (t) => ({ log: new Bernoulli(t.logits).logProbability(t.x) }),
      ['log']
    )
    logits.forEach((logit, i) => {
      // In the form log σ(l) = −log(1 + e^−l), exact in double precision.
      const expected = -x[i] * Math.log1p(Math.exp(-logit)) - (1 - x[i]) * Math.log1p(Math.exp(logit))
      expect(log[i], `logit ${logit}`).toBeCloseTo(expected, 4)
    })
  })

  it('samples agree with log p(x): the entropy is minus the mean log probability of samples', async () => {
    const count = 20_000
    const mean = 0.3
    const logVariance = -0.8
    const { log, sample } = await compute(
      engine(),
      { noise: { shape: [count, 1], values: normals(count, 5, 'observation', 0) } },
      (t) => {
        const filled = (value: number) => tf.fill(t.noise.shape, value)
        const normal = new Normal(filled(mean), filled(logVariance))
        const sample = normal.sample(t.noise)
        return { sample, log: normal.logProbability(sample) }
      },
      ['log', 'sample']
    )
    const entropy = 0.5 * (Math.log(2 * Math.PI) + 1 + logVariance)
    const estimate = meanAndError(log)
    expect(Math.abs(estimate.mean + entropy)).toBeLessThan(4 * estimate.error)
    const centre = meanAndError(sample)
    expect(Math.abs(centre.mean - mean)).toBeLessThan(4 * centre.error)
  })

  it('Bernoulli samples are ones as often as the mean says', async () => {
    const count = 20_000
    const noise = Float32Array.from(uniforms(count, 6, 'observation', 0))
    const { sample, mean } = await compute(
      engine(),
      { noise: { shape: [count, 1], values: noise } },
      (t) => {
        const bernoulli = new Bernoulli(tf.fill(t.noise.shape, -1.2))
        return { sample: bernoulli.sample(t.noise), mean: bernoulli.mean() }
      },
      ['sample', 'mean']
    )
    const share = meanAndError(sample)
    expect(mean[0]).toBeCloseTo(1 / (1 + Math.exp(1.2)), 5)
    expect(Math.abs(share.mean - mean[0])).toBeLessThan(4 * share.error)
  })

  it('every KL is the Monte Carlo mean of log q − log p, and zero of a distribution to itself', async () => {
    const count = 20_000
    const inputs = { noise: { shape: [count, 2], values: normals(count * 2, 7, 'observation', 0) } }
    const outputs = ['standard', 'standardSampled', 'pair', 'pairSampled', 'self']
    const result = await compute(
      engine(),
      inputs,
      (t) => {
        const filled = (value: number) => tf.fill(t.noise.shape, value)
        const q = new Normal(filled(0.6), filled(-0.7))
        const p = new Normal(filled(-0.4), filled(0.5))
        const standard = new StandardNormal([count, 2])
        const z = q.sample(t.noise)
        return {
          standard: klDivergence(q, standard),
          standardSampled: tf.sub(q.logProbability(z), standard.logProbability(z)),
          pair: klDivergence(q, p),
          pairSampled: tf.sub(q.logProbability(z), p.logProbability(z)),
          self: klDivergence(q, q)
        }
      },
      outputs
    )
    for (const name of ['standard', 'pair']) {
      const estimate = meanAndError(result[`${name}Sampled`])
      expect(Math.abs(estimate.mean - result[name][0]), name).toBeLessThan(4 * estimate.error)
    }
    expect(result.self[0]).toBeCloseTo(0, 5)
  })
})
