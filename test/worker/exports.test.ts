/** Everything that is taken away of a trained project, read back by programs that did not write it. */
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { loadImage } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { normalQuantile } from '../../src/engine/distributions/quantile.ts'
import { codeLimits } from '../../src/engine/tasks/codes.ts'
import { decoderScript } from '../../src/node/export/page/decoder.ts'
import { spaceScript } from '../../src/node/export/page/space.ts'
import { linearProjection } from '../../src/renderer/map/projection.ts'
import { principalPlane } from '../../src/shared/pca.ts'
import type { ExplorerRequests, TrainingRequests, WorkerEvents } from '../../src/shared/contract.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { forkWorker, shapes, temporaryFolder } from './workers.ts'
import type { Forked } from './workers.ts'

type Explorer = Forked<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>

const folder = temporaryFolder()
const project = path.join(folder, 'shapes.latent')
const at = (name: string) => path.join(folder, name)
let explorer: Explorer
const runs: Record<string, string> = {}

async function train(changes: Partial<RunConfig>): Promise<string> {
  const config = defaultRunConfig(
    { height: 16, width: 16, channels: 1 },
    { network: { kind: 'mlp', width: 16, depth: 1 }, epochs: 3, batch: 16, seed: 7, ...changes }
  )
  const run = await explorer.client.call('run.create', config, 'A run')
  const training = forkWorker<TrainingRequests, WorkerEvents>('training')
  // Somebody looks on, so the map of each epoch is made.
  training.client.on('run.points', () => {})
  await training.client.call('training.start', project, run.id)
  training.kill()
  await explorer.client.call('control.takeIn', project, run.id)
  return run.id
}

