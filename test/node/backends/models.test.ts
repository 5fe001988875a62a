import { expect, it } from 'vitest'
import { conditionOf } from '../../../src/engine/conditions.ts'
import type { Engine, Executor, HostArray, HostArrays, ProgramFunction } from '../../../src/engine/engine.ts'
import { inferenceFunctions } from '../../../src/engine/inference.ts'
import { isDensity, type Learner } from '../../../src/engine/models/learner.ts'
import { engineCatalogue } from '../../../src/engine/catalogue.ts'
import { buildLearner } from '../../../src/engine/models/build.ts'
import { initialVariables } from '../../../src/engine/networks/parameters.ts'
import { optimizerRule } from '../../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../../src/engine/presets.ts'
import { integers, normals, uniforms } from '../../../src/engine/random.ts'
import { stepInputs } from '../../../src/engine/step.ts'
import { completionFunctions } from '../../../src/engine/tasks/completion.ts'
import { searchFunctions } from '../../../src/engine/tasks/search.ts'
import { trainingFunctions } from '../../../src/engine/trainer.ts'
import type { NetworkConfig, RunConfig } from '../../../src/shared/schemas.ts'
import { describeEngine } from '../../engines.ts'

const image = { height: 12, width: 12, channels: 1 }
const batch = 16
/** The images come round every three steps: the last step sees those of the first. */
const steps = 10
const labels = ['left', 'right']

/** Every model, in each of its forms; a new one must be named here. */
const forms: Record<string, Record<string, Partial<RunConfig>>> = {
  ae: { plain: {} },
  vae: { plain: {} },
  cvae: {
    'N(0, I)': { labels, prior: 'standard' },
    'N(μ(c), I)': { labels, prior: 'conditional-mean' },
    'N(μ(c), σ²(c))': { labels, prior: 'conditional' },
    'one quadrant given': { condition: { kind: 'quadrants', given: 1 } },
    'two quadrants given, N(μ(c), I)': {
      condition: { kind: 'quadrants', given: 2 },
      prior: 'conditional-mean'
    },
    'three quadrants given, N(0, I)': { condition: { kind: 'quadrants', given: 3 }, prior: 'standard' }
  },
  density: { plain: {} }
}

/** XLA takes seconds to compile a model: of each kind of condition it has the form with the most to compile. */
const withXla = ['plain', 'N(μ(c), σ²(c))', 'two quadrants given, N(μ(c), I)']

const bytes = (count: number, step: number) =>
  Uint8Array.from(integers(count * 144, 1, 'selection', step), (value) => value & 255)

/** What a model is asked once it has learnt, and with what. */
function questions(model: Learner): {
  functions: Record<string, ProgramFunction>
  inputs: Record<string, HostArrays>
} {
  const pixels = bytes(batch, 9)
  if (isDensity(model)) {
    const x = Float32Array.from(uniforms(batch * 144, 1, 'prior', 0))
    return { functions: searchFunctions(model), inputs: { ascend: { x, rate: Float32Array.of(0.05) } } }
  }
  const places = Int16Array.from({ length: batch }, (_, place) => place % 2)
  const condition = conditionOf(model, model.given === undefined ? places : pixels, batch)
  const z = normals(batch * model.latent, 1, 'prior', 0)
  const completing = model.given !== undefined
  return {
    functions: { ...inferenceFunctions(model, [batch]), ...(completing && completionFunctions(model)) },
    inputs: {
      [`encode${batch}`]: { pixels, ...condition },
      [`decode${batch}`]: { z, ...condition },
      ...(completing && { complete: { noise: z, ...condition } })
    }
  }
}

async function learnt(engine: Engine, executor: Executor, kind: string, form: Partial<RunConfig>) {
  const network: NetworkConfig = { kind: 'conv', filters: [8, 8], width: 16 }
  const config = defaultRunConfig(image, { model: kind, network, batch, ...form })
  const model = buildLearner(config, image)
  const rule = optimizerRule(config.optimizer)
  const { functions, inputs } = questions(model)
  const program = await engine.load(
    initialVariables(model.parameters, 1),
    { ...trainingFunctions(config, model), ...functions },
    executor
  )
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const places = Int16Array.from({ length: batch }, (_, place) => place % 2)
    const shown = { pixels: bytes(batch, step % 3), count: batch, labels: places }
    const at = { step, images: 3 * batch }
    losses.push((await program.run('train', stepInputs(config, model, rule, shown, at))).loss[0])
  }
  const answers: HostArrays = {}
  for (const [name, input] of Object.entries(inputs))
    for (const [output, values] of Object.entries(await program.run(name, input)))
      answers[`${name}.${output}`] = values
  const result = { executor: program.executor, losses, answers, variables: await program.readVariables() }
  program.dispose()
  return result
}

/** Of values above 1 in proportion; an autoencoder's log variances are −∞ on both sides. */
function largestDifference(values: HostArray, others: HostArray): number {
  let largest = 0
  for (const [i, value] of values.entries())
    if (value !== others[i])
      largest = Math.max(
        largest,
        Math.abs(value - others[i]) / Math.max(1, values instanceof Uint8Array ? 1 : Math.abs(value))
      )
  return largest
}

describeEngine('tensorflow', 'the compiled models', (engine) => {
  it('are all there are', () => {
    expect(Object.keys(forms).sort()).toEqual(engineCatalogue.models.map(({ kind }) => kind).sort())
  })

  for (const [kind, variants] of Object.entries(forms))
    for (const [variant, form] of Object.entries(variants))
      it(`${kind}, ${variant}: equals the eager one after ${steps} steps, in what it answers too`, async () => {
        const eager = await learnt(engine(), 'eager', kind, form)
        for (const executor of withXla.includes(variant)
          ? (['compiled', 'xla'] as const)
          : ['compiled' as const]) {
          const compiled = await learnt(engine(), executor, kind, form)
          expect(compiled.executor).toBe(executor)
          for (const [name, { values }] of Object.entries(compiled.variables))
            expect(largestDifference(values, eager.variables[name].values), name).toBeLessThan(1e-4)
          for (const [name, values] of Object.entries(compiled.answers)) {
            const most = values instanceof Uint8Array ? 1 : 2e-3
            expect(largestDifference(values, eager.answers[name]), name).toBeLessThanOrEqual(most)
          }
          expect(compiled.losses[steps - 1]).toBeLessThan(compiled.losses[0])
        }
      })
})
