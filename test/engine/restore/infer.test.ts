import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { IsotropicNormal, Normal, StandardNormal } from '../../../src/engine/distributions/normal.ts'
import type { LatentModel } from '../../../src/engine/models/model.ts'
import { degrade, observedShape } from '../../../src/engine/tasks/restore/degradations.ts'
import { restoreFunctions } from '../../../src/engine/tasks/restore/functions.ts'
import { fromBytes } from '../../../src/engine/tasks/restore/image.ts'
import { infer, type InferOptions } from '../../../src/engine/tasks/restore/infer.ts'
import { observationKind, observationValues } from '../../../src/engine/tasks/restore/observation.ts'
import type { Degradation } from '../../../src/shared/contract.ts'
import { describeEngines } from '../../engines.ts'

const image = { height: 2, width: 4, channels: 1 }
const variance = 0.01
/** How each pixel follows the two latents, [2, 8]. */
const weights = [
  [0.2, -0.1, 0.15, 0.05, -0.2, 0.1, 0.25, -0.05],
  [0.05, 0.2, -0.1, 0.15, 0.1, 0.2, -0.15, 0.1]
]
const centre = [0.5, 0.4, 0.6, 0.5, 0.45, 0.55, 0.5, 0.4]

/** x = Wᵀ·z + m + ε, ε ~ N(0, 0.01·I): everything about it is known in closed form. Its encoder knows nothing. */
function linear(conditions = 0): LatentModel {
  return {
    image,
    latent: 2,
    conditions,
    parameters: [],
    encode: (_, x) => new Normal(tf.zeros([x.shape[0], 2]), tf.zeros([x.shape[0], 2])),
    decode(_, z, condition) {
      // A label's images are brighter.
      const lift = condition ? tf.matMul(condition as tf.Tensor2D, tf.tensor2d([[0], [0.3]])) : tf.scalar(0)
      const flat = tf.add(
        tf.add(tf.matMul(z as tf.Tensor2D, tf.tensor2d(weights)), tf.tensor1d(centre)),
        lift
      )
      return new IsotropicNormal(tf.reshape(flat, [-1, 2, 4, 1]), Math.log(variance))
    },
    prior: (_, batch) => new StandardNormal([batch, 2])
  }
}

/** E[z|y] and the image there, of y = A·x with noise N(0, v) beside what A makes of the model's mean. */
function exact(rows: number[][], y: number[], v: number): { z: number[]; image: number[] } {
  // a[k][i]: how observed value i follows latent k.
  const a = weights.map((w) => rows.map((row) => row.reduce((sum, r, at) => sum + r * w[at], 0)))
  const rest = rows.map((row, i) => y[i] - row.reduce((sum, r, at) => sum + r * centre[at], 0))
  const dot = (p: number[], q: number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0)
  const [p, q, r] = [1 + dot(a[0], a[0]) / v, dot(a[0], a[1]) / v, 1 + dot(a[1], a[1]) / v]
  const [b0, b1] = [dot(a[0], rest) / v, dot(a[1], rest) / v]
  const determinant = p * r - q * q
  const z = [(r * b0 - q * b1) / determinant, (p * b1 - q * b0) / determinant]
  return { z, image: centre.map((m, at) => m + weights[0][at] * z[0] + weights[1][at] * z[1]) }
}

const bytes = Uint8Array.from([200, 90, 160, 140, 60, 150, 190, 80])
const truth = fromBytes(bytes, image)
const identity = Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (_, at) => Number(i === at)))

const options: InferOptions = { samples: 16, seed: 5, method: 'gradient' }

