import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { likelihood, likelihoodParameters, outputShape } from '../../src/engine/distributions/likelihood.ts'
import type { Engine, Tensors } from '../../src/engine/engine.ts'
import { uniforms, normals } from '../../src/engine/random.ts'
import { LikelihoodConfig, parse } from '../../src/shared/schemas.ts'
import { describeEngines } from '../engines.ts'
import { compute } from './compute.ts'

/** One grey pixel: its likelihood for the decoder's output (a number for each channel it asks for). */
interface Pixel {
  kind: LikelihoodConfig['kind']
  output: number[]
  parameter?: number
}

const image = { height: 1, width: 1, channels: 1 }
const configOf = (kind: Pixel['kind']): LikelihoodConfig =>
  parse(LikelihoodConfig, kind === 'gaussian' ? { kind, variance: 0.04 } : { kind }, kind)

/** The pixel's distribution for a whole batch, from tensors of its output and parameter. */
function distributionOf(kind: Pixel['kind'], output: tf.Tensor, parameter: tf.Tensor) {
  const config = configOf(kind)
  const names = likelihoodParameters(config, image).map(({ name }) => name)
  const parameters: Tensors = Object.fromEntries(names.map((name) => [name, parameter]))
  return likelihood(config, parameters, output)
}

/**
 * log p(x) at many x, with the mean, and samples for many noises.
 * @param outputs the decoder's output for each x, where it is not the same for all
 */
async function evaluate(
  engine: Engine,
  { kind, output, parameter = 0 }: Pixel,
  x: number[],
  draws = 1,
  outputs?: number[]
) {
  expect(output.length).toBe(outputShape(configOf(kind), image).channels)
  const uniform = ['bernoulli', 'continuous-bernoulli', 'logistic'].includes(kind)
  const noise = uniform
    ? Float32Array.from(uniforms(draws, 3, 'observation', 0))
    : normals(draws, 3, 'observation', 0)
  const repeated = (count: number) => Array.from({ length: count }, () => output).flat()
  return compute(
    engine,
    {
      x: { shape: [x.length, 1, 1, 1], values: x },
      output: { shape: [x.length, 1, 1, output.length], values: outputs ?? repeated(x.length) },
      noise: { shape: [draws, 1, 1, 1], values: noise },
      forDraws: { shape: [draws, 1, 1, output.length], values: repeated(draws) },
      parameter: { shape: [1], values: [parameter] }
    },
    (t) => {
      const distribution = distributionOf(kind, t.output, t.parameter)
      return {
        log: distribution.logProbability(t.x),
        mean: distribution.mean(),
        sample: distributionOf(kind, t.forDraws, t.parameter).sample(t.noise)
      }
    },
    ['log', 'mean', 'sample']
  )
}

const levels = Array.from({ length: 256 }, (_, level) => level / 255)
const points = 20_000
/** Midpoints of 0…1 for the likelihood that lives there, of −2…3 for those that live on the line. */
function grid(kind: Pixel['kind']): { x: number[]; width: number } {
  const [from, to] = kind === 'continuous-bernoulli' ? [0, 1] : [-2, 3]
  const width = (to - from) / points
  return { x: Array.from({ length: points }, (_, i) => from + (i + 0.5) * width), width }
}

const densities: Pixel[] = [
  ...[-40, -2, -0.51, -0.49, 0, 1e-4, 0.3, 5].map((l): Pixel => ({
    kind: 'continuous-bernoulli',
    output: [l]
  })),
  { kind: 'gaussian', output: [0.4] },
  { kind: 'gaussian-sigma', output: [-1], parameter: -4 },
  { kind: 'gaussian-learned', output: [0.2, -1] }
]

/** Centres inside and beyond the levels, scales from a tenth of a level to more than all of them. */
const logistics: Pixel[] = [
  [0, -2.5],
  [0.3, -8],
  [-0.5, -4],
  [0.6, -3],
  [-2, 0],
  [0.1, 1]
].map(([centre, logScale]) => ({ kind: 'logistic', output: [centre], parameter: logScale }))

const title = ({ kind, output, parameter }: Pixel) => `${kind} of ${output}, ${parameter}`

/** The largest distance of the samples' distribution function from one given by masses in order. */
function kolmogorovSmirnov(samples: Float32Array, x: number[], masses: number[]): number {
  const sorted = Float64Array.from(samples).sort()
  let [taken, sum, distance] = [0, 0, 0]
  x.forEach((value, i) => {
    sum += masses[i]
    // Up to half way to the next value.
    const edge = i + 1 < x.length ? (value + x[i + 1]) / 2 : Infinity
    while (taken < sorted.length && sorted[taken] < edge) taken++
    distance = Math.max(distance, Math.abs(taken / sorted.length - sum))
  })
  return distance
}

