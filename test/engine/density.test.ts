import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { isDensity } from '../../src/engine/models/learner.ts'
import { buildLearner, buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { uniformNoise } from '../../src/engine/objectives/contrast.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { normals, uniforms } from '../../src/engine/random.ts'
import { stepInputs } from '../../src/engine/step.ts'
import { ascend, frameSteps, logOddsOf, searchFunctions } from '../../src/engine/tasks/search.ts'
import { trainingFunctions } from '../../src/engine/trainer.ts'
import { describeEngines } from '../engines.ts'

const image = { height: 8, width: 8, channels: 1 }
const config = defaultRunConfig(image, {
  model: 'density',
  network: { kind: 'mlp', width: 16, depth: 1 },
  likelihood: { kind: 'bernoulli' },
  optimizer: { kind: 'adam', learningRate: 0.03, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  batch: 16
})
const model = buildLearner(config, image)
if (!isDensity(model)) throw new Error('not a density classifier')

/** A bright half with a little noise: data. */
const halves = (count: number, seed: number) =>
  Uint8Array.from(
    uniforms(count * 64, seed, 'selection', 0),
    (draw, at) => (at % 8 >= 4 ? 200 : 20) + 30 * draw
  )
const noise = (count: number, seed: number) =>
  Uint8Array.from(uniforms(count * 64, seed, 'observation', 0), (draw) => Math.floor(256 * draw))
const imagesOf = (pixels: Uint8Array) => ({
  count: pixels.length / 64,
  read: async (places: ArrayLike<number>) =>
    Uint8Array.from(Array.from(places).flatMap((id) => [...pixels.subarray(id * 64, (id + 1) * 64)]))
})

describeEngines('the density classifier', (engine) => {
  it('draws its noise evenly from 0 to 1', async () => {
    const values = await uniformNoise(tf.tensor1d(normals(4000, 1, 'prior', 0))).data()
    const sorted = values.slice().sort()
    // Kolmogorov's distance; 0.0257 is passed by chance once in a hundred.
    const distance = Math.max(...sorted.map((value, i) => Math.abs(value - (i + 0.5) / sorted.length)))
    expect(distance).toBeLessThan(0.0257)
  })

  it('tells data from noise, and an ascent raises what it thinks of an image', async () => {
    const rule = optimizerRule(config.optimizer)
    const program = await engine().load(initialVariables(model.parameters, 1), {
      ...trainingFunctions(config, model),
      ...searchFunctions(model)
    })
    const steps = 25
    const entropies: number[] = []
    const accuracies: number[] = []
    for (let step = 0; step < steps; step++) {
      const batch = { pixels: halves(16, step + 1), count: 16 }
      const outputs = await program.run('train', stepInputs(config, model, rule, batch, { step, images: 16 }))
      expect(outputs.loss[0]).toBeCloseTo(-outputs.reconstruction[0], 5)
      entropies.push(outputs.loss[0])
      accuracies.push(outputs.accuracy[0])
    }
    expect(entropies[steps - 1]).toBeLessThan(0.5 * entropies[0])
    expect(accuracies[steps - 1]).toBe(1)

    const data = await logOddsOf(program, model, imagesOf(halves(20, 99)))
    const others = await logOddsOf(program, model, imagesOf(noise(20, 99)))
    expect(Math.min(...data)).toBeGreaterThan(Math.max(...others))

    for (const start of ['noise', 'blank', noise(3, 5)] as const) {
      const film = await ascend(program, model, {
        count: 8,
        steps: 12,
        start,
        seed: 1,
        rate: 0.05,
        frames: 7
      })
      expect(film.count).toBe(start instanceof Uint8Array ? 3 : start === 'blank' ? 1 : 8)
      expect(film.steps).toEqual([0, 2, 4, 6, 8, 10, 12])
      const means = film.steps.map(
        (_, frame) =>
          Array.from({ length: film.count }, (_, row) => film.logOdds[row * 7 + frame]).reduce(
            (a, b) => a + b
          ) / film.count
      )
      for (let frame = 1; frame < means.length; frame++)
        expect(means[frame]).toBeGreaterThan(means[frame - 1])
      if (start instanceof Uint8Array)
        expect([...film.pixels.subarray(0, 64)]).toEqual([...start.subarray(0, 64)])
    }
    program.dispose()
  })
})

it('has no latent space, and says so', () => {
  expect(() => buildModel(config, image)).toThrow(/density classifier.*nothing to encode, decode/)
  expect(frameSteps(3, 10)).toEqual([0, 1, 2, 3])
})
