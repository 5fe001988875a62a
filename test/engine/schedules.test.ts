import { expect, it } from 'vitest'
import { buildModel } from '../../src/engine/models/build.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { klFactor, rateFactor } from '../../src/engine/schedules.ts'
import { stepInputs } from '../../src/engine/step.ts'
import { defaultOptimizer } from '../../src/shared/defaults.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'

const steps = 8
const at = (step: number) => ({ step, steps })

it('without a schedule nothing changes', () => {
  for (const step of [0, 5, 1000])
    expect([rateFactor(undefined, at(step)), klFactor(undefined, at(step))]).toEqual([1, 1])
})

it('a warm-up rises in equal parts and stays at 1', () => {
  const schedule = { kind: 'warm-up', epochs: 3 } as const
  for (let step = 0; step < 24; step++) {
    expect(rateFactor(schedule, at(step))).toBeCloseTo((step + 1) / 24, 12)
    expect(klFactor(schedule, at(step))).toBeCloseTo((step + 1) / 24, 12)
  }
  for (const step of [24, 25, 1000]) expect(klFactor(schedule, at(step))).toBe(1)
})

it('the cosine falls from 1 through the middle to a hundredth, and stays there', () => {
  const schedule = { kind: 'cosine', epochs: 4 } as const
  expect(rateFactor(schedule, at(0))).toBe(1)
  expect(rateFactor(schedule, at(8))).toBeCloseTo(0.01 + 0.99 * 0.5 * (1 + Math.SQRT1_2), 12)
  expect(rateFactor(schedule, at(16))).toBeCloseTo(0.505, 12)
  for (const step of [32, 33, 500]) expect(rateFactor(schedule, at(step))).toBeCloseTo(0.01, 12)
})

it('steps multiply by their factor after so many epochs', () => {
  const schedule = { kind: 'step', epochs: 2, factor: 0.5 } as const
  const factors = [0, 15, 16, 31, 32, 48].map((step) => rateFactor(schedule, at(step)))
  expect(factors).toEqual([1, 1, 0.5, 0.5, 0.25, 0.125])
})

it('cycles come back', () => {
  const schedule = { kind: 'cyclic', epochs: 2 } as const
  for (let step = 0; step < 16; step++) {
    const phase = step / 16
    const triangle = phase < 0.5 ? 2 * phase : 2 - 2 * phase
    expect(rateFactor(schedule, at(step))).toBeCloseTo(0.01 + 0.99 * triangle, 12)
    expect(klFactor(schedule, at(step))).toBeCloseTo(Math.min(1, 2 * phase), 12)
    expect(klFactor(schedule, at(step + 160))).toBeCloseTo(klFactor(schedule, at(step)), 12)
  }
})

const image = { height: 2, width: 2, channels: 1 }

/** What a step is fed as its rate and its weight of the KL. */
function fed(overrides: Partial<RunConfig>, step: number, images = 80) {
  const config = defaultRunConfig(image, { batch: 10, ...overrides })
  const batch = { pixels: new Uint8Array(40), count: 10 }
  const rule = optimizerRule(config.optimizer)
  const inputs = stepInputs(config, buildModel(config, image), rule, batch, { step, images })
  return { rate: inputs.learningRate[0], betaKl: inputs.betaKl[0], decay: inputs.decay?.[0] }
}

it('a step is fed the scheduled rate and weight', () => {
  const schedules = {
    learningRate: { kind: 'step', epochs: 1, factor: 0.5 },
    betaKl: { kind: 'warm-up', epochs: 2 }
  } as const
  const { rate, betaKl } = fed({ schedules, betaKl: 4, optimizer: defaultOptimizer('sgd', 0.25) }, 8)
  expect(rate).toBe(0.125)
  expect(betaKl).toBeCloseTo((4 * 9) / 16, 6)
  const decayed = fed({ schedules, optimizer: defaultOptimizer('adamw', 0.5) }, 8)
  expect(decayed.decay).toBeCloseTo(0.25 * 0.01, 8)
})

it('with N/M scaling the rate of descent is divided by N, that of a rule that scales itself is not', () => {
  const rate = (kind: 'sgd' | 'momentum' | 'adam') =>
    fed({ scaling: 'set', optimizer: defaultOptimizer(kind, 0.5) }, 0).rate
  expect([rate('sgd'), rate('momentum'), rate('adam')]).toEqual([0.5 / 80, 0.5 / 80, 0.5].map(Math.fround))
})
