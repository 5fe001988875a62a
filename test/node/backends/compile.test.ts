import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import type { Engine, Executor, PlainFunction } from '../../../src/engine/engine.ts'
import { trainingFunction } from '../../../src/engine/functions.ts'
import { inferenceFunctions } from '../../../src/engine/inference.ts'
import { buildModel } from '../../../src/engine/models/build.ts'
import { initialVariables } from '../../../src/engine/networks/parameters.ts'
import { optimizerRule } from '../../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../../src/engine/presets.ts'
import { integers, normals } from '../../../src/engine/random.ts'
import { stepInputs } from '../../../src/engine/step.ts'
import { compiledEngine } from '../../../src/node/backends/compile.ts'
import { defaultOptimizer } from '../../../src/shared/defaults.ts'
import type { NetworkConfig, OptimizerConfig, RunConfig } from '../../../src/shared/schemas.ts'
import { describeEngine } from '../../engines.ts'

const image = { height: 12, width: 12, channels: 1 }
const batch = 16
const networks: Record<'mlp' | 'conv', NetworkConfig> = {
  mlp: { kind: 'mlp', width: 32, depth: 2 },
  conv: { kind: 'conv', filters: [8, 8], width: 16 }
}
const likelihoods = {
  bernoulli: { kind: 'bernoulli' },
  'continuous-bernoulli': { kind: 'continuous-bernoulli' },
  gaussian: { kind: 'gaussian', variance: 0.1 },
  'gaussian-sigma': { kind: 'gaussian-sigma' },
  'gaussian-learned': { kind: 'gaussian-learned' },
  logistic: { kind: 'logistic' }
} as const

/** XLA takes seconds to compile convolutions; with them it goes through one and two outputs a channel. */
const withXla = (network: keyof typeof networks, likelihood: keyof typeof likelihoods) =>
  network === 'mlp' || likelihood === 'bernoulli' || likelihood === 'gaussian-learned'

async function trained(
  engine: Engine,
  executor: Executor,
  network: keyof typeof networks,
  likelihood: keyof typeof likelihoods,
  steps: number,
  kind: OptimizerConfig['kind'] = 'adam',
  settings: Partial<RunConfig> = {}
) {
  const config = defaultRunConfig(image, {
    network: networks[network],
    likelihood: likelihoods[likelihood],
    optimizer: defaultOptimizer(kind),
    samples: 2,
    batch,
    ...settings
  })
  const model = buildModel(config, image)
  const optimizer = optimizerRule(config.optimizer)
  const program = await engine.load(
    initialVariables(model.parameters, 1),
    {
      train: trainingFunction(model, { ...config, batch }, optimizer),
      ...inferenceFunctions(model, [batch])
    },
    executor
  )
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const pixels = Uint8Array.from(integers(batch * 144, 1, 'selection', step % 3), (value) => value & 255)
    const count = step % 2 ? batch : batch - 5
    const shown = { pixels: pixels.subarray(0, count * 144), count }
    const inputs = stepInputs(config, model, optimizer, shown, { step, images: 5 * batch })
    const outputs = await program.run('train', inputs)
    losses.push(outputs.loss[0])
  }
  const { pixels } = await program.run(`decode${batch}`, { z: normals(batch * 2, 1, 'prior', 0) })
  const result = { executor: program.executor, losses, pixels, variables: await program.readVariables() }
  program.dispose()
  return result
}

type Trained = Awaited<ReturnType<typeof trained>>

/** 20 steps, computed once: several tests hold the same training against something. */
const computed = new Map<string, Promise<Trained>>()
function once(
  engine: Engine,
  executor: Executor,
  network: keyof typeof networks,
  likelihood: keyof typeof likelihoods,
  kind?: OptimizerConfig['kind'],
  settings?: Partial<RunConfig>
): Promise<Trained> {
  const key = JSON.stringify([executor, network, likelihood, kind, settings])
  const known = computed.get(key) ?? trained(engine, executor, network, likelihood, 20, kind, settings)
  computed.set(key, known)
  return known
}

function expectAlike(compiled: Trained, eager: Trained): void {
  for (const [name, { values }] of Object.entries(compiled.variables))
    values.forEach((value, i) =>
      expect(Math.abs(value - eager.variables[name].values[i]), name).toBeLessThan(1e-4)
    )
  compiled.pixels.forEach((value, i) => expect(Math.abs(value - eager.pixels[i])).toBeLessThanOrEqual(1))
}

