import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { klSchedule, objectiveSettings, rateSchedule } from '../../src/cli/objective.ts'
import { writeImageFolder } from './images.ts'
import { run, runJson } from './run.ts'

const engine = ['--engine', 'wasm']
let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-objective-'))
  project = join(folder, 'bars.latent')
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
  await runJson(['import', join(folder, 'bars'), '--out', project, '--size', '16'])
})
afterAll(() => rm(folder, { recursive: true }))

it('reads schedules', () => {
  expect(rateSchedule('warm-up:5')).toEqual({ kind: 'warm-up', epochs: 5 })
  expect(rateSchedule('step:30')).toEqual({ kind: 'step', epochs: 30, factor: 0.1 })
  expect(rateSchedule('step:30:0.5')).toEqual({ kind: 'step', epochs: 30, factor: 0.5 })
  expect(klSchedule('cyclic:10')).toEqual({ kind: 'cyclic', epochs: 10 })
  expect(objectiveSettings({ learningRateSchedule: rateSchedule('cosine') }, 12).schedules).toEqual({
    learningRate: { kind: 'cosine', epochs: 12 }
  })
  for (const text of ['', 'warm-up', 'warm-up:0', 'warm-up:x', 'step:30:2', 'cosine:3:4', 'linear:3'])
    expect(() => rateSchedule(text), text).toThrow(/It must be/)
  for (const text of ['cosine', 'warm-up', 'step:3'])
    expect(() => klSchedule(text), text).toThrow(/It must be/)
})

it('trains with everything on, ends early, and goes on when asked for more', async () => {
  const trained = await runJson<{ run: string; stoppedEarly: number; epochs: number; likelihood: string }>([
    ...['train', project, '--network', 'mlp', '--width', '20', '--depth', '1', '--gated', '--batch', '20'],
    ...['--epochs', '40', '--binarise', 'dynamic', '--beta-schedule', 'warm-up:2', '--free-bits', '0.01'],
    ...['--clip', '5', '--map', '1', '--scaling', 'set', '--early-stopping', '1'],
    ...['--learning-rate', '1e-30', '--learning-rate-schedule', 'cosine', ...engine]
  ])
  expect(trained).toMatchObject({ stoppedEarly: 3, epochs: 3, bestEpoch: 1 })
  expect(trained.likelihood).toBe('Bernoulli likelihood of binarised pixels')
  const config = JSON.parse(await readFile(join(project, 'runs', trained.run, 'config.json'), 'utf8'))
  expect(config).toMatchObject({
    network: { kind: 'mlp', width: 20, depth: 1, gated: true },
    likelihood: { kind: 'bernoulli' },
    binarise: 'dynamic',
    schedules: {
      betaKl: { kind: 'warm-up', epochs: 2 },
      learningRate: { kind: 'cosine', epochs: 40 }
    },
    freeBits: 0.01,
    clip: 5,
    mapVariance: 1,
    scaling: 'set',
    earlyStopping: 1
  })
  const record = JSON.parse(await readFile(join(project, 'runs', trained.run, 'run.json'), 'utf8'))
  expect(record).toMatchObject({ status: 'finished', stoppedEarly: 3, epoch: 3 })

  const again = await run(['train', project, '--resume', trained.run, ...engine])
  expect(again.status).toBe(1)
  expect(again.error).toMatch(/ended early, after 3 epochs.*--epochs 13/s)
  const further = await runJson<{ epochs: number; stoppedEarly?: number }>([
    ...['train', project, '--resume', trained.run, '--epochs', '6', ...engine]
  ])
  expect(further.epochs).toBe(6)
  expect(further.stoppedEarly).toBeUndefined()
})

it('trains the importance weighted bound and tells it, with the estimate of the whole set', async () => {
  const ran = await run([
    ...['train', project, '--network', 'mlp', '--width', '20', '--epochs', '2', '--likelihood', 'bernoulli'],
    ...['--objective', 'importance', '--samples', '3', ...engine]
  ])
  expect(ran.status).toBe(0)
  expect(ran.error).toMatch(/importance weighted bound −/)
  expect(ran.error).toMatch(/whole set −[\d,]+/)
})

it.each([
  [['--objective', 'importance', '--estimator', 'B'], /estimator A/],
  [['--beta-schedule', 'warm-up:20'], /more epochs/],
  [['--gated'], /--network mlp/],
  [['--beta-schedule', 'cosine'], /warm-up:EPOCHS/]
])('refuses %j with the reason', async (words, reason) => {
  const ran = await run(['train', project, ...words])
  expect(ran).toMatchObject({ status: 2, out: '' })
  expect(ran.error).toMatch(reason)
})