describeEngines('a likelihood of pixels', (engine, name) => {
  // On the slow GPU of the tests the first and the last of each kind, and around 0, where there is a series instead.
  const some = (pixels: Pixel[]) =>
    name === 'webgpu'
      ? pixels.filter(
          ({ kind, output }, i) =>
            pixels[i - 1]?.kind !== kind || pixels[i + 1]?.kind !== kind || output[0] === 0
        )
      : pixels
  it.each(some(densities).map((pixel) => [title(pixel), pixel] as const))(
    '%s integrates to one, its mean is the integral of x, and samples follow it',
    async (_, pixel) => {
      const { x, width } = grid(pixel.kind)
      const { log, mean, sample } = await evaluate(engine(), pixel, x, 20_000)
      const masses = Array.from(log, (value) => Math.exp(value) * width)
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 4)
      expect(mean[0]).toBeCloseTo(
        masses.reduce((sum, mass, i) => sum + mass * x[i], 0),
        4
      )
      // Exceeded once in a thousand by samples that do follow it (1.95/√n).
      expect(kolmogorovSmirnov(sample, x, masses)).toBeLessThan(1.95 / Math.sqrt(20_000))
    }
  )

  it.each(some(logistics).map((pixel) => [title(pixel), pixel] as const))(
    '%s sums to one over the levels, its mean is theirs, and samples follow it',
    async (_, pixel) => {
      const { log, mean, sample } = await evaluate(engine(), pixel, levels, 20_000)
      const masses = Array.from(log, Math.exp)
      expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 4)
      const expected = masses.reduce((sum, mass, i) => sum + mass * levels[i], 0)
      expect(Math.abs(mean[0] - expected)).toBeLessThan(0.5 / 255 + 1e-4)
      expect(kolmogorovSmirnov(sample, levels, masses)).toBeLessThan(1.95 / Math.sqrt(20_000))
      for (const value of sample.subarray(0, 200))
        expect(Math.abs(value * 255 - Math.round(value * 255))).toBeLessThan(1e-3)
    }
  )

  it('the continuous Bernoulli is the Bernoulli with its constant, also at and around λ = ½', async () => {
    const logits = [-30, -3, -0.6, -0.5, -0.49, -1e-3, 0, 1e-3, 0.3, 0.51, 2, 30]
    const x = [0, 0.2, 0.5, 1]
    const [all, outputs] = [logits.flatMap(() => x), logits.flatMap((l) => x.map(() => l))]
    const pixel: Pixel = { kind: 'continuous-bernoulli', output: [0] }
    const { log } = await evaluate(engine(), pixel, all, 1, outputs)
    for (const [at, l] of logits.entries()) {
      // 2·artanh(1−2λ) = −l and 1−2λ = −tanh(l/2).
      const constant = l === 0 ? Math.log(2) : Math.log(l / Math.tanh(l / 2))
      x.forEach((value, i) => {
        const bernoulli = -value * Math.log1p(Math.exp(-l)) - (1 - value) * Math.log1p(Math.exp(l))
        expect(Math.abs(log[at * x.length + i] - bernoulli - constant), `${l}, ${value}`).toBeLessThan(5e-6)
      })
    }
  })

  it('the Gaussians are the closed form, and no narrower than a hundredth of the range', async () => {
    const closed = (x: number, mean: number, variance: number) =>
      -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance)
    const mean = 1 / (1 + Math.exp(-0.3))
    const x = [0, 0.5, 0.58, 1]
    const least = 0.01 ** 2
    const cases: [Pixel, number][] = [
      [{ kind: 'gaussian', output: [0.3] }, 0.04],
      [{ kind: 'gaussian-sigma', output: [0.3], parameter: -2 }, Math.exp(-2) + least],
      [{ kind: 'gaussian-sigma', output: [0.3], parameter: -60 }, least],
      [{ kind: 'gaussian-learned', output: [0.3, 1] }, Math.exp(-2) + least],
      [{ kind: 'gaussian-learned', output: [0.3, -60] }, least]
    ]
    for (const [pixel, variance] of cases) {
      const { log } = await evaluate(engine(), pixel, x)
      x.forEach((value, i) => {
        const expected = closed(value, mean, variance)
        expect(Math.abs(log[i] - expected), title(pixel)).toBeLessThan(1e-4 * Math.abs(expected) + 1e-5)
      })
    }
  })

  it('a level of the logistic is the difference of two CDFs, the ends with all beyond them', async () => {
    const sigmoid = (a: number) => 1 / (1 + Math.exp(-a))
    const [centre, scale] = [0.35, Math.exp(-2)]
    const { log } = await evaluate(engine(), { kind: 'logistic', output: [-0.15], parameter: -2 }, levels)
    levels.forEach((x, level) => {
      const below = level === 0 ? 0 : sigmoid((x - 0.5 / 255 - centre) / scale)
      const above = level === 255 ? 1 : sigmoid((x + 0.5 / 255 - centre) / scale)
      expect(log[level]).toBeCloseTo(Math.log(above - below), 3)
    })
    // Far from the centre nothing underflows.
    const far = await evaluate(engine(), { kind: 'logistic', output: [-0.5], parameter: -6 }, [0.9, 1])
    for (const value of far.log) expect(value).toBeLessThan(-300)
    expect(far.log.every(Number.isFinite)).toBe(true)
  })

  const gradients: Pixel[] = [
    { kind: 'bernoulli', output: [0.7] },
    ...[-20, -0.7, 0, 0.2, 3].map((l): Pixel => ({ kind: 'continuous-bernoulli', output: [l] })),
    { kind: 'gaussian', output: [-0.6] },
    { kind: 'gaussian-sigma', output: [0.4], parameter: -2 },
    { kind: 'gaussian-learned', output: [0.4, 0.5] },
    { kind: 'logistic', output: [0.1], parameter: -1.5 }
  ]
  it.each(some(gradients).map((pixel) => [title(pixel), pixel] as const))(
    '%s: gradients are the finite differences',
    async (_, { kind, output, parameter = 0 }) => {
      const x = [0, 0.2, 0.6, 1]
      const at = (values: number[]) => ({
        shape: [x.length, 1, 1, output.length],
        values: x.flatMap(() => values)
      })
      const step = 1e-2
      const moved = (by: number) => output.map((_, i) => output.map((v, k) => (k === i ? v + by : v)))
      const inputs = {
        x: { shape: [x.length, 1, 1, 1], values: x },
        output: at(output),
        parameter: { shape: [1], values: [parameter] },
        parameterUp: { shape: [1], values: [parameter + step] },
        parameterDown: { shape: [1], values: [parameter - step] },
        ...Object.fromEntries(moved(step).map((values, i) => [`up${i}`, at(values)])),
        ...Object.fromEntries(moved(-step).map((values, i) => [`down${i}`, at(values)]))
      }
      const differences = output.map((_, i) => `difference${i}`)
      const result = await compute(
        engine(),
        inputs,
        (t) => {
          const log = (o: tf.Tensor, p: tf.Tensor) => distributionOf(kind, o, p).logProbability(t.x)
          const [byOutput, byParameter] = tf.grads((o: tf.Tensor, p: tf.Tensor) =>
            // So that a likelihood without parameters still has a gradient by it, namely 0.
            tf.add(tf.sum(log(o, p)), tf.mul(tf.sum(p), 0))
          )([t.output, t.parameter])
          const quotient = (a: tf.Tensor, b: tf.Tensor) => tf.div(tf.sub(a, b), 2 * step)
          return {
            byOutput,
            byParameter,
            parameterDifference: tf.sum(
              quotient(log(t.output, t.parameterUp), log(t.output, t.parameterDown))
            ),
            ...Object.fromEntries(
              output.map((_, i) => [
                `difference${i}`,
                quotient(log(t[`up${i}`], t.parameter), log(t[`down${i}`], t.parameter))
              ])
            )
          }
        },
        ['byOutput', 'byParameter', 'parameterDifference', ...differences]
      )
      const allowed = (value: number) => 2e-3 * Math.abs(value) + 2e-3
      output.forEach((_, k) =>
        x.forEach((_, i) => {
          const gradient = result.byOutput[i * output.length + k]
          const difference = result[`difference${k}`][i]
          expect(Math.abs(gradient - difference), `output ${k}, x ${x[i]}`).toBeLessThan(allowed(difference))
        })
      )
      const [difference] = result.parameterDifference
      expect(Math.abs(result.byParameter[0] - difference)).toBeLessThan(allowed(difference))
      if (likelihoodParameters(configOf(kind), image).length > 0) expect(difference).not.toBe(0)
    }
  )
})