beforeAll(async () => {
  explorer = forkWorker('explorer')
  await explorer.client.call('control.begin', null, [])
  await explorer.client.call('project.import', [shapes(folder, 30)], project, { size: 16 })
  runs.vae = await train({})
  runs.conv = await train({ model: 'cvae', network: { kind: 'conv', filters: [4, 6], width: 8 }, latent: 3 })
  runs.ae = await train({ model: 'ae' })
  runs.five = await train({ latent: 5 })
})
afterAll(() => {
  explorer.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function rowsOf(file: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const reader = await connection.runAndReadAll(`SELECT * FROM '${file}'`)
  return reader.getRowObjectsJS() as Record<string, unknown>[]
}

test('latents are a CSV and a Parquet that DuckDB reads, each row where the map has it', async () => {
  const points = await explorer.client.call('map.points', runs.conv)
  for (const ending of ['csv', 'parquet']) {
    const written = await explorer.client.call('export.table', at(`latents.${ending}`), 'latents', runs.conv)
    expect(written.bytes).toBe(readFileSync(written.path).length)
    const rows = await rowsOf(written.path)
    expect(rows).toHaveLength(60)
    expect(Object.keys(rows[0])).toEqual(['id', 'path', 'label', 'split', 'z_1', 'z_2', 'z_3'])
    expect(rows[7]).toMatchObject({ label: 'bar', path: expect.stringMatching(/^bar\/\d+\.png$/) })
    for (const d of [0, 1, 2]) expect(Number(rows[41][`z_${d + 1}`])).toBeCloseTo(points.z[41 * 3 + d], 5)
  }
})

test('labels and metrics are tables too, and nothing half-written is left in the project', async () => {
  const labels = await explorer.client.call('export.table', at('labels'), 'labels', null)
  expect(labels.path).toBe(at('labels.csv'))
  expect(await rowsOf(labels.path)).toHaveLength(60)
  const metrics = await explorer.client.call('export.table', at('metrics.parquet'), 'metrics', runs.vae)
  const rows = await rowsOf(metrics.path)
  expect(rows).toHaveLength(6)
  const known = await explorer.client.call('run.metrics', runs.vae)
  expect(rows.map(({ elbo }) => Number(elbo)).sort()).toEqual(known.map(({ elbo }) => elbo).sort())
  writeFileSync(at('a file'), '')
  await expect(
    explorer.client.call('export.table', path.join(at('a file'), 'x.csv'), 'labels', null)
  ).rejects.toMatchObject({ kind: 'disk', message: expect.stringContaining('a folder on the way is a file') })
  await expect(explorer.client.call('export.table', at('x.xlsx'), 'labels', null)).rejects.toMatchObject({
    kind: 'input'
  })
  expect(readdirSync(project).filter((name) => name.startsWith('.'))).toEqual([])
})

test('the Embedding Projector’s files parse as its loader parses them', async () => {
  await explorer.client.call('export.projector', at('projector'), runs.vae)
  const file = (name: string) => readFileSync(path.join(at('projector'), name))
  // Vectors: lines of figures apart by tabs, empty lines passed over.
  const vectors = file('vectors.tsv')
    .toString()
    .split('\n')
    .filter((line) => line.trim())
  const figures = vectors.map((line) => line.split('\t').map(Number))
  const points = await explorer.client.call('map.points', runs.vae)
  expect(Math.max(...figures.flat().map((value, i) => Math.abs(value - points.z[i])))).toBeLessThan(1e-6)
  // Metadata: of several columns the first line names them, then a line for each vector.
  const [head, ...metadata] = file('metadata.tsv')
    .toString()
    .split('\n')
    .filter((line) => line.trim())
  expect(head.split('\t')).toEqual(['label', 'split', 'file'])
  expect(metadata).toHaveLength(vectors.length)
  expect(metadata.every((line) => line.split('\t').length === 3)).toBe(true)
  // Sprite: square tiles row by row, no larger than a texture.
  const config = JSON.parse(file('projector_config.json').toString())
  const [embedding] = config.embeddings
  expect(embedding).toMatchObject({
    tensorShape: [60, 2],
    tensorPath: 'vectors.tsv',
    metadataPath: 'metadata.tsv'
  })
  const sprite = await loadImage(file('sprite.png'))
  const [width, height] = embedding.sprite.singleImageDim
  expect(Math.floor(sprite.width / width) * Math.floor(sprite.height / height)).toBeGreaterThanOrEqual(60)
  expect(Math.max(sprite.width, sprite.height)).toBeLessThanOrEqual(8192)
  expect(file('projector_config.pbtxt').toString()).toMatch(
    /tensor_path: "vectors\.tsv"[\s\S]*single_image_dim: 16/
  )
  mkdirSync(at('mine'))
  writeFileSync(at('mine/notes.txt'), 'keep me')
  await expect(explorer.client.call('export.projector', at('mine'), runs.vae)).rejects.toMatchObject({
    kind: 'input'
  })
  expect(readdirSync(at('mine'))).toEqual(['notes.txt'])
})

interface Space {
  plane: string
  axes: number[]
  label: number
  even: boolean
  point: Float32Array
  lift(place: number[], base?: Float32Array): Float32Array
  placeOf(z: ArrayLike<number>): number[]
  extent(): { x: number[]; y: number[] }
  use(label: number): void
  inputs(z: Float32Array, label?: number): Record<string, Float32Array>
}

/** What a page carries, and its own decoder and plane, run here. */
async function pageOf(kind: string) {
  const written = await explorer.client.call('export.page', at(`${kind}.html`), runs[kind])
  const page = readFileSync(written.path, 'utf8')
  const data = JSON.parse(/<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(page)![1])
  const floats = (text: string) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)
  const weights = floats(data.weights)
  const tensors = Object.fromEntries(
    data.tensors.map(({ name, from, size }: { name: string; from: number; size: number }) => [
      name,
      weights.subarray(from, from + size)
    ])
  )
  const make = new Function(
    `${decoderScript}${spaceScript}; return { makeDecoder, makeSpace, normalQuantile, normalShare }`
  )() as {
    makeDecoder(graph: unknown, tensors: unknown): (inputs: Record<string, Float32Array>) => Uint8Array
    makeSpace(data: unknown, z: Float32Array): Space
    normalQuantile(p: number): number
    normalShare(x: number): number
  }
  const z = floats(data.z)
  return {
    ...make,
    page,
    data,
    z,
    decode: make.makeDecoder(data.decoder, tensors),
    space: make.makeSpace(data, z)
  }
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, at) => Math.abs(value - b[at])))

