import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type {
  ExplorerRequests,
  MapPoints,
  TrainingRequests,
  WorkerEvents
} from '../../src/shared/contract.ts'
import { forkWorker, shapes, temporaryFolder } from './workers.ts'
import type { Forked } from './workers.ts'

type Explorer = Forked<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>

const folder = temporaryFolder()
const out = path.join(folder, 'shapes.latent')
const image = { height: 16, width: 16, channels: 1 }
const settings = { network: { kind: 'mlp', width: 32, depth: 1 }, epochs: 8, batch: 16, seed: 7 } as const
const config = defaultRunConfig(image, settings)

let explorer: Explorer
let ask: Explorer['client']['call']
let run: string
let points: MapPoints

async function train(model: 'vae' | 'cvae'): Promise<string> {
  const { id } = await ask('run.create', { ...config, model })
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
  await ask('project.import', [shapes(folder, 60)], out, { size: 16 })
  run = await train('vae')
  points = await ask('map.points', run)
})
afterAll(() => {
  explorer.kill()
  rmSync(folder, { recursive: true, force: true })
})

const ids = (...list: number[]) => Int32Array.from(list)

test('a run’s measures are taken once, add up to its bound, and can be filtered and ordered by', async () => {
  const told: number[] = []
  explorer.client.on('progress', ({ phase, done }) => phase === 'Measuring' && told.push(done))
  const { reconstruction, kl } = await ask('images.measure', run)
  expect(reconstruction).toHaveLength(120)
  expect(told.at(-1)).toBe(120)
  await ask('images.measure', run)
  expect(told).toHaveLength(2)
  const validation = (await ask('run.metrics', run)).findLast(({ split }) => split === 'validation')!
  const held = [...points.ids].filter((_, row) => points.splits[row] === 1)
  const mean = held.reduce((sum, id) => sum + reconstruction[id] - kl[id], 0) / held.length
  // Other samples of the same bound, perhaps of an earlier epoch that was better.
  expect(Math.abs(mean - validation.elbo)).toBeLessThan(0.1 * Math.abs(validation.elbo))
  const order = await ask('images.order', run, 'reconstruction')
  for (let at = 1; at < 120; at++)
    expect(reconstruction[order[at]]).toBeGreaterThanOrEqual(reconstruction[order[at - 1]])
  const worst = await ask('images.find', run, [{ column: 'reconstruction', to: reconstruction[order[9]] }])
  expect([...worst].sort()).toEqual([...order.subarray(0, 10)].sort())
})

test('log p(x) is estimated once for every image, kept with k, and can be filtered and ordered by', async () => {
  const told: number[] = []
  const off = explorer.client.on('progress', ({ phase, done }) => phase === 'Weighing' && told.push(done))
  const weighed = await ask('images.weigh', run, null)
  expect(weighed).toMatchObject({ run, samples: 64, seed: 1, given: false })
  expect(told.at(-1)).toBe(120)
  // The bound of an image lies below, but for the chance in both.
  const { reconstruction, kl } = await ask('images.measure', run)
  const gaps = weighed.nats.map((nats, id) => nats - (reconstruction[id] - kl[id]))
  expect(gaps.filter((gap) => gap > 0).length).toBeGreaterThan(80)
  expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeGreaterThan(0)
  expect(weighed.errors.every((error) => error >= 0 && error <= 1)).toBe(true)
  told.length = 0
  expect(await ask('images.weigh', run, 64)).toEqual(weighed)
  const order = await ask('images.order', run, 'likelihood')
  expect(told).toEqual([])
  for (let at = 1; at < 120; at++)
    expect(weighed.nats[order[at]]).toBeGreaterThanOrEqual(weighed.nats[order[at - 1]])
  const rare = await ask('images.find', run, [
    { column: 'likelihood', to: weighed.nats[order[9]] },
    { column: 'kl', from: -1 }
  ])
  expect([...rare].sort()).toEqual([...order.subarray(0, 10)].sort())
  // Another k takes its place, and is then what is known.
  const rough = await ask('images.weigh', run, 16)
  expect(told.at(-1)).toBe(120)
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(rough.errors)).toBeGreaterThan(mean(weighed.errors))
  expect(await ask('images.weigh', run, null)).toEqual(rough)
  off()
})

