import { expect, it } from 'vitest'
import { conditionOf } from '../../src/engine/conditions.ts'
import type { Program } from '../../src/engine/engine.ts'
import { trainingFunction } from '../../src/engine/functions.ts'
import { inferLabels, inferenceFunctions, maskOf, runDecode, runEncode } from '../../src/engine/inference.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { normals, uniforms } from '../../src/engine/random.ts'
import { drawsOfPriors } from '../../src/engine/tasks/generate.ts'
import { labelPriors } from '../../src/node/inference.ts'
import type { NetworkConfig, RunConfig } from '../../src/shared/schemas.ts'
import { describeEngines } from '../engines.ts'

const image = { height: 8, width: 8, channels: 1 }
const networks: Record<'mlp' | 'conv', NetworkConfig> = {
  mlp: { kind: 'mlp', width: 16, depth: 1 },
  conv: { kind: 'conv', filters: [4, 4], width: 16 }
}
const priors = ['standard', 'conditional-mean', 'conditional'] as const

function setUp(
  network: keyof typeof networks,
  prior: RunConfig['prior'],
  optimizer?: RunConfig['optimizer']
) {
  const config = defaultRunConfig(image, {
    likelihood: { kind: 'bernoulli' },
    model: 'cvae',
    labels: ['left', 'right'],
    prior,
    network: networks[network],
    ...(optimizer && { optimizer })
  })
  const model = buildModel(config, image)
  const rule = optimizerRule(config.optimizer)
  const functions = {
    train: trainingFunction(model, { batch: 16, samples: 1, estimator: 'B' }, rule),
    ...inferenceFunctions(model, [1, 8, 16])
  }
  return { config, model, rule, functions }
}

/** A bright half, left or right by label, with noise. */
function halves(labels: number[], seed: number): Uint8Array {
  const draws = uniforms(labels.length * 64, seed, 'selection', 0)
  return Uint8Array.from(draws, (draw, at) => {
    const right = at % 8 >= 4 ? 1 : 0
    return (right === labels[Math.floor(at / 64)] ? 200 : 20) + 40 * draw
  })
}

const labels = Array.from({ length: 16 }, (_, index) => index % 2)

async function learn(
  program: Program,
  { model, rule }: Pick<ReturnType<typeof setUp>, 'model' | 'rule'>,
  steps: number
) {
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const scalars = Object.entries(rule.scalarsAt(step))
    const { loss } = await program.run('train', {
      pixels: halves(labels, step + 1),
      noise: normals(16 * model.latent, 1, 'posterior', step),
      mask: maskOf(16, 16),
      ...conditionOf(model, labels, 16),
      ...Object.fromEntries(scalars.map(([name, value]) => [name, Float32Array.of(value)]))
    })
    losses.push(loss[0])
  }
  return losses
}

describeEngines('the conditional VAE', (engine, name) => {
  // The network of layers is asked in the next test.
  it.each(name === 'webgpu' ? (['conv'] as const) : (['mlp', 'conv'] as const))(
    '%s: posterior and likelihood depend on the condition',
    async (network) => {
      const { model, functions } = setUp(network, 'conditional-mean')
      const program = await engine().load(initialVariables(model.parameters, 1), functions)
      const pixels = halves([0], 1)
      const [left, right] = [
        await runEncode(program, model, pixels, [0], [1]),
        await runEncode(program, model, pixels, [1], [1])
      ]
      expect(left.mean).not.toEqual(right.mean)
      const z = Float32Array.of(0.3, -0.2)
      expect(await runDecode(program, model, z, [0], [1])).not.toEqual(
        await runDecode(program, model, z, [1], [1])
      )
      program.dispose()
    }
  )

  it('asked for a label it draws that label, and unlabelled images get theirs', async () => {
    const optimizer = { kind: 'adam', learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const
    const parts = setUp('mlp', 'conditional-mean', optimizer)
    const { model, functions } = parts
    const program = await engine().load(initialVariables(model.parameters, 1), functions)
    const losses = await learn(program, parts, 25)
    expect(losses[24]).toBeLessThan(losses[0])
    for (const label of [0, 1]) {
      const decoded = await runDecode(program, model, Float32Array.of(0, 0), [label], [1])
      const mean = (right: number) =>
        decoded.reduce((sum, value, at) => sum + ((at % 8 >= 4 ? 1 : 0) === right ? value : 0), 0) / 32
      expect(mean(label) - mean(1 - label)).toBeGreaterThan(25)
    }
    expect([...(await inferLabels(program, model, halves([1, 0, 0, 1, 1], 77), [1, 8, 16]))]).toEqual([
      1, 0, 0, 1, 1
    ])
    program.dispose()
  })

  it('learns where each label’s prior lies, and its width when that is asked for', async () => {
    // What a prior lacks it lacks on every engine; the last has all there is to learn.
    for (const prior of name === 'webgpu' ? (['conditional'] as const) : priors) {
      const parts = setUp('mlp', prior)
      const { model, functions } = parts
      const program = await engine().load(initialVariables(model.parameters, 1), functions)
      await learn(program, parts, 3)
      const variables = await program.readVariables()
      const moved = (name: string) => variables[name]?.values.some((value) => value !== 0)
      expect(moved('prior.mean.weight')).toBe(prior === 'standard' ? undefined : true)
      expect(moved('prior.log_variance.weight')).toBe(prior === 'conditional' ? true : undefined)
      program.dispose()
    }
  })
})

it('without labels, or with an unknown one, it says what is missing', () => {
  expect(() => buildModel(defaultRunConfig(image, { model: 'cvae' }), image)).toThrow(
    /these images have none/
  )
  const { model } = setUp('mlp', 'standard')
  expect(() => conditionOf(model, undefined, 1)).toThrow(/needs a label/)
  expect(() => conditionOf(model, [2], 1)).toThrow(/has not learnt this label/)
  expect(() => conditionOf(model, [-1], 1)).toThrow(/has not learnt this label/)
})

describeEngines('draws for a label', (engine) => {
  it('come of its own prior, where it lies and as wide as it is', async () => {
    const { model, functions } = setUp('mlp', 'conditional')
    const weights = initialVariables(model.parameters, 1)
    weights['prior.mean.weight'].values.set([1, -2, 3, 4])
    weights['prior.log_variance.weight'].values.set([0, 2 * Math.log(3), 2 * Math.log(0.5), 0])
    const program = await engine().load(weights, functions)
    const priors = await labelPriors(program, model)
    const drawn = drawsOfPriors(Float32Array.of(1, 1, -1, 2), [0, 1], priors, 2)
    ;[2, 1, 2.5, 6].forEach((value, i) => expect(drawn[i]).toBeCloseTo(value, 4))
    program.dispose()
  })
})
