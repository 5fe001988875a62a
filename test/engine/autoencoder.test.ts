import { expect, it } from 'vitest'
import { evaluationFunction, trainingFunction } from '../../src/engine/functions.ts'
import { inferenceFunctions, maskOf, runEncode } from '../../src/engine/inference.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { normals } from '../../src/engine/random.ts'
import { asCodesLie, codeGrid, codeLimits, codeMoments } from '../../src/engine/tasks/codes.ts'
import { drawNoise } from '../../src/engine/tasks/generate.ts'
import { describeEngines } from '../engines.ts'

const image = { height: 1, width: 2, channels: 1 }
const config = defaultRunConfig(image, {
  model: 'ae',
  network: { kind: 'mlp', width: 1, depth: 1 },
  latent: 1,
  likelihood: { kind: 'bernoulli' }
})
const model = buildModel(config, image)

/** z = 2·(x₁ + x₂) − 1, logits (z, ½ − z) where z is positive. */
const weights = {
  'encoder.hidden.0.weight': { shape: [2, 1], values: Float32Array.of(1, 1) },
  'encoder.hidden.0.bias': { shape: [1], values: Float32Array.of(0) },
  'encoder.posterior.weight': { shape: [1, 1], values: Float32Array.of(2) },
  'encoder.posterior.bias': { shape: [1], values: Float32Array.of(-1) },
  'decoder.hidden.0.weight': { shape: [1, 1], values: Float32Array.of(1) },
  'decoder.hidden.0.bias': { shape: [1], values: Float32Array.of(0) },
  'decoder.output.weight': { shape: [1, 2], values: Float32Array.of(1, -1) },
  'decoder.output.bias': { shape: [2], values: Float32Array.of(0, 0.5) }
}
const pixels = Uint8Array.of(255, 51)
const x = [1, 0.2]
const z = 2 * (x[0] + x[1]) - 1
const logSigmoid = (value: number) => -Math.log1p(Math.exp(-value))
const expected = [z, 0.5 - z].reduce(
  (sum, logit, i) => sum + x[i] * logSigmoid(logit) + (1 - x[i]) * logSigmoid(-logit),
  0
)

describeEngines('the autoencoder', (engine) => {
  it('is worked out by hand for two pixels: its code, log p(x|z), and nothing on z', async () => {
    const rule = optimizerRule(config.optimizer)
    const program = await engine().load(weights, {
      train: trainingFunction(model, { batch: 1, samples: 1, estimator: 'A' }, rule),
      measure: evaluationFunction(model, 1, 1),
      ...inferenceFunctions(model, [1])
    })
    const { mean, logVariance } = await runEncode(program, model, pixels, undefined, [1])
    expect(mean[0]).toBeCloseTo(z, 5)
    expect(Math.exp(logVariance[0])).toBe(0)
    for (const noise of [0, 3]) {
      const inputs = { pixels, noise: Float32Array.of(noise), mask: maskOf(1, 1) }
      const measured = await program.run('measure', inputs)
      expect(measured.reconstruction[0]).toBeCloseTo(expected, 4)
      expect(measured.kl[0]).toBe(0)
    }
    const scalars = Object.entries(rule.scalarsAt(0)).map(([name, value]) => [name, Float32Array.of(value)])
    const inputs = { pixels, noise: Float32Array.of(1), mask: maskOf(1, 1), ...Object.fromEntries(scalars) }
    const { loss } = await program.run('train', inputs)
    expect(loss[0]).toBeCloseTo(-expected, 4)
    expect((await program.run('train', inputs)).loss[0]).toBeLessThan(loss[0])
    program.dispose()
  })
})

it('says that it has no prior', () => {
  expect(() => model.prior({}, 1)).toThrow(/no prior/)
})

it('takes the place of its codes from the codes', () => {
  const drawn = normals(4000, 1, 'prior', 0)
  const codes = drawn.map((value, i) => (i % 2 ? 5 + 0.1 * value : -3 + 4 * value))
  const { mean, deviation } = codeMoments(codes, 2)
  ;[-3, 5].forEach((value, i) => expect(mean[i]).toBeCloseTo(value, 0))
  expect(deviation[0]).toBeGreaterThan(3.8)
  expect(deviation[0]).toBeLessThan(4.2)
  expect(deviation[1]).toBeCloseTo(0.1, 1)
  const again = codeMoments(asCodesLie(drawNoise(4000, 2, { seed: 3 }), codes, 2), 2)
  again.deviation.forEach((value, i) => expect(Math.abs(value / deviation[i] - 1)).toBeLessThan(0.08))
  // The normal's 99 % quantile lies at 2.326 σ.
  const [across, up] = codeLimits(codes, 2)
  expect(Math.abs(across.high - (-3 + 4 * 2.326))).toBeLessThan(1)
  expect(Math.abs(up.low - (5 - 0.2326))).toBeLessThan(0.03)
  const grid = codeGrid(3, codes)
  expect([grid[0] < grid[2], grid[2] < grid[4], grid[1] > grid[7]]).toEqual([true, true, true])
  expect(grid[8]).toBeCloseTo((across.low + across.high) / 2, 4)
  expect(grid[0]).toBeGreaterThan(across.low)
})