test('the estimation of log p(x) can be cancelled, and is then not kept', async () => {
  const controller = new AbortController()
  const off = explorer.client.on('progress', ({ phase }) => phase === 'Weighing' && controller.abort())
  const cancelled = explorer.client.with(controller.signal).call('images.weigh', run, 256)
  await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' })
  off()
  expect((await ask('images.weigh', run, null)).samples).toBe(16)
})

test('the images nearest to one, in the latent and in pixels', async () => {
  const near = await ask('images.near', run, ids(30), 'latent', 5)
  const from = (id: number) =>
    Math.hypot(points.z[2 * id] - points.z[60], points.z[2 * id + 1] - points.z[61])
  const expected = [...points.ids].filter((id) => id !== 30).sort((a, b) => from(a) - from(b))
  expect([...near.ids]).toEqual(expected.slice(0, 5))
  expect(near.distances[4]).toBeCloseTo(from(expected[4]), 5)
  const pixels = await ask('dataset.pixels', [...points.ids])
  const apart = (id: number) =>
    Math.hypot(
      ...Array.from({ length: 256 }, (_, at) => pixels.data[id * 256 + at] - pixels.data[30 * 256 + at])
    )
  const closest = await ask('images.near', run, ids(30), 'pixels', 4)
  const ordered = [...points.ids]
    .filter((id) => id !== 30)
    .map(apart)
    .sort((a, b) => a - b)
  for (let at = 0; at < 4; at++) expect(closest.distances[at]).toBeCloseTo(ordered[at], 2)
  await expect(ask('images.near', run, ids(5000), 'pixels', 4)).rejects.toMatchObject({ kind: 'missing' })
})

test('the average of a selection is the decoded mean of its latents, beside the mean of its pixels', async () => {
  const chosen = ids(3, 40, 77)
  const average = await ask('images.average', run, chosen)
  for (const d of [0, 1]) {
    const values = [...chosen].map((id) => points.z[2 * id + d])
    const mean = values.reduce((sum, value) => sum + value, 0) / 3
    expect(average.mean[d]).toBeCloseTo(mean, 5)
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3)
    expect(average.deviation[d]).toBeCloseTo(spread, 5)
  }
  expect(average.decoded.data).toEqual((await ask('decode', run, average.mean)).data)
  const { data } = await ask('dataset.pixels', [...chosen])
  const pixel = 8 * 16 + 8
  expect(average.image.data[pixel]).toBe(
    Math.round((data[pixel] + data[256 + pixel] + data[512 + pixel]) / 3)
  )
})

test('groups that lie together are suggested', async () => {
  const groups = await ask('images.clusters', run, points.ids, 3)
  const sizes = [0, 1, 2].map((group) => groups.filter((of) => of === group).length)
  expect(sizes[0] + sizes[1] + sizes[2]).toBe(120)
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
})

test('a new label is in the map at once without encoding again, and comes off again', async () => {
  const { dataset, marks } = await ask('marks.relabel', ids(0, 1, 2), 'odd')
  expect(dataset.labels.at(-1)).toEqual({ name: 'odd', count: 3 })
  expect(dataset.dataVersion).toBe(2)
  const file = path.join(out, 'runs', run, 'latents.f32')
  const before = readFileSync(file)
  const now = await ask('map.points', run)
  expect([...now.labels.subarray(0, 4)]).toEqual([2, 2, 2, marks.labels[3]])
  expect(readFileSync(file)).toEqual(before)
  const undone = await ask('marks.restore', ids(0, 1, 2), points.labels.slice(0, 3))
  expect(undone.dataset.dataVersion).toBe(1)
  expect(undone.marks.labels).toEqual(points.labels)
})

