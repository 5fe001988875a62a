import { afterAll, beforeAll, expect, it } from 'vitest'
import { valuesOf, type Program, type Variables } from '../../src/engine/engine.ts'
import { objectiveFunction } from '../../src/engine/functions.ts'
import { maskOf } from '../../src/engine/inference.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { normals } from '../../src/engine/random.ts'
import { describeEngines } from '../engines.ts'
import { inputsOf, loadSteps, normOf, stepOf, steps, type StepSettings } from './gradients.ts'

const image = { height: 4, width: 4, channels: 1 }
const config = defaultRunConfig(image, {
  network: { kind: 'mlp', width: 6, depth: 1, gated: true },
  likelihood: { kind: 'bernoulli' }
})
const model = buildModel(config, image)
const batch = 4

/** Weights whose posterior is away from the prior, one dimension more than the other. */
function weights(): Variables {
  const variables = initialVariables(model.parameters, 1)
  variables['encoder.posterior.bias'].values.set([1, 0.1, -0.5, -0.1])
  for (const { values } of Object.values(variables)) values.forEach((v, i) => (values[i] = v + 0.01))
  return variables
}

/** Weights moved along a direction by so much. */
function along(variables: Variables, direction: Variables, by: number): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((value, i) => value + by * direction[name].values[i]) }
    ])
  )
}

const cases: Record<string, StepSettings> = {
  'estimator A': { batch, samples: 2, estimator: 'A' },
  'estimator B': { batch, samples: 2 },
  'both weights': { batch, betaKl: 4, betaReconstruction: 0.5 },
  'a scheduled weight': { batch, schedules: { betaKl: { kind: 'warm-up', epochs: 2 } } },
  'free bits': { batch, freeBits: 0.2 },
  importance: { batch, samples: 5, estimator: 'A', objective: 'importance' },
  'MAP per image': { batch, mapVariance: 0.5 },
  'MAP of the whole set': { batch, mapVariance: 0.5, scaling: 'set' }
}

describeEngines(
  'the gradient of an objective',
  (engine) => {
    let program: Program
    beforeAll(async () => {
      program = await loadSteps(engine(), model, weights(), cases)
    })
    afterAll(() => program.dispose())

    it.each(Object.entries(cases))('%s: is the finite difference of the loss', async (name, settings) => {
      const scalars = { images: 50, betaKl: 0.3 }
      const step = async (moved: Variables) => {
        await program.writeVariables(valuesOf(moved))
        return stepOf(program, model, name, settings, scalars)
      }
      const { gradients } = await step(weights())
      const random = Object.fromEntries(
        Object.entries(weights()).map(([variable, { shape, values }], index) => [
          variable,
          { shape, values: normals(values.length, 3, 'selection', index) }
        ])
      )
      // Along the gradient, and along a random direction.
      for (const direction of [gradients, random]) {
        const length = normOf(direction)
        const by = 0.01 / length
        const slope = Object.entries(direction).reduce(
          (sum, [variable, { values }]) =>
            sum + values.reduce((part, value, i) => part + value * gradients[variable].values[i], 0),
          0
        )
        const up = (await step(along(weights(), direction, by))).outputs.loss[0]
        const down = (await step(along(weights(), direction, -by))).outputs.loss[0]
        expect(Math.abs((up - down) / (2 * by) - slope)).toBeLessThan(0.01 * normOf(gradients) * length)
      }
    })
  },
  ['tensorflow', 'wasm']
)