test.each(['vae', 'conv', 'ae', 'five'])(
  'a page’s decoder gives the pixels that ours gives: %s',
  async (kind) => {
    const { page, data, decode, space } = await pageOf(kind)
    expect(data.count).toBe(60)
    expect(data.names[41]).toMatch(/^(bar|disc)\/\d+\.png$/)
    const { z, pixels, labels } = await explorer.client.call('generate', runs[kind], { count: 8, seed: 2 })
    for (let image = 0; image < 8; image++) {
      const own = decode(
        space.inputs(z.slice(image * data.latent, (image + 1) * data.latent), labels?.[image])
      )
      const ours = pixels.data.subarray(image * 256, (image + 1) * 256)
      expect(own).toHaveLength(256)
      expect(apart(own, ours)).toBeLessThanOrEqual(2)
    }
    // Nothing in it asks for anything from elsewhere.
    expect(page).not.toMatch(/(src|href)="(?!data:)/)
  }
)

test('a page of more latents than two has their principal plane, and a click goes through its inverse', async () => {
  const { data, z, space } = await pageOf('five')
  const { rows, mean } = principalPlane(z, 5)
  const ours = linearProjection('pca', rows, mean)
  expect(apart(space.placeOf(z.subarray(35, 40)), ours.placeOf(z.subarray(35, 40)))).toBeLessThan(1e-6)
  space.point = Float32Array.of(1, -2, 0.5, 0, 3)
  const clicked = space.lift([0.7, -1.2])
  expect(apart(clicked, ours.lift([0.7, -1.2], space.point))).toBeLessThan(1e-6)
  expect(apart(space.placeOf(clicked), [0.7, -1.2])).toBeLessThan(1e-5)
  expect(data.principal.share).toBeGreaterThan(0.4)
  space.plane = 'axes'
  space.axes = [3, 1]
  expect(Array.from(space.lift([4, 5]))).toEqual([1, 5, 0.5, 4, 3])
})

test('a page of a conditional model has each label’s prior, and steps by shares of it', async () => {
  const { data, decode, space, normalShare, normalQuantile: quantile } = await pageOf('conv')
  const priors = await explorer.client.call('condition.priors', runs.conv)
  expect(data.conditions).toEqual(priors.labels)
  data.priors.forEach(({ mean, deviation }: Record<string, number[]>, label: number) => {
    expect(apart(mean, priors.means.subarray(3 * label))).toBeLessThan(1e-6)
    expect(apart(deviation, priors.deviations.subarray(3 * label))).toBeLessThan(1e-6)
  })
  expect(apart(data.priors[0].mean, data.priors[1].mean)).toBeGreaterThan(0)
  for (const share of [0.001, 0.02, 0.3, 0.5, 0.98]) {
    expect(quantile(share)).toBeCloseTo(normalQuantile(share), 10)
    expect(normalShare(normalQuantile(share))).toBeCloseTo(share, 6)
  }
  // The style stays: as far from μ(1) as it was from μ(0).
  const before = space.point.map((value, d) => value + [0.5, 1, -1][d])
  space.point = before
  space.use(1)
  const [from, to] = data.priors.map(({ mean }: { mean: number[] }) => mean)
  expect(
    apart(
      space.point,
      before.map((value, d) => value - from[d] + to[d])
    )
  ).toBeLessThan(1e-6)
  space.plane = 'axes'
  space.even = true
  const z = space.lift([0.9, 0.25])
  const wanted = [to[0] + normalQuantile(0.9), to[1] + normalQuantile(0.25), space.point[2]]
  expect(apart(z, wanted)).toBeLessThan(1e-5)
  const ours = await explorer.client.call('decode', runs.conv, z, { label: priors.labels[1] })
  expect(apart(decode(space.inputs(z)), ours.data)).toBeLessThanOrEqual(2)
  const other = decode(space.inputs(z, 0))
  expect(apart(other, ours.data)).toBeGreaterThan(2)
})

test('a page of an autoencoder has no prior, and reaches as far as nearly all codes', async () => {
  const { data, z, space } = await pageOf('ae')
  expect(data.priors).toBeUndefined()
  const limits = codeLimits(z, 2)
  const { x, y } = space.extent()
  for (const [axis, [low, high]] of [x, y].entries()) {
    const sorted = z.filter((_, at) => at % 2 === axis).sort()
    // Of 60 codes the hundredth is the outermost.
    expect([low, high]).toEqual([sorted[0], sorted[59]])
    expect(low).toBeLessThanOrEqual(limits[axis].low)
  }
})

test('map and curves are SVG with a circle a point, and words as words', async () => {
  const map = await explorer.client.call('export.map', at('map.svg'), runs.vae, { theme: 'light' })
  const svg = readFileSync(map.path, 'utf8')
  expect(svg.match(/<circle[^>]* r="[\d.]+"\/>/g)!.length).toBeGreaterThanOrEqual(60)
  expect(svg).toMatch(/<text[^>]*>disc<\/text>/)
  expect(await loadImage(Buffer.from(svg))).toMatchObject({ width: 1200, height: 920 })
  const look = { theme: 'light', shapes: true } as const
  const shaped = await explorer.client.call('export.map', at('shapes.svg'), runs.vae, look)
  const circles = (text: string) => text.match(/<circle[^>]* r="[\d.]+"\/>/g)?.length ?? 0
  const paths = readFileSync(shaped.path, 'utf8').match(/<path d="M[^>]*\/>/g)!.length
  // A shape for each of those circles, and one a label in the legend.
  expect(paths - (await explorer.client.call('project.summary')).dataset.labels.length).toBe(
    circles(svg) - circles(readFileSync(shaped.path, 'utf8'))
  )
  const curves = await explorer.client.call('export.curves', at('curves'), runs.vae, 'dark')
  const lines = [...readFileSync(curves.path, 'utf8').matchAll(/points="([^"]*)" data-curve="(\w+ \w+)"/g)]
  expect(lines.map(([, , name]) => name)).toContain('elbo validation')
  expect(lines.every(([, points]) => points.split(' ').length === 3)).toBe(true)
})

test('the training of the map is a film of its epochs', async () => {
  // Three epochs, and three frames on the way from each to the next.
  expect(await explorer.client.call('film.length', runs.vae)).toBe(9)
  const frame = await explorer.client.call('film.frame', runs.vae, 8, 'dark')
  expect(frame).toMatchObject({ count: 1, width: 880, height: 720, channels: 3 })
  const film = await explorer.client.call('export.trainingFilm', at('training.gif'), runs.vae, {
    rate: 10,
    theme: 'dark'
  })
  const gif = readFileSync(film.path)
  // A graphic control extension before each frame.
  const marks = gif.toString('latin1').split('\x21\xf9\x04').length - 1
  expect(marks).toBe(9)
}, 60_000)

async function zipOf(name: string, entries: Record<string, string>): Promise<string> {
  const zip = new ZipFile()
  for (const [path, text] of Object.entries(entries))
    zip.addBuffer(Buffer.from(text), path.replaceAll('..', 'xx'))
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(at(name)))
  // The writer refuses names upwards, so they are made by hand.
  const bytes = readFileSync(at(name)).toString('latin1').replaceAll('xx/', '../')
  writeFileSync(at(name), bytes, 'latin1')
  return at(name)
}

test('the whole project is one zip, and back', async () => {
  const packed = await explorer.client.call('export.project', at('away'))
  expect(packed.path).toBe(at('away.zip'))
  expect(await explorer.client.call('archive.holdsProject', packed.path)).toBe(true)
  const decoded = await explorer.client.call('decode', runs.vae, Float32Array.of(0.5, -1))
  const out = await explorer.client.call('archive.unpack', packed.path, at('back.latent'))
  const summary = await explorer.client.call('project.open', out)
  expect(summary).toMatchObject({ name: 'shapes', dataset: { count: 60 } })
  expect(summary.runs).toHaveLength(4)
  expect((await explorer.client.call('decode', runs.vae, Float32Array.of(0.5, -1))).data).toEqual(
    decoded.data
  )
  await expect(explorer.client.call('archive.unpack', packed.path, at('back.latent'))).rejects.toMatchObject({
    kind: 'input'
  })
})

test('a zip of another version, without a project, damaged or hostile makes nothing', async () => {
  const manifest = readFileSync(path.join(project, 'project.json'), 'utf8')
  const newer = JSON.stringify({ ...JSON.parse(manifest), format: 99 })
  const cases: [string, RegExp][] = [
    [
      await zipOf('newer.zip', { 'p.latent/project.json': newer, 'p.latent/data.duckdb': '' }),
      /newer version/
    ],
    [await zipOf('bare.zip', { 'p.latent/project.json': manifest }), /data\.duckdb/],
    [await zipOf('images.zip', { 'a/1.png': 'x' }), /no project/],
    [await zipOf('up.zip', { 'p/project.json': manifest, 'p/../../evil.txt': 'x' }), /refused/]
  ]
  const whole = await zipOf('whole.zip', { 'p/project.json': manifest, 'p/data.duckdb': 'x'.repeat(9000) })
  writeFileSync(at('cut.zip'), readFileSync(whole).subarray(0, 200))
  cases.push([at('cut.zip'), /cut off or damaged/])
  const before = readdirSync(folder).sort()
  for (const [zip, message] of cases)
    await expect(explorer.client.call('archive.unpack', zip, at('made.latent')), zip).rejects.toMatchObject({
      kind: 'format',
      message: expect.stringMatching(message)
    })
  expect(readdirSync(folder).sort()).toEqual(before)
  expect(existsSync(path.join(folder, '..', 'evil.txt'))).toBe(false)
})