describeEngines(
  'inference from what was observed',
  (engine) => {
    async function run(
      degradation: Degradation,
      y: typeof truth,
      observed: number,
      model = linear(),
      more = {}
    ) {
      const shape = {
        kind: observationKind(degradation),
        observed: observedShape(degradation, image),
        chains: 64,
        prior: true
      }
      const program = await engine().load({}, restoreFunctions(model, shape))
      const residuals = { image: variance, observed }
      const inferred = await infer(program, model, shape, y, degradation, residuals, { ...options, ...more })
      program.dispose()
      return inferred
    }

    it('fills a hole with the posterior mean of the rest, and keeps the rest exactly', async () => {
      const hole = Uint8Array.from([0, 0, 1, 1, 0, 0, 1, 1])
      const { mean, samples, places } = await run({ kind: 'hole', hole }, truth, variance)
      const seen = [0, 1, 4, 5]
      const expected = exact(
        seen.map((at) => identity[at]),
        seen.map((at) => truth.values[at]),
        variance
      )
      for (const at of seen)
        for (const restored of [mean, ...samples]) expect(restored.values[at]).toBe(truth.values[at])
      // The standard error of a mean over 64 chains is below 0.01.
      for (const at of [2, 3, 6, 7]) expect(Math.abs(mean.values[at] - expected.image[at])).toBeLessThan(0.02)
      // log p(observed | z) at the samples, by its formula.
      for (let sample = 0; sample < 3; sample++) {
        const z = places.z.subarray(2 * sample, 2 * sample + 2)
        const log = seen.reduce((sum, at) => {
          const there = centre[at] + weights[0][at] * z[0] + weights[1][at] * z[1]
          return (
            sum - (truth.values[at] - there) ** 2 / (2 * variance) - 0.5 * Math.log(2 * Math.PI * variance)
          )
        }, 0)
        expect(Math.abs(places.logLikelihood[sample] - log)).toBeLessThan(1e-3)
      }
    })

    it('has the posterior mean of an image made smaller', async () => {
      const small = fromBytes(Uint8Array.from([130, 155]), { height: 1, width: 2, channels: 1 })
      const { places } = await run({ kind: 'shrink', factor: 2 }, small, 0.001)
      const rows = [[1, 1, 0, 0, 1, 1, 0, 0].map((r) => r / 4), [0, 0, 1, 1, 0, 0, 1, 1].map((r) => r / 4)]
      const { z } = exact(rows, [...small.values], 0.001)
      const own = [0, 1].map((k) => places.z.filter((_, at) => at % 2 === k).reduce((a, b) => a + b, 0) / 16)
      // Two means of 16 samples from a posterior of deviation 0.3 to 0.7.
      for (const k of [0, 1]) expect(Math.abs(own[k] - z[k])).toBeLessThan(0.6)
    })

    it('weighs noise by its variance', async () => {
      const noise: Degradation = { kind: 'gaussian', deviation: 0.2 }
      const { mean } = await run(noise, truth, variance + 0.04)
      const expected = exact(identity, [...truth.values], variance + 0.04).image.map(
        (m, at) => m + (variance / (variance + 0.04)) * (truth.values[at] - m)
      )
      expected.forEach((value, at) => expect(Math.abs(mean.values[at] - value)).toBeLessThan(0.025))
    })

    it('repeats itself for a seed, and finds the label that explains the image', async () => {
      const lifted = fromBytes(
        bytes.map((value) => Math.min(255, value + 76)),
        image
      )
      const hole = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 1])
      const once = () => run({ kind: 'hole', hole }, lifted, variance, linear(2), { labelShares: [0.5, 0.5] })
      const [first, second] = [await once(), await once()]
      expect(first.labelShares![1]).toBeGreaterThan(0.9)
      expect(first.labels!.every((label) => label === 1)).toBe(true)
      expect(second.places.z).toEqual(first.places.z)
    })

    it('ends when it is told to', async () => {
      const hole = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 1])
      await expect(
        run({ kind: 'hole', hole }, truth, variance, linear(), { signal: AbortSignal.abort() })
      ).rejects.toThrow()
    })
  },
  ['tensorflow', 'wasm']
)

describeEngines('the likelihood of what was observed', (engine) => {
  const state = { z: Float32Array.of(0.3, -0.5, 1, 0.2), chains: 2 }

  /** log p(y|z) + log p(z) at two places, with the gradient by z and by small differences. */
  async function gradients(
    degradation: Degradation,
    y: typeof truth
  ): Promise<{ own: number[]; slope: number[] }> {
    const kind = observationKind(degradation)
    const shape = { kind, observed: observedShape(degradation, image), chains: state.chains, prior: true }
    const program = await engine().load({}, restoreFunctions(linear(), shape))
    const given = observationValues(y, degradation, image, 0.15)
    const score = (z: Float32Array) => program.run('score', { ...given, z })
    const { gradient } = await score(state.z)
    const slope: number[] = []
    for (let at = 0; at < 4; at++) {
      const joint = async (by: number) => {
        const moved = state.z.map((value, place) => (place === at ? value + by : value))
        const { logLikelihood, logPrior } = await score(moved)
        return logLikelihood[at >> 1] + logPrior[at >> 1]
      }
      slope.push(((await joint(0.02)) - (await joint(-0.02))) / 0.04)
    }
    program.dispose()
    return { own: [...gradient], slope }
  }

  it.each<[string, Degradation]>([
    ['a hole', { kind: 'hole', hole: Uint8Array.from([0, 1, 0, 0, 1, 0, 0, 0]) }],
    ['noise', { kind: 'gaussian', deviation: 0.3 }],
    ['salt and pepper', { kind: 'impulse', share: 0.4 }],
    ['a blur', { kind: 'blur', deviation: 0.8 }],
    ['a smaller image', { kind: 'shrink', factor: 2 }]
  ])('has the gradient of %s', async (_, degradation) => {
    const clipped = fromBytes(
      bytes.map((value, at) => (at === 0 ? 255 : at === 4 ? 0 : value)),
      image
    )
    const y = degrade(
      clipped,
      degradation.kind === 'gaussian' ? { kind: 'gaussian', deviation: 0 } : degradation,
      2
    )
    const { own, slope } = await gradients(degradation, y)
    slope.forEach((value, at) => expect(Math.abs(own[at] - value)).toBeLessThan(0.03 * (1 + Math.abs(value))))
  })
})
