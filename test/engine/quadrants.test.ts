import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { Bernoulli } from '../../src/engine/distributions/bernoulli.ts'
import { inferenceFunctions, runDecode } from '../../src/engine/inference.ts'
import {
  Completion,
  givenMask,
  missingPixels,
  missingRegions,
  type Given
} from '../../src/engine/models/quadrants.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { normals, uniforms } from '../../src/engine/random.ts'
import { stepInputs } from '../../src/engine/step.ts'
import {
  completionFunctions,
  completions,
  meanCompletions,
  predictionFunctions,
  predictions
} from '../../src/engine/tasks/completion.ts'
import { trainingFunctions } from '../../src/engine/trainer.ts'
import type { NetworkConfig, RunConfig } from '../../src/shared/schemas.ts'
import { describeEngines } from '../engines.ts'
import { compute } from './compute.ts'

const image = { height: 8, width: 8, channels: 1 }
const networks: Record<'mlp' | 'conv', NetworkConfig> = {
  mlp: { kind: 'mlp', width: 24, depth: 1 },
  conv: { kind: 'conv', filters: [4, 4], width: 16 }
}
const setUp = (network: keyof typeof networks, given: Given, others: Partial<RunConfig> = {}) => {
  const config = defaultRunConfig(image, {
    model: 'cvae',
    condition: { kind: 'quadrants', given },
    network: networks[network],
    likelihood: { kind: 'bernoulli' },
    batch: 16,
    ...others
  })
  return { config, model: buildModel(config, image) }
}

/** Bright rows or dark rows, as the lower left quadrant says, with a little noise. */
function stripes(kinds: number[], seed: number): Uint8Array {
  const draws = uniforms(kinds.length * 64, seed, 'selection', 0)
  return Uint8Array.from(draws, (draw, at) => {
    const row = Math.floor((at % 64) / 8)
    return (row % 2 === kinds[Math.floor(at / 64)] ? 225 : 10) + 20 * draw
  })
}
const kinds = Array.from({ length: 16 }, (_, index) => index % 2)

it('says which quadrants are given, of odd sizes too', () => {
  const odd = { height: 5, width: 3, channels: 2 }
  for (const given of [1, 2, 3] as const) {
    const mask = givenMask(odd, given)
    const missing = missingRegions(odd, given).reduce((sum, { height, width }) => sum + height * width * 2, 0)
    expect(mask.filter((value) => value === 0)).toHaveLength(missing)
    // The lower left is always given, the lower right never.
    expect([mask[4 * 6], mask[4 * 6 + 4]]).toEqual([1, 0])
    expect(mask[0]).toBe(given >= 2 ? 1 : 0)
    expect(mask[4]).toBe(given === 3 ? 1 : 0)
  }
})

