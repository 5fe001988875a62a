import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import path from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type {
  ExplorerRequests,
  Pixels,
  ProjectSummary,
  TrainingRequests,
  WorkerEvents
} from '../../src/shared/contract.ts'
import type { RunRecord } from '../../src/shared/schemas.ts'
import { forkWorker, shapes, temporaryFolder } from './workers.ts'
import type { Forked } from './workers.ts'

type Explorer = Forked<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>

const folder = temporaryFolder()
const out = path.join(folder, 'shapes.latent')
const config = defaultRunConfig(
  { height: 16, width: 16, channels: 1 },
  {
    network: { kind: 'mlp', width: 32, depth: 1 },
    likelihood: { kind: 'bernoulli' },
    optimizer: { kind: 'adam', learningRate: 0.005, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    epochs: 20,
    batch: 16,
    seed: 7
  }
)

let images: string
let explorer: Explorer
let summary: ProjectSummary
let run: RunRecord

beforeAll(async () => {
  images = shapes(folder, 100)
  explorer = forkWorker('explorer')
  await explorer.client.call('control.begin', null, [])
})
afterAll(() => {
  explorer.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('nothing is open at first, and that is said', async () => {
  await expect(explorer.client.call('dataset.list', {}, 0, 10)).rejects.toMatchObject({ kind: 'input' })
})

test('imports a folder and owns the project', async () => {
  const opened: unknown[] = []
  explorer.client.on('project', (project) => opened.push(project))
  summary = await explorer.client.call('project.import', [images], out, { size: 16 })
  expect(summary.dataset.count).toBe(200)
  expect(summary.dataset.labels.map(({ name }) => name)).toEqual(['bar', 'disc'])
  expect(opened).toEqual([{ path: out, name: 'shapes' }])
})

test('lists, shows and previews images', async () => {
  const discs = await explorer.client.call('dataset.list', { label: 1 }, 0, 1000)
  expect(discs).toHaveLength(100)
  const pixels = await explorer.client.call('dataset.pixels', [discs[99].id, discs[0].id])
  expect(pixels).toMatchObject({ count: 2, height: 16, width: 16, channels: 1 })
  expect(brightness(pixels, 0)).toBeGreaterThan(2 * brightness(pixels, 1))
  const settings = { ...summary.dataset.settings, size: 32 }
  const { before, after } = await explorer.client.call('dataset.preview', discs[0].id, settings)
  expect([before.width, after.width]).toEqual([16, 32])
})

test('bad arguments are refused in words and do not end the worker', async () => {
  const call = explorer.client.call as unknown as (name: string, ...args: unknown[]) => Promise<unknown>
  for (const args of [
    [],
    [null],
    ['../x', new Float32Array(2)],
    ['a', [1, 2]],
    ['a', Float32Array.of(NaN, 0)]
  ])
    await expect(call('decode', ...args)).rejects.toMatchObject({ kind: 'input' })
  await expect(call('export.bytes', 'relative.png', new Uint8Array(20))).rejects.toMatchObject({
    kind: 'format'
  })
})

test('a run without weights says so', async () => {
  run = await explorer.client.call('run.create', config, 'Shapes')
  expect(run).toMatchObject({ name: 'Shapes', status: 'queued', dataVersion: 1 })
  await expect(explorer.client.call('decode', run.id, new Float32Array(2))).rejects.toMatchObject({
    kind: 'missing'
  })
})

test('a run that cannot begin is written down as failed, with the reason', async () => {
  const { id } = await explorer.client.call('run.create', config, 'Refused')
  const environment = path.join(out, 'runs', id, 'environment.json')
  writeFileSync(environment, JSON.stringify({ engine: 'abacus' }))
  const training = forkWorker<TrainingRequests, WorkerEvents>('training')
  await expect(training.client.call('training.start', out, id)).rejects.toMatchObject({ kind: 'format' })
  training.kill()
  const { runs } = await explorer.client.call('project.summary')
  const refused = runs.find((record) => record.id === id)
  expect(refused).toMatchObject({ status: 'failed', problemKind: 'format' })
  expect(refused!.problem).toMatch(/environment of run .* cannot be read/)
  await explorer.client.call('run.delete', id)
})

test('training runs beside it at low priority, telling how far it is', async () => {
  const training = forkWorker<TrainingRequests, WorkerEvents>('training')
  const heard = new Set<string>()
  for (const name of ['run.snapshot', 'run.points', 'run.metric', 'run.changed'] as const)
    training.client.on(name, () => heard.add(name))
  await explorer.client.call('control.training', [{ project: out, run: run.id }])
  await expect(explorer.client.call('run.delete', run.id)).rejects.toMatchObject({ kind: 'busy' })
  const record = await training.client.call('training.start', out, run.id)
  expect(getPriority(training.pid)).toBe(10)
  training.kill()
  expect(record).toMatchObject({ status: 'finished', epoch: 20 })
  expect([...heard].sort()).toEqual(['run.changed', 'run.metric', 'run.points', 'run.snapshot'])
  await explorer.client.call('control.training', [])
  await explorer.client.call('control.takeIn', out, run.id)
  expect(await explorer.client.call('run.metrics', run.id)).toHaveLength(40)
})

test('the map, and the image nearest to its own point', async () => {
  const points = await explorer.client.call('map.points', run.id)
  expect(points.z).toHaveLength(400)
  expect(points.z.every(Number.isFinite)).toBe(true)
  const { ids, distances } = await explorer.client.call('neighbours', run.id, points.z.slice(20, 22), 5)
  expect(distances[0]).toBe(0)
  expect(ids).toContain(10)
})

test('decodes any number of points, each as if alone', async () => {
  const z = Float32Array.from({ length: 2 * 150 }, (_, index) => Math.cos(index))
  const all = await explorer.client.call('decode', run.id, z)
  const one = await explorer.client.call('decode', run.id, z.slice(2 * 149))
  expect(all.count).toBe(150)
  const last = all.data.subarray(149 * 256)
  expect(Math.max(...one.data.map((value, at) => Math.abs(value - last[at])))).toBeLessThanOrEqual(1)
  expect(new Set(all.data).size).toBeGreaterThan(50)
  await expect(explorer.client.call('decode', run.id, new Float32Array(3))).rejects.toMatchObject({
    kind: 'input'
  })
})

test('encodes an image of the project, a file and bytes alike', async () => {
  const [record] = await explorer.client.call('dataset.list', { label: 1 }, 0, 1)
  const file = path.join(images, record.path)
  const known = await explorer.client.call('encode.image', run.id, record.id)
  const fromFile = await explorer.client.call('encode.file', run.id, file)
  const fromBytes = await explorer.client.call('encode.bytes', run.id, new Uint8Array(readFileSync(file)))
  // A file of another shape is taken all the same, and what it was is said.
  expect(fromFile.was).toBeUndefined()
  const photo = path.join(folder, 'photo.png')
  writeFileSync(photo, createCanvas(40, 30).toBuffer('image/png'))
  expect(await explorer.client.call('encode.file', run.id, photo)).toMatchObject({
    was: { width: 40, height: 30 }
  })
  for (const encoded of [fromFile, fromBytes]) {
    expect(encoded.image.data).toEqual(known.image.data)
    expect(encoded.mean).toEqual(known.mean)
  }
  expect(known.neighbours.distances[0]).toBeLessThan(1e-3)
  await expect(explorer.client.call('encode.bytes', run.id, new Uint8Array(10))).rejects.toMatchObject({
    kind: 'format'
  })
})

test('interpolates from end to end, and through a middle', async () => {
  const { z, pixels } = await explorer.client.call(
    'interpolate',
    run.id,
    [{ z: [-1, 0] }, { z: [1, 2] }],
    5,
    'linear'
  )
  expect([...z]).toEqual([-1, 0, -0.5, 0.5, 0, 1, 0.5, 1.5, 1, 2])
  expect(pixels.count).toBe(5)
  const through = [{ image: 0 }, { z: [0, 0] }, { image: 5 }]
  const path = await explorer.client.call('interpolate', run.id, through, 4, 'linear')
  expect(path.pixels.count).toBe(7)
  expect([...path.z.subarray(6, 8)]).toEqual([0, 0])
})

test('the manifold has the prior’s top right in its top right', async () => {
  const { z, pixels } = await explorer.client.call('manifold', run.id, 9)
  expect(pixels.count).toBe(81)
  expect(z[2 * 8]).toBeGreaterThan(1)
  expect(z[2 * 8 + 1]).toBeGreaterThan(1)
})

test('shows a finished run as its training did', async () => {
  const shown = await explorer.client.call('run.snapshot', run.id)
  expect([shown.originals.count, shown.reconstructions.count, shown.samples.count]).toEqual([8, 8, 8])
  expect(shown.validation.elbo).toBeLessThan(0)
})

test('exports pictures where it is told, and only pictures', async () => {
  const { pixels } = await explorer.client.call('manifold', run.id, 4)
  const written = await explorer.client.call('export.pixels', path.join(folder, 'manifold'), pixels, {
    columns: 4,
    scale: 3,
    settings: { run: run.id }
  })
  expect(written.path).toBe(path.join(folder, 'manifold.png'))
  const bytes = readFileSync(written.path)
  expect(bytes.length).toBe(written.bytes)
  // The header of a PNG gives its size.
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([192, 192])
})

test('draws the same images for the same request, and films of them', async () => {
  const request = { count: 6, seed: 3, temperature: 0.8, truncation: 1.5 }
  const drawn = await explorer.client.call('generate', run.id, request)
  expect(drawn).toMatchObject({ columns: 0, from: 'prior', pixels: { count: 6, height: 16 } })
  expect(await explorer.client.call('generate', run.id, request)).toEqual(drawn)
  const sampled = await explorer.client.call('generate', run.id, { ...request, sampled: true })
  expect(sampled.z).toEqual(drawn.z)
  expect(sampled.pixels.data).not.toEqual(drawn.pixels.data)
  expect(await explorer.client.call('generate.about', run.id)).toEqual({ from: 'prior', latent: 2 })
  const around = { z: [...drawn.z.subarray(2, 4)], radius: 0.2 }
  const near = await explorer.client.call('generate', run.id, { count: 3, seed: 1, around })
  expect([...near.z.subarray(0, 2)]).toEqual(around.z)
  await expect(
    explorer.client.call('generate', run.id, { count: 4, seed: 1, rows: true })
  ).rejects.toMatchObject({ kind: 'input' })
  const film = await explorer.client.call('export.film', path.join(folder, 'film'), drawn.pixels, {
    rate: 10,
    scale: 2
  })
  expect(film.path).toBe(path.join(folder, 'film.gif'))
  for (const name of ['film.avi', path.join('denied', 'x.gif')]) {
    if (name.startsWith('denied')) writeFileSync(path.join(folder, 'denied'), 'a file, no folder')
    const there = readdirSync(folder)
    await expect(
      explorer.client.call('export.film', path.join(folder, name), drawn.pixels, { rate: 10, scale: 2 })
    ).rejects.toMatchObject({ kind: name.startsWith('denied') ? 'disk' : 'input' })
    expect(readdirSync(folder)).toEqual(there)
  }
})

test('runs are renamed, deleted and taken back, and given more epochs', async () => {
  expect(await explorer.client.call('run.rename', run.id, 'Round things')).toMatchObject({
    name: 'Round things'
  })
  await explorer.client.call('run.delete', run.id)
  expect((await explorer.client.call('project.summary')).runs).toEqual([])
  await explorer.client.call('run.undelete', run.id)
  expect(await explorer.client.call('run.extend', run.id, 5)).toMatchObject({ status: 'paused' })
  expect((await explorer.client.call('run.config', run.id)).epochs).toBe(25)
})

test('after a crash another takes over the project', async () => {
  explorer.kill()
  await explorer.client.closed
  explorer = forkWorker('explorer')
  await explorer.client.call('control.begin', out, [])
  expect((await explorer.client.call('project.summary')).runs).toHaveLength(1)
  const decoded = await explorer.client.call('decode', run.id, new Float32Array(2))
  expect(decoded.count).toBe(1)
})

test('imports again with other settings; the runs stay, of older data', async () => {
  const again = await explorer.client.call('dataset.reimport', { size: 24 })
  expect(again.dataset).toMatchObject({ count: 200, dataVersion: 2, settings: { size: 24 } })
  expect(again.runs[0].dataVersion).toBe(1)
  const pixels = await explorer.client.call('dataset.pixels', [0])
  expect(pixels.width).toBe(24)
})

test('closes in order and lets the project go', async () => {
  await explorer.client.call('project.close')
  await expect(explorer.client.call('project.summary')).rejects.toMatchObject({ kind: 'input' })
  expect(existsSync(path.join(out, 'data.duckdb.wal'))).toBe(false)
  expect(await explorer.client.call('project.open', out)).toMatchObject({ name: 'shapes' })
  await expect(explorer.client.call('project.open', folder)).rejects.toBeTruthy()
  // A project that cannot be opened leaves the other open.
  expect(await explorer.client.call('project.summary')).toMatchObject({ name: 'shapes' })
})

function brightness({ data, height, width }: Pixels, index: number): number {
  const size = height * width
  return data.subarray(index * size, (index + 1) * size).reduce((sum, value) => sum + value, 0)
}
