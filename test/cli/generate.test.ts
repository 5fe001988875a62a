import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeImageFolder } from './images.ts'
import { run, runJson } from './run.ts'

const engine = ['--engine', 'wasm']
let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-generate-'))
  project = join(folder, 'bars.latent')
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
  await runJson(['import', join(folder, 'bars'), '--out', project, '--size', '16'])
  for (const model of ['vae', 'cvae'])
    await runJson([
      ...['train', project, '--model', model, '--network', 'mlp', '--epochs', '3', '--batch', '20', ...engine]
    ])
})
afterAll(() => rm(folder, { recursive: true }))

async function drawn(...words: string[]): Promise<{ hash: string; width: number; height: number }> {
  const out = join(folder, 'drawn.png')
  await runJson(['generate', project, '--scale', '1', '--out', out, ...words, ...engine])
  const image = await loadImage(await readFile(out))
  // The pixels, without the settings kept in the file.
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  return {
    hash: createHash('sha256').update(data).digest('hex'),
    width: image.width,
    height: image.height
  }
}

it('draws the same images for the same seed, and others for other settings', async () => {
  const words = ['--run', 'vae', '--count', '9']
  const first = await drawn(...words, '--seed', '4')
  expect([first.width, first.height]).toEqual([48, 48])
  expect(await drawn(...words, '--seed', '4')).toEqual(first)
  const other = await drawn(...words, '--seed', '5')
  const narrow = await drawn(...words, '--seed', '4', '--truncation', '0.3')
  const near = await drawn(...words, '--seed', '4', '--around', '#3', '--radius', '0.1')
  const sampled = await drawn(...words, '--seed', '4', '--draw', 'sample')
  const hashes = [first, other, narrow, near, sampled].map(({ hash }) => hash)
  expect(new Set(hashes).size).toBe(5)
})

it('draws a row for each label', async () => {
  const rows = await drawn('--run', 'cvae', '--rows', '--count', '5')
  expect([rows.width, rows.height]).toEqual([80, 32])
  const refused = await run(['generate', project, '--run', 'vae', '--rows', ...engine])
  expect(refused).toMatchObject({ status: 1, error: expect.stringContaining('knows no labels') })
  const wrong = await run(['generate', project, '--rows', '--label', 'level', ...engine])
  expect(wrong.status).toBe(2)
})

it('encodes a folder and decodes the list it wrote, as a sheet and as files', async () => {
  const table = join(folder, 'points.csv')
  const { images } = await runJson<{ images: unknown[] }>([
    ...['encode', project, join(folder, 'bars', 'level'), '--run', 'vae', '--out', table, ...engine]
  ])
  expect(images).toHaveLength(40)
  const sheet = join(folder, 'sheet.png')
  const words = ['decode', project, '--run', 'vae', '--points', table, ...engine]
  expect(await runJson([...words, '--out', sheet, '--scale', '1'])).toMatchObject({ images: 40, columns: 7 })
  const each = join(folder, 'each')
  await runJson([...words, '--folder', each])
  expect((await readdir(each)).sort()).toEqual(
    Array.from({ length: 40 }, (_, index) => `${String(index + 1).padStart(2, '0')}.png`)
  )
})

it('reads points from JSON and .npy, and says what is wrong with a list', async () => {
  const npy = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from([70, 0]),
    Buffer.from("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }".padEnd(69) + '\n', 'latin1'),
    Buffer.from(Float32Array.of(0.5, -1, 0, 2).buffer)
  ])
  await writeFile(join(folder, 'points.npy'), npy)
  await writeFile(join(folder, 'points.json'), '[[0.5, -1], [0, 2]]')
  const hashes = []
  for (const file of ['points.npy', 'points.json']) {
    const out = join(folder, `${file}.png`)
    await runJson([
      ...['decode', project, '--run', 'vae', '--points', join(folder, file), '--out', out, ...engine]
    ])
    hashes.push(
      createHash('sha256')
        .update(await readFile(out))
        .digest('hex')
    )
  }
  expect(hashes[0]).toBe(hashes[1])
  await writeFile(join(folder, 'broken.csv'), '0.5,1\n0.25\n')
  const broken = await run(['decode', project, '--points', join(folder, 'broken.csv'), ...engine])
  expect(broken).toMatchObject({ status: 1, error: expect.stringMatching(/no list of latent points/) })
})