describeEngines('the condition of given quadrants', (engine) => {
  it('counts the missing pixels alone, and leaves the given ones as they are', async () => {
    const shape = [2, 8, 8, 1]
    const values = { logits: normals(128, 1, 'prior', 0), x: uniforms(128, 2, 'selection', 0) }
    for (const given of [1, 2, 3] as const) {
      const { alone, mean } = await compute(
        engine(),
        {
          logits: { shape, values: values.logits },
          x: { shape, values: Float32Array.from(values.x) }
        },
        ({ logits, x }) => {
          const missing = new Bernoulli(missingPixels(logits, image, given))
          const completion = new Completion(new Bernoulli(logits), missing, x, image, given)
          return { alone: completion.logProbability(x), mean: completion.mean() }
        },
        ['alone', 'mean']
      )
      const mask = givenMask(image, given)
      const sigmoid = (l: number) => 1 / (1 + Math.exp(-l))
      for (const row of [0, 1]) {
        let sum = 0
        for (let i = 0; i < 64; i++) {
          const [l, x] = [values.logits[row * 64 + i], Math.fround(values.x[row * 64 + i])]
          expect(mean[row * 64 + i]).toBeCloseTo(mask[i] ? x : sigmoid(l), 5)
          if (!mask[i]) sum += x * Math.log(sigmoid(l)) + (1 - x) * Math.log(sigmoid(-l))
        }
        expect(alone[row]).toBeCloseTo(sum, 3)
      }
    }
  })

  it.each(['mlp', 'conv'] as const)(
    '%s: q, p and the prior depend on it, and on it alone',
    async (network) => {
      const { model } = setUp(network, 1)
      const program = await engine().load(initialVariables(model.parameters, 1), {
        ask: {
          inputs: {
            x: { kind: 'float32', shape: [1, 8, 8, 1] },
            condition: { kind: 'float32', shape: [1, 8, 8, 1] }
          },
          outputs: {
            posterior: { kind: 'float32' },
            prior: { kind: 'float32' },
            likelihood: { kind: 'float32' }
          },
          body(parameters, { x, condition }) {
            const z = tf.ones([1, model.latent])
            return {
              posterior: model.encode(parameters, x, condition).mean(),
              prior: model.prior(parameters, 1, condition).mean(),
              likelihood: model.decode(parameters, z, condition).logProbability(x)
            }
          }
        }
      })
      const x = Float32Array.from(uniforms(64, 1, 'selection', 0))
      const mask = givenMask(image, 1)
      const ask = (condition: Float32Array) => program.run('ask', { x, condition })
      const [plain, otherMissing, otherGiven] = [
        await ask(x),
        await ask(x.map((value, i) => (mask[i] ? value : 1 - value))),
        await ask(x.map((value, i) => (mask[i] ? 1 - value : value)))
      ]
      for (const part of ['posterior', 'prior', 'likelihood']) {
        expect([...otherMissing[part]], part).toEqual([...plain[part]])
        expect([...otherGiven[part]], part).not.toEqual([...plain[part]])
      }
      program.dispose()
    }
  )
})

// Some steps more than software WebGPU takes in a while.
describeEngines(
  'learning to complete',
  (engine) => {
    it('learns to complete images from what is given', async () => {
      const optimizer = { kind: 'adam', learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const
      const { config, model } = setUp('mlp', 1, { optimizer })
      const rule = optimizerRule(optimizer)
      const program = await engine().load(initialVariables(model.parameters, 1), {
        ...trainingFunctions(config, model),
        ...inferenceFunctions(model, [1, 4, 16]),
        ...completionFunctions(model),
        ...predictionFunctions(model)
      })
      for (let step = 0; step < 60; step++) {
        const batch = { pixels: stripes(kinds, step + 1), count: 16 }
        await program.run('train', stepInputs(config, model, rule, batch, { step, images: 16 }))
      }
      const asked = stripes([0, 1], 99)
      const drawn = await completions(program, model, asked, { samples: 8, seed: 1 })
      expect(drawn).toHaveLength(2 * 8 * 64)
      const means = meanCompletions(drawn, 8, 64)
      const mask = givenMask(image, 1)
      // Rows alternate, so the truth of each missing pixel is far from that of the other kind.
      for (let i = 0; i < 128; i++) expect(Math.abs(means[i] - asked[i])).toBeLessThan(mask[i % 64] ? 1 : 90)
      // What is missing follows from what is given here, so one answer is right too, and likelier than the other kind's.
      const source = (pixels: Uint8Array) => ({
        count: 2,
        read: (places: ArrayLike<number>) =>
          Promise.resolve(
            Uint8Array.from(
              Array.from(places).flatMap((place) => [...pixels.subarray(place * 64, place * 64 + 64)])
            )
          )
      })
      const { pixels, logProbability } = await predictions(program, model, source(asked))
      for (let i = 0; i < 128; i++) expect(Math.abs(pixels[i] - asked[i])).toBeLessThan(mask[i % 64] ? 1 : 90)
      const wrong = asked.map((value, i) => (mask[i % 64] ? value : 255 - value))
      const other = await predictions(program, model, source(wrong))
      expect([...other.pixels]).toEqual([...wrong.map((value, i) => (mask[i % 64] ? value : pixels[i]))])
      for (const place of [0, 1]) expect(other.logProbability[place]).toBeLessThan(logProbability[place])
      await expect(runDecode(program, model, Float32Array.of(0, 0), [1], [1])).rejects.toThrow(
        /completes images/
      )
      program.dispose()
    })
  },
  ['tensorflow', 'wasm']
)
