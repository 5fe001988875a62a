import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { manifoldGrid } from '../../src/engine/tasks/manifold.ts'
import { chooseEngine } from '../../src/node/backends/choose.ts'
import { readSettings } from '../../src/node/export/png.ts'
import { openInference } from '../../src/node/inference.ts'
import { Project } from '../../src/node/project.ts'
import type { Pixels } from '../../src/shared/contract.ts'
import { writeImageFolder } from './images.ts'
import { run, runJson, start } from './run.ts'

const sample = fileURLToPath(new URL('../../resources/samples/fashion-mnist.zip', import.meta.url))
const engine = ['--engine', 'wasm']
let folder: string
let images: string
let project: string

interface Trained {
  run: string
  status: string
  epochs: number
  elbo: number
  reconstruction: number
  kl: number
  validation: { elbo: number; reconstruction: number; kl: number }
  engine: string
  device: string
  seconds: number
  imagesPerSecond: number
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape 空间 👕-'))
  images = join(folder, 'my 图像')
  project = join(folder, 'Ärger 项目.latent')
  await writeImageFolder(images, ['竖条 upright', 'level 👟'], 60)
  await writeFile(join(images, 'level 👟', 'text.png'), 'not an image')
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Names and contents of everything below a folder. */
async function fingerprint(path: string): Promise<string> {
  const hash = createHash('sha256')
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) hash.update(file).update(await readFile(file))
  return hash.digest('hex')
}

/** The images of a PNG grid again, one byte a pixel, taken from the middle of each enlarged pixel. */
async function readGrid(path: string, columns: number, count: number, scale: number): Promise<Uint8Array> {
  const image = await loadImage(await readFile(path))
  const rows = Math.ceil(count / columns)
  expect([image.width, image.height]).toEqual([columns * 16 * scale, rows * 16 * scale])
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return Uint8Array.from({ length: count * 256 }, (_, at) => {
    const [tile, y, x] = [Math.floor(at / 256), Math.floor((at % 256) / 16), at % 16]
    const across = ((tile % columns) * 16 + x) * scale + Math.floor(scale / 2)
    const down = (Math.floor(tile / columns) * 16 + y) * scale + Math.floor(scale / 2)
    return data[(down * image.width + across) * 4]
  })
}

it('imports a folder, tells what could not be read, and never touches the sources', async () => {
  const before = await fingerprint(images)
  const answer = await runJson<Record<string, unknown>>(['import', images, '--out', project])
  expect(answer).toMatchObject({ project, images: 120, size: 16, channels: 'gray' })
  expect(answer.problems).toEqual([{ path: expect.stringContaining('text.png'), reason: expect.any(String) }])
  expect(answer.labels).toEqual([
    { name: 'level 👟', count: 60 },
    { name: '竖条 upright', count: 60 }
  ])
  expect(await fingerprint(images)).toBe(before)
  const again = await run(['import', images, '--out', project])
  expect(again.status).toBe(1)
  expect(again.error).toMatch(/already/)
})

it('trains, and answers with the figures', async () => {
  const words = [
    'train',
    project,
    '--network',
    'mlp',
    '--likelihood',
    'bernoulli',
    '--epochs',
    '3',
    '--batch',
    '20',
    '--seed',
    '7',
    ...engine
  ]
  const answer = await runJson<Trained>([...words, '--name', '第一 run'])
  expect(answer).toMatchObject({ run: 'vae-mlp-2d-1', status: 'finished', epochs: 3, engine: 'wasm' })
  for (const terms of [answer, answer.validation])
    expect(terms.elbo).toBeCloseTo(terms.reconstruction - terms.kl, 3)
  expect(answer.validation.elbo).toBeGreaterThan(-16 * 16 * Math.LN2)
  expect(answer.seconds * answer.imagesPerSecond).toBeGreaterThan(0)
  expect(answer.device).toMatch(/thread/)
})