describeEngines('objectives', (engine) => {
  it('the importance weighted bound of one sample is the ELBO by estimator A', async () => {
    const { a, one } = await steps(engine(), model, weights(), {
      a: { batch, estimator: 'A' },
      one: { batch, estimator: 'A', objective: 'importance' }
    })
    expect(one.outputs.loss[0]).toBeCloseTo(a.outputs.loss[0], 4)
    expect(one.outputs.bound[0]).toBeCloseTo(one.outputs.reconstruction[0] - one.outputs.kl[0], 4)
    for (const [name, { values }] of Object.entries(a.gradients))
      values.forEach((value, i) => expect(one.gradients[name].values[i]).toBeCloseTo(value, 4))
  })

  it('rises with the number of samples on the same weights', async () => {
    const counts = [1, 4, 16]
    const functions = Object.fromEntries(
      counts.map((samples) => [
        `k${samples}`,
        objectiveFunction(model, { estimator: 'A', objective: 'importance', samples }, batch)
      ])
    )
    const program = await engine().load(weights(), functions)
    const { pixels } = inputsOf(model, { batch, samples: 1 })
    const draws = 16
    const noise = normals(draws * batch * 2, 7, 'posterior', 0)
    // The same draws in larger and larger groups: the bound of a group is above the mean of its parts' bounds,
    // whatever the draws are.
    const bounds: number[] = []
    for (const samples of counts) {
      const size = samples * batch * 2
      let sum = 0
      for (let group = 0; group < draws / samples; group++) {
        const inputs = {
          pixels,
          noise: noise.slice(group * size, (group + 1) * size),
          mask: maskOf(batch, batch)
        }
        sum += (await program.run(`k${samples}`, inputs)).bound[0]
      }
      bounds.push(sum / (draws / samples))
    }
    expect(bounds[1]).toBeGreaterThan(bounds[0] + 0.01)
    expect(bounds[2]).toBeGreaterThan(bounds[1] + 0.01)
    program.dispose()
  })

  it('the logarithm of the mean weight survives weights that would overflow', async () => {
    const variables = weights()
    variables['encoder.posterior.bias'].values.set([300, -300, 0, 0])
    const { far } = await steps(engine(), model, variables, {
      far: { batch, samples: 3, estimator: 'A', objective: 'importance' }
    })
    expect(far.outputs.bound[0]).toBeLessThan(-10_000)
    expect(Object.values(far.gradients).every(({ values }) => values.every(Number.isFinite))).toBe(true)
  })

  it('free bits floor the batch’s mean KL of each dimension', async () => {
    // An encoder that says the same of every image: its KLs are known by hand.
    const variables = weights()
    variables['encoder.posterior.weight'].values.fill(0)
    const [mean, logVariance] = [
      [1.5, 0.1],
      [-1, -0.2]
    ]
    variables['encoder.posterior.bias'].values.set([...mean, ...logVariance])
    const kl = mean.map((m, d) => 0.5 * (Math.exp(logVariance[d]) + m * m - 1 - logVariance[d]))
    expect(kl[0]).toBeGreaterThan(0.5)
    expect(kl[1]).toBeLessThan(0.5)
    const { free, plain } = await steps(engine(), model, variables, {
      free: { batch, freeBits: 0.5 },
      plain: { batch }
    })
    expect(free.outputs.kl[0]).toBeCloseTo(kl[0] + kl[1], 4)
    expect(free.outputs.loss[0] + free.outputs.reconstruction[0]).toBeCloseTo(kl[0] + 0.5, 3)
    // The floored dimension's KL no longer pulls: its gradient lacks d KL / d mean, which is the mean.
    const bias = 'encoder.posterior.bias'
    const difference = (d: number) => plain.gradients[bias].values[d] - free.gradients[bias].values[d]
    expect(difference(0)).toBeCloseTo(0, 4)
    expect(difference(1)).toBeCloseTo(mean[1], 4)
  })

  it('clipping leaves short gradients as they are and shortens long ones to the norm', async () => {
    const { plain } = await steps(engine(), model, weights(), { plain: { batch } })
    const norm = normOf(plain.gradients)
    const { above, below } = await steps(engine(), model, weights(), {
      above: { batch, clip: norm * 1.01 },
      below: { batch, clip: norm / 8 }
    })
    for (const [name, { values }] of Object.entries(above.gradients))
      values.forEach((value, i) => {
        const { values: before } = plain.gradients[name]
        // A GPU may divide with an error in the last place.
        expect(Math.abs(value - before[i])).toBeLessThanOrEqual(3e-7 * Math.abs(before[i]))
      })
    expect(normOf(below.gradients)).toBeCloseTo(norm / 8, 4)
    for (const [name, { values }] of Object.entries(below.gradients))
      values.forEach((value, i) => expect(value).toBeCloseTo(plain.gradients[name].values[i] / 8, 4))
  })

  it('MAP adds w/(σ²N) to the gradient of the decoder’s weights, and to nothing else', async () => {
    const variables = weights()
    const { plain, map } = await steps(
      engine(),
      model,
      variables,
      { plain: { batch }, map: { batch, mapVariance: 0.25 } },
      { images: 50 }
    )
    for (const { name, layout } of model.parameters) {
      const prior = name.startsWith('decoder.') && layout !== 'bias'
      map.gradients[name].values.forEach((value, i) => {
        const added = prior ? variables[name].values[i] / (0.25 * 50) : 0
        expect(value).toBeCloseTo(plain.gradients[name].values[i] + added, 4)
      })
    }
  })

  it('N/M Σ is N times the mean, and its prior enters once', async () => {
    const { image, set, both } = await steps(
      engine(),
      model,
      weights(),
      {
        image: { batch },
        set: { batch, scaling: 'set' },
        both: { batch, scaling: 'set', mapVariance: 0.25 }
      },
      { images: 50 }
    )
    expect(set.outputs.loss[0] / image.outputs.loss[0]).toBeCloseTo(50, 3)
    const squares = model.parameters
      .filter(({ name, layout }) => name.startsWith('decoder.') && layout !== 'bias')
      .reduce((sum, { name }) => sum + weights()[name].values.reduce((part, w) => part + w * w, 0), 0)
    expect(both.outputs.loss[0] - set.outputs.loss[0]).toBeCloseTo(squares / 0.5, 1)
  })
})