test('a conditional model learns the labels given by hand, on the images that are not left out', async () => {
  const { marks } = await ask('marks.exclude', ids(0, 1, 2, 3, 4), true)
  expect(marks.excluded.reduce((sum, out) => sum + out, 0)).toBe(5)
  await ask(
    'marks.relabel',
    Int32Array.from({ length: 55 }, (_, at) => 5 + at),
    'wide'
  )
  const id = await train('cvae')
  // The excluded ones keep a label that nothing else has, so the model does not learn it.
  expect((await ask('run.config', id)).labels).toEqual(['disc', 'wide'])
  const { inferred } = await ask('images.measure', id)
  // log Σ p(c) p(x|c): of every image, those without a label that the model knows too.
  const weighed = await ask('images.weigh', id, null)
  expect(weighed).toMatchObject({ samples: 16, given: false })
  expect(weighed.nats.every(Number.isFinite)).toBe(true)
  const { labels } = await ask('project.summary').then(({ dataset }) => dataset)
  expect(new Set(inferred)).toEqual(new Set([1, 3]))
  // A label that was taken back stays behind, of no image.
  expect(labels.map(({ name, count }) => [name, count])).toEqual([
    ['bar', 5],
    ['disc', 60],
    ['odd', 0],
    ['wide', 55]
  ])
  const record = (await ask('project.summary')).runs.find((known) => known.id === id)!
  expect(record.dataVersion).toBe((await ask('project.summary')).dataset.dataVersion)
}, 120_000)

test('a selection is written as a table and as its files', async () => {
  const csv = await ask('export.selection', path.join(folder, 'table'), run, ids(2, 7, 90))
  expect(csv.path).toBe(path.join(folder, 'table.csv'))
  const [head, ...rows] = readFileSync(csv.path, 'utf8').trim().split('\r\n')
  expect(head).toBe(
    'id,file,label,split,excluded,width,height,bytes,z_1,z_2,elbo,reconstruction,kl,' +
      'log_p_x,log_p_x_error,importance_samples'
  )
  expect(rows.map((row) => Number(row.split(',')[0]))).toEqual([2, 7, 90])
  const cells = rows[1].split(',')
  expect(cells.slice(2, 5)).toEqual(['wide', expect.any(String), '0'])
  expect(cells.slice(5, 7)).toEqual(['16', '16'])
  expect([Number(cells[8]), Number(cells[9])]).toEqual([points.z[14], points.z[15]])
  const { nats, errors } = await ask('images.weigh', run, null)
  expect(cells.slice(13).map(Number)).toEqual([nats[7], errors[7], 16])
  const zip = await ask('export.images', path.join(folder, 'files.zip'), ids(2, 7, 90))
  const entries: string[] = []
  const opened = await yauzl.openPromise(zip.path, { lazyEntries: true })
  for await (const entry of opened.eachEntry()) entries.push(entry.fileName)
  expect(entries).toHaveLength(3)
  expect(entries.map((entry) => entry.split('/')[0])).toEqual(['bar', 'wide', 'disc'])
  await expect(ask('export.selection', 'relative.csv', run, ids(1))).rejects.toMatchObject({ kind: 'input' })
  expect(existsSync('relative.csv')).toBe(false)
})

test('what is no selection is refused in words', async () => {
  const call = ask as unknown as (name: string, ...args: unknown[]) => Promise<unknown>
  for (const [name, ...args] of [
    ['images.find', run, [{ column: 'label', any: ['0; DROP TABLE images'] }]],
    ['images.average', run, ids()],
    ['marks.relabel', [1, 2], 'x'],
    ['marks.relabel', ids(1), '  '],
    ['marks.restore', ids(1), Int16Array.of(-2)]
  ] as [string, ...unknown[]][])
    await expect(call(name, ...args)).rejects.toMatchObject({ kind: 'input' })
})