it('draws exactly what the model decodes', async () => {
  const inference = await openInference(project, 'vae-mlp-2d-1', await chooseEngine('wasm'))
  const decoded = async (z: ArrayLike<number>): Promise<Pixels> => inference.decode(Float32Array.from(z))
  const out = join(folder, 'decoded 图.png')
  const answer = await runJson(['decode', project, '--z=0.5,-1', '--z=-2,0', '--out', out, ...engine])
  expect(answer).toMatchObject({
    out,
    run: 'vae-mlp-2d-1',
    z: [
      [0.5, -1],
      [-2, 0]
    ],
    scale: 1
  })
  expect(await readGrid(out, 2, 2, 1)).toEqual((await decoded([0.5, -1, -2, 0])).data)
  expect(readSettings(await readFile(out))).toMatchObject({ command: 'decode', run: 'vae-mlp-2d-1' })

  const manifold = await runJson<{ out: string }>(
    ['manifold', project, '--size', '5', '--scale', '3', '--run', '第一 run', ...engine],
    folder
  )
  expect(manifold.out).toBe(join(folder, 'Ärger 项目-manifold.png'))
  expect(await readGrid(manifold.out, 5, 25, 3)).toEqual((await decoded(manifoldGrid(5))).data)
  inference.dispose()
})

it('generates the same sheet from the same seed', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, `${name}.png`))
  const words = ['generate', project, '--count', '7', '--scale', '2', ...engine]
  await runJson([...words, '--seed', '3', '--out', a])
  await runJson([...words, '--seed', '3', '--out', b])
  await runJson([...words, '--seed', '4', '--out', c])
  expect(await readFile(a)).toEqual(await readFile(b))
  expect(await readGrid(a, 3, 7, 2)).not.toEqual(await readGrid(c, 3, 7, 2))
})

it('encodes files, and interpolates between what they and images of the project encode to', async () => {
  const own = join(images, '竖条 upright', 'image 3 图.png')
  const [missing, table] = [join(folder, 'nowhere.png'), join(folder, 'codes.csv')]
  const encoded = await runJson<{ images: { path: string; mean: number[]; variance: number[] }[] }>([
    'encode',
    project,
    own,
    missing,
    '--out',
    table,
    ...engine
  ])
  expect(encoded).toMatchObject({ out: table, problems: [{ path: missing }] })
  expect(encoded.images).toHaveLength(1)
  const { mean, variance } = encoded.images[0]
  for (const value of variance) expect(value).toBeGreaterThan(0)
  const [head, row] = (await readFile(table, 'utf8')).split('\r\n')
  expect(head).toBe('path,mean_1,mean_2,variance_1,variance_2')
  expect(row.startsWith(`${own},${mean.join(',')}`)).toBe(true)

  const opened = await Project.open(project)
  const records = await opened.list({}, 0, 200)
  await opened.close()
  const { id } = records.find(({ path }) => path.includes('upright') && path.includes('image 3 '))!
  const strip = await runJson<{ out: string; z: number[][] }>(
    ['interpolate', project, `#${id}`, 'z:1.5,-0.5', '--steps', '5', '--scale', '1', ...engine],
    folder
  )
  expect(strip.z).toHaveLength(5)
  strip.z[0].forEach((value, d) => expect(value).toBeCloseTo(mean[d], 5))
  expect(strip.z[4]).toEqual([1.5, -0.5])
  await readGrid(strip.out, 5, 5, 1)
})

