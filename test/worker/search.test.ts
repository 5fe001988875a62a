import { rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type { ExplorerRequests, TrainingRequests, WorkerEvents } from '../../src/shared/contract.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { forkWorker, shapes, temporaryFolder } from './workers.ts'
import type { Forked } from './workers.ts'

type Explorer = Forked<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>

const folder = temporaryFolder()
const out = path.join(folder, 'shapes.latent')
const config = defaultRunConfig(
  { height: 16, width: 16, channels: 1 },
  { network: { kind: 'mlp', width: 32, depth: 1 }, epochs: 4, batch: 16, seed: 7 }
)
let explorer: Explorer
let ask: Explorer['client']['call']

async function train(settings: Partial<RunConfig>): Promise<string> {
  const { id } = await ask('run.create', { ...config, ...settings })
  const training = forkWorker<TrainingRequests, WorkerEvents>('training')
  await training.client.call('training.start', out, id)
  training.kill()
  await ask('control.takeIn', out, id)
  return id
}

beforeAll(async () => {
  explorer = forkWorker('explorer')
  ask = explorer.client.call
  await ask('control.begin', null, [])
  await ask('project.import', [shapes(folder, 40)], out, { size: 16 })
}, 60_000)
afterAll(() => {
  explorer.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('a density classifier is searched and ranks the images; it has no map, and says so', async () => {
  const run = await train({ model: 'density' })
  const request = { count: 3, steps: 20, rate: 0.02, frames: 5, seed: 1 }
  const film = await ask('search.film', run, { ...request, start: { from: 'noise' } })
  expect(film.frames).toEqual([0, 5, 10, 15, 20])
  expect(film.pixels).toMatchObject({ count: 15, height: 16, width: 16, channels: 1 })
  for (let row = 0; row < 3; row++) expect(film.logOdds[row * 5 + 4]).toBeGreaterThan(film.logOdds[row * 5])

  const started = await ask('search.film', run, { ...request, start: { from: 'images', ids: [4, 9] } })
  expect(started.count).toBe(2)
  const images = await ask('dataset.pixels', [4, 9])
  expect(started.pixels.data.subarray(0, 256)).toEqual(images.data.subarray(0, 256))

  const { most, least } = await ask('search.ranking', run, 6)
  expect([most.ids.length, least.ids.length, most.pixels.count]).toEqual([6, 6, 6])
  expect(Math.min(...most.logOdds)).toBeGreaterThanOrEqual(Math.max(...least.logOdds))
  await expect(ask('map.points', run)).rejects.toThrow(/density classifier/)
  expect(await ask('generate.about', run)).toMatchObject({ refusal: 'density' })
  await expect(ask('generate', run, { count: 4, seed: 1 })).rejects.toThrow(/density classifier[\s\S]*search/)
})

test('a model of quadrants draws nothing new, and says what it does instead', async () => {
  const run = await train({ model: 'cvae', condition: { kind: 'quadrants', given: 1 }, prior: 'conditional' })
  expect(await ask('generate.about', run)).toMatchObject({ refusal: 'quadrants' })
  await expect(ask('generate', run, { count: 4, seed: 1 })).rejects.toThrow(/completes images/)
})

test('images are completed by a model that learnt to, and by no other', async () => {
  const run = await train({ model: 'cvae', condition: { kind: 'quadrants', given: 2 } })
  const completed = await ask('complete', run, [0, 1], 3, 1)
  const { given, drawn, mean, predicted, truth } = completed
  expect([given, drawn, mean, predicted, truth].map(({ count }) => count)).toEqual([2, 6, 2, 2, 2])
  const { data } = await ask('dataset.pixels', [0, 1])
  expect(truth.data).toEqual(data)
  for (const logs of [completed.logLikelihood, completed.predictedLogLikelihood])
    expect(logs.map((value) => Number.isFinite(value))).toEqual([true, true])
  // The left half is given and stays; the right of what is given is told by nothing.
  for (const { data: bytes } of [given, drawn, mean, predicted])
    for (let row = 0; row < 16; row++)
      expect([...bytes.subarray(row * 16, row * 16 + 8)]).toEqual([...data.subarray(row * 16, row * 16 + 8)])
  for (let row = 0; row < 16; row++)
    expect([...given.data.subarray(row * 16 + 8, row * 16 + 16)]).toEqual(Array(8).fill(128))
  const other = await train({ model: 'ae' })
  await expect(ask('complete', other, [0], 1, 1)).rejects.toThrow(/does not complete images/)
})
