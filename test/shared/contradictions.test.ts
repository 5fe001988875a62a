import { expect, it } from 'vitest'
import '../../src/engine/catalogue.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { checkContradictions, contradictionIn } from '../../src/shared/contradictions.ts'
import { AppError } from '../../src/shared/errors.ts'
import { parse, RunConfig } from '../../src/shared/schemas.ts'

const image = { height: 28, width: 28, channels: 1 }
const config = (overrides: Partial<RunConfig>) => defaultRunConfig(image, overrides)
const importance = { objective: 'importance', estimator: 'A' } as const
const warmUp = (epochs: number) => ({ betaKl: { kind: 'warm-up', epochs } }) as const

it.each<[Partial<RunConfig>, RegExp]>([
  [{ ...importance, estimator: 'B' }, /estimator A/],
  [{ ...importance, betaKl: 2 }, /weights at 1/],
  [{ ...importance, betaReconstruction: 2 }, /weights at 1/],
  [{ ...importance, schedules: warmUp(2) }, /schedule/],
  [{ ...importance, freeBits: 0.1 }, /Free bits.*objective elbo/s],
  [{ ...importance, model: 'ae' }, /autoencoder/],
  [{ mapVariance: 1, model: 'density' }, /weights of a decoder/],
  [{ freeBits: 0.1, estimator: 'A' }, /estimator B/],
  [{ freeBits: 0.1, model: 'ae' }, /train a VAE/],
  [{ schedules: warmUp(2), model: 'ae' }, /train a VAE/],
  [{ binarise: 'dynamic', likelihood: { kind: 'gaussian-sigma' } }, /likelihood bernoulli/],
  [{ schedules: warmUp(30), epochs: 10 }, /shorter warm-up, or more epochs/]
])('refuses %o, saying what to do', (overrides, words) => {
  expect(contradictionIn(config(overrides))).toMatch(words)
  expect(() => checkContradictions(config(overrides))).toThrow(AppError)
})

it.each<Partial<RunConfig>>([
  {},
  { ...importance, samples: 5 },
  { freeBits: 0.1, schedules: warmUp(10), epochs: 10 },
  { binarise: 'dynamic', likelihood: { kind: 'bernoulli' }, clip: 1, earlyStopping: 5, mapVariance: 1 }
])('has nothing against %o', (overrides) => {
  expect(contradictionIn(config(overrides))).toBeUndefined()
  expect(parse(RunConfig, config(overrides), 'it')).toEqual(config(overrides))
})