it('draws the map, evaluates and lists', async () => {
  const map = await runJson<{ out: string; points: number }>(
    ['map', project, '--theme', 'light', '--manifold', '6', '--resolution', '1', ...engine],
    folder
  )
  expect(map).toMatchObject({ points: 120, labels: ['level 👟', '竖条 upright'], theme: 'light' })
  const picture = await loadImage(await readFile(map.out))
  expect([picture.width, picture.height]).toEqual([1200, 920])

  const words = ['evaluate', project, '--run', 'vae-mlp', '--split', 'validation', ...engine]
  const evaluated = await runJson<{ images: number; elbo: number; reconstruction: number; kl: number }>(words)
  expect(evaluated.elbo).toBeCloseTo(evaluated.reconstruction - evaluated.kl, 3)
  expect(evaluated.images).toBeGreaterThan(0)
  const lines = await run(words)
  expect(lines.out).toMatch(/ELBO +−[\d.]+ nats per image \(Bernoulli score/)
  const { runs } = await runJson<{ runs: { id: string; name: string }[] }>(['runs', project])
  expect(runs).toMatchObject([{ id: 'vae-mlp-2d-1', name: '第一 run', status: 'finished' }])
})

it('says what is wrong with a point or a run that does not fit', async () => {
  const wrong = await run(['decode', project, '--z=1,2,3', ...engine])
  expect(wrong).toMatchObject({ status: 2, out: '' })
  expect(wrong.error).toMatch(/2 latent dimensions, but 1,2,3 has 3/)
  const unknown = await run(['map', project, '--run', 'nobody', ...engine])
  expect(unknown.status).toBe(1)
  expect(unknown.error).toMatch(/vae-mlp-2d-1/)
})

it('says why a picture cannot be written, and leaves what was there', async () => {
  const file = join(folder, 'a file.png')
  await writeFile(file, 'mine')
  for (const [out, reason] of [
    [join(file, 'below.png'), /a folder on the way is a file/],
    [images, /it is a folder/],
    [join(folder, `${'长'.repeat(100)}.png`), /the name is too long/]
  ] as const) {
    const { status, error } = await run(['decode', project, '--z=0,0', '--out', out, ...engine])
    expect(status).toBe(1)
    expect(error).toMatch(reason)
    expect(error).toContain(out)
  }
  expect(await readFile(file, 'utf8')).toBe('mine')
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

it('pauses a training on an interrupt, says how to go on, and goes on', async () => {
  const training = start(['train', project, '--network', 'mlp', '--epochs', '400', '--json', ...engine])
  await training.says('Epoch 2 of 400')
  training.interrupt()
  const ran = await training.ended
  expect(ran.status, ran.error).toBe(130)
  expect(ran.out).toBe('')
  expect(ran.error).toMatch(/--resume vae-mlp-2d-2/)
  const { runs } = await runJson<{ runs: { id: string; status: string; epoch: number }[] }>(['runs', project])
  expect(runs[0]).toMatchObject({ id: 'vae-mlp-2d-2', status: 'paused' })
  const [{ epoch }] = runs
  expect(epoch).toBeGreaterThanOrEqual(2)
  const done = await run(['train', project, '--resume', 'vae-mlp-2d-2', '--epochs', String(epoch)])
  expect(done.status).toBe(1)
  expect(done.error).toMatch(/ask for more/)
  const changed = await run(['train', project, '--resume', 'vae-mlp-2d-2', '--latent', '3'])
  expect(changed.status).toBe(2)
  const resumed = await runJson<Trained>([
    'train',
    project,
    '--resume',
    'vae-mlp-2d-2',
    '--epochs',
    String(epoch + 2),
    ...engine
  ])
  expect(resumed).toMatchObject({ run: 'vae-mlp-2d-2', status: 'finished', epochs: epoch + 2 })
})

it('stops an import on an interrupt and leaves a project that opens', async () => {
  const out = join(folder, 'stopped.latent')
  const importing = start(['import', sample, '--out', out, '--json'])
  await importing.says('Importing: 1 of 5,000')
  importing.interrupt()
  const ran = await importing.ended
  expect(ran).toMatchObject({ status: 130, out: '' })
  const opened = await Project.open(out)
  const { dataset } = await opened.summary()
  await opened.close()
  expect(dataset.count).toBeLessThan(5000)
})

it('trains straight from images, but not from one alone', async () => {
  const alone = join(folder, 'alone')
  await writeImageFolder(alone, ['x'], 1)
  const refused = await run(['train', alone, ...engine], folder)
  expect(refused.status).toBe(1)
  expect(refused.error).toMatch(/too few/)
  expect(await readdir(join(folder, 'alone.latent', 'runs')).catch(() => [])).toEqual([])

  const some = join(folder, 'some')
  await writeImageFolder(some, ['x', 'y'], 20)
  const words = [
    'train',
    some,
    '--network',
    'conv',
    '--latent',
    '3',
    '--epochs',
    '1',
    '--size',
    '16',
    ...engine
  ]
  const trained = await runJson<Trained & { project: string }>(words, folder)
  expect(trained).toMatchObject({ project: join(folder, 'some.latent'), epochs: 1, run: 'vae-conv-3d-1' })
  const flat = await run(['manifold', 'some.latent', ...engine], folder)
  expect(flat.status).toBe(1)
  expect(flat.error).toMatch(/two latent dimensions/)
})

it('says who holds a project that is open elsewhere', async () => {
  const opened = await Project.open(project)
  const busy = await run(['train', project, '--epochs', '1', ...engine])
  await opened.close()
  expect(busy.status).toBe(1)
  expect(busy.error).toContain(String(process.pid))
})
