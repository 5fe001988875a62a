import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import type { Engine, Executor, ProgramFunction } from '../../src/engine/engine.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultOptimizer } from '../../src/shared/defaults.ts'
import { OptimizerConfig, parse } from '../../src/shared/schemas.ts'
import { describeEngines } from '../engines.ts'

/** One number's way under a rule, as its publication writes it, in double precision. */
type Rule = (gradient: (x: number) => number, x: number, steps: number) => number

function adamRule(rate: number, decay = 0): Rule {
  return (gradient, x, steps) => {
    let [m, v] = [0, 0]
    for (let t = 1; t <= steps; t++) {
      const g = gradient(x)
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * g * g
      const step = ((rate * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)) * (m / (Math.sqrt(v) + 1e-7))
      x = x - rate * decay * x - step
    }
    return x
  }
}

const momentumRule =
  (rate: number, momentum: number, nesterov: boolean): Rule =>
  (gradient, x, steps) => {
    let a = 0
    for (let t = 1; t <= steps; t++) {
      const g = gradient(x)
      a = momentum * a + g
      x -= rate * (nesterov ? g + momentum * a : a)
    }
    return x
  }

const adagradRule =
  (rate: number, start: number): Rule =>
  (gradient, x, steps) => {
    let sum = start
    for (let t = 1; t <= steps; t++) {
      const g = gradient(x)
      sum += g * g
      x -= (rate * g) / (Math.sqrt(sum) + 1e-7)
    }
    return x
  }

const rmspropRule =
  (rate: number, rho: number, momentum: number, epsilon: number): Rule =>
  (gradient, x, steps) => {
    let [square, moved] = [0, 0]
    for (let t = 1; t <= steps; t++) {
      const g = gradient(x)
      square = rho * square + (1 - rho) * g * g
      moved = momentum * moved + (rate * g) / Math.sqrt(square + epsilon)
      x -= moved
    }
    return x
  }

const rate = 0.05
const cases: [string, object, Rule][] = [
  ['sgd', { kind: 'sgd' }, momentumRule(rate, 0, false)],
  ['momentum', { kind: 'momentum' }, momentumRule(rate, 0.9, false)],
  ['momentum by Nesterov', { kind: 'momentum', nesterov: true }, momentumRule(rate, 0.9, true)],
  ['adagrad', { kind: 'adagrad' }, adagradRule(rate, 0.1)],
  ['adagrad from 0.7', { kind: 'adagrad', initialAccumulator: 0.7 }, adagradRule(rate, 0.7)],
  ['rmsprop', { kind: 'rmsprop' }, rmspropRule(rate, 0.9, 0, 1e-7)],
  [
    'rmsprop with momentum',
    { kind: 'rmsprop', rho: 0.8, momentum: 0.5, epsilon: 1e-3 },
    rmspropRule(rate, 0.8, 0.5, 1e-3)
  ],
  ['adam', { kind: 'adam' }, adamRule(rate)],
  ['adamw', { kind: 'adamw', weightDecay: 0.3 }, adamRule(rate, 0.3)]
]

const start = Float32Array.of(0.5, -3)
const target = Float32Array.of(2, 1)

const scales = [1, 1e-3, 1e-6]

/** 20 steps down scale·Σ (x − target)², from the same start for each scale. */
async function descend(engine: Engine, executor: Executor, config: OptimizerConfig): Promise<Float32Array[]> {
  const optimizer = optimizerRule(config)
  const train: ProgramFunction = {
    inputs: { target: { kind: 'float32', shape: [2] }, scale: { kind: 'float32', shape: [] } },
    outputs: { loss: { kind: 'float32' } },
    body: ({ x }, { target, scale }) => ({ loss: tf.mul(tf.sum(tf.square(tf.sub(x, target))), scale) }),
    optimizer
  }
  const program = await engine.load({ x: { shape: [2], values: start } }, { train }, executor)
  expect(program.executor).toBe(executor)
  const slots = Object.entries(await program.readSlots()).map(([name, { values }]) => [name, values] as const)
  const ends: Float32Array[] = []
  for (const scale of scales) {
    await program.writeVariables({ x: start })
    await program.writeSlots(Object.fromEntries(slots))
    for (let step = 0; step < 20; step++) {
      const scalars = Object.entries({ ...optimizer.scalarsAt(step), scale })
      const fed = Object.fromEntries(scalars.map(([name, value]) => [name, Float32Array.of(value)]))
      await program.run('train', { target, ...fed })
    }
    ends.push((await program.readVariables()).x.values)
  }
  program.dispose()
  return ends
}

describeEngines('an optimizer', (engine) => {
  for (const [name, config, reference] of cases)
    it(`${name}: follows the published rule with gradients of any size`, async () => {
      const parsed = parse(OptimizerConfig, { learningRate: rate, ...config }, name)
      for (const executor of engine().executors) {
        const ends = await descend(engine(), executor, parsed)
        for (const [at, scale] of scales.entries())
          start.forEach((value, i) => {
            const expected = reference((x) => 2 * scale * (x - target[i]), value, 20)
            // Relative to the way gone, which is short where the gradients are small, but for 20 roundings.
            const rounding = 20 * 2 ** -24 * Math.abs(value)
            const allowed = 1e-3 * Math.abs(expected - value) + rounding
            expect(Math.abs(ends[at][i] - expected), `${executor}, ${scale}`).toBeLessThan(allowed)
          })
      }
    })

  it('has usual settings for every kind, and a run of before needs no more than it said', () => {
    for (const kind of ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam', 'adamw'] as const)
      expect(defaultOptimizer(kind).kind).toBe(kind)
    const before = { kind: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }
    expect(parse(OptimizerConfig, before, 'x')).toEqual(before)
    expect(defaultOptimizer('adam')).toEqual(before)
    expect(() => parse(OptimizerConfig, { kind: 'lion', learningRate: 1 }, 'The optimizer')).toThrow('kind')
  })

  it('says which input is missing or too long', async () => {
    const program = await engine().load(
      {},
      {
        f: {
          inputs: { x: { kind: 'float32', shape: [2] } },
          outputs: { y: { kind: 'float32' } },
          body: (_, { x }) => ({ y: tf.neg(x) })
        }
      }
    )
    await expect(program.run('f', {})).rejects.toThrow('the input x is missing')
    await expect(program.run('f', { x: new Float32Array(3) })).rejects.toThrow('x has 3 values, not the 2')
    expect([...(await program.run('f', { x: Float32Array.of(1, 2) })).y]).toEqual([-1, -2])
    program.dispose()
  })
})