describeEngine('tensorflow', 'the compiled step', (engine) => {
  for (const executor of ['compiled', 'xla'] as const)
    for (const network of ['mlp', 'conv'] as const)
      for (const likelihood of Object.keys(likelihoods) as (keyof typeof likelihoods)[]) {
        if (executor === 'xla' && !withXla(network, likelihood)) continue
        it(`${executor}, ${network}, ${likelihood}: equals the eager one after 20 steps`, async () => {
          const compiled = await once(engine(), executor, network, likelihood)
          const eager = await once(engine(), 'eager', network, likelihood)
          expect([compiled.executor, eager.executor]).toEqual([executor, 'eager'])
          expectAlike(compiled, eager)
          expect(compiled.losses[19]).toBeLessThan(compiled.losses[0])
        })
      }

  const small: Partial<RunConfig> = { network: { kind: 'mlp', width: 16, depth: 1 } }
  for (const executor of ['compiled', 'xla'] as const)
    for (const kind of ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adamw'] as const)
      it(`${executor}, ${kind}: equals the eager one after 20 steps`, async () => {
        const compiled = await once(engine(), executor, 'mlp', 'bernoulli', kind, small)
        const eager = await once(engine(), 'eager', 'mlp', 'bernoulli', kind, small)
        expectAlike(compiled, eager)
        expect(compiled.executor).toBe(executor)
        expect(compiled.losses[19]).toBeLessThan(compiled.losses[0])
      })

  const objectives: Record<string, Partial<RunConfig>> = {
    'estimator A': { estimator: 'A' },
    importance: { objective: 'importance', estimator: 'A', samples: 3 },
    'free bits, a warm-up and a decaying rate': {
      freeBits: 0.2,
      schedules: {
        betaKl: { kind: 'warm-up', epochs: 3 },
        learningRate: { kind: 'cosine', epochs: 4 }
      }
    },
    'clipped, MAP, N/M and binarised': { clip: 50, mapVariance: 1, scaling: 'set', binarise: 'dynamic' },
    gated: { network: { kind: 'mlp', width: 16, depth: 2, gated: true } }
  }
  for (const executor of ['compiled', 'xla'] as const)
    for (const [name, settings] of Object.entries(objectives))
      it(`${executor}, ${name}: equals the eager one after 20 steps`, async () => {
        const compiled = await once(engine(), executor, 'mlp', 'bernoulli', 'adam', settings)
        const eager = await once(engine(), 'eager', 'mlp', 'bernoulli', 'adam', settings)
        expectAlike(compiled, eager)
        expect(compiled.executor).toBe(executor)
        expect(compiled.losses[19]).toBeLessThan(compiled.losses[0])
      })

  it.each(['compiled', 'xla'] as const)('%s: is bitwise the same again', async (executor) => {
    const [a, b] = [
      await once(engine(), executor, 'conv', 'bernoulli'),
      await trained(engine(), executor, 'conv', 'bernoulli', 20)
    ]
    expect(a.losses).toEqual(b.losses)
    expect(a.variables).toEqual(b.variables)
  })

  it('xla: computes in another order than the plain graph', async () => {
    const [compiled, xla] = [
      await once(engine(), 'compiled', 'conv', 'bernoulli'),
      await once(engine(), 'xla', 'conv', 'bernoulli')
    ]
    // Bitwise the same would mean that XLA had no part in it.
    expect(xla.variables).not.toEqual(compiled.variables)
  })

  it('runs op by op, and says so, where a function cannot be traced', async () => {
    const outside = tf.tensor1d([1, 2])
    outside.dataSync()
    const lines: string[] = []
    const f: PlainFunction = {
      inputs: { x: { kind: 'float32', shape: [2] } },
      outputs: { y: { kind: 'float32' } },
      body: (_, { x }) => ({ y: tf.add(x, outside) })
    }
    // Used once before, so that its values no longer pass through the trace.
    tf.add(outside, 1).dispose()
    const program = await compiledEngine(engine(), (line) => lines.push(line)).load({}, { f })
    expect(program.executor).toBe('eager')
    expect(lines[0]).toContain('outside the trace')
    expect([...(await program.run('f', { x: Float32Array.of(1, 1) })).y]).toEqual([2, 3])
    program.dispose()
    outside.dispose()
  })

  it('leaves no tensor behind and memory flat', async () => {
    const f: PlainFunction = {
      inputs: { x: { kind: 'float32', shape: [64, 1024] } },
      outputs: { y: { kind: 'float32' } },
      body: (_, { x }) => ({ y: tf.mul(x, 2) })
    }
    const program = await engine().load({}, { f })
    const run = () => program.run('f', { x: new Float32Array(64 * 1024).fill(1) })
    for (let i = 0; i < 200; i++) await run()
    const tensors = tf.memory().numTensors
    const before = process.memoryUsage().rss
    // 2,000 runs of 512 KB in and out would be a gigabyte, were any of it kept.
    for (let i = 0; i < 2000; i++) await run()
    expect(tf.memory().numTensors).toBe(tensors)
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6)
    program.dispose()
  })
})
