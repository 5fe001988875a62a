import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fullDisk } from './disk.ts'
import { writeImageFolder } from './images.ts'
import { run, runJson } from './run.ts'

const engine = ['--engine', 'wasm']
let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-exports-'))
  project = join(folder, 'bars.latent')
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
  await runJson(['import', join(folder, 'bars'), '--out', project, '--size', '16'])
  await runJson(['train', project, '--network', 'mlp', '--epochs', '3', '--batch', '20', ...engine])
})
afterAll(() => rm(folder, { recursive: true }))

it('writes tables, curves, the Projector’s files, a page and the whole project', async () => {
  for (const format of ['latents', 'labels', 'metrics', 'curves', 'page', 'project', 'projector']) {
    const words = ['export', project, '--format', format, '--out', join(folder, `out-${format}`)]
    const { path, bytes } = await runJson<{ path: string; bytes: number }>(words)
    expect(bytes, format).toBeGreaterThan(100)
    if (format !== 'projector') expect((await readFile(path)).length, format).toBe(bytes)
  }
  const rows = (await readFile(join(folder, 'out-latents.csv'), 'utf8')).trim().split('\n')
  expect(rows).toHaveLength(81)
  expect(rows[0]).toBe('id,path,label,split,z_1,z_2')
})

it('the latents that were written are decoded again', async () => {
  const sheet = join(folder, 'all.webp')
  const words = ['decode', project, '--points', join(folder, 'out-latents.csv'), '--out', sheet]
  expect(await runJson([...words, ...engine])).toMatchObject({ images: 80 })
  const bytes = await readFile(sheet)
  expect(bytes.toString('latin1', 8, 12)).toBe('WEBP')
})

it('imports the zip of a project as that project, and says what is wrong with another', async () => {
  const back = join(folder, 'back.latent')
  const answer = await runJson<{ runs: string[] }>(['import', join(folder, 'out-project.zip'), '--out', back])
  expect(answer.runs).toEqual(['vae-mlp-2d-1'])
  expect(await readdir(join(back, 'runs', answer.runs[0]))).toContain('weights.safetensors')
  const again = await run(['import', join(folder, 'out-project.zip'), '--out', back])
  expect(again).toMatchObject({ status: 1, error: expect.stringContaining('something already') })
})

it('writes an interpolation and a map as film and vectors', async () => {
  const gif = join(folder, 'between.gif')
  await runJson(['interpolate', project, '#1', '#50', '--steps', '6', '--out', gif, ...engine])
  // Six there, four back, each behind a graphic control extension.
  expect((await readFile(gif)).toString('latin1').split('\x21\xf9\x04').length - 1).toBe(10)
  const svg = join(folder, 'map.svg')
  await runJson(['map', project, '--out', svg, '--manifold', '5', ...engine])
  expect(await readFile(svg, 'utf8')).toMatch(/<circle[\s\S]*<text/)
})

it('a target that cannot be written leaves nothing behind', async () => {
  await writeFile(join(folder, 'file'), 'no folder')
  const before = await readdir(folder)
  for (const [format, out] of [
    ['latents', 'file/x.csv'],
    ['page', 'file/x.html'],
    ['project', 'file/x.zip'],
    ['projector', 'file/x']
  ]) {
    const ran = await run(['export', project, '--format', format, '--out', join(folder, out)])
    expect(ran.status, format).toBe(1)
    expect(ran.error, format).toMatch(/cannot be written|is a file/)
  }
  expect(await readdir(folder)).toEqual(before)
  expect((await readdir(project)).filter((name) => name.startsWith('.'))).toEqual([])
})

it('a full disk is said, and nothing half written is left on it', async (context) => {
  const disk = fullDisk(join(folder, 'full'))
  if (!disk) return context.skip('only a user who may mount a file system can fill one')
  try {
    const out = (name: string) => ['--out', join(disk.folder, name)]
    const before = await readdir(disk.folder)
    for (const words of [
      ['generate', project, '--count', '4', ...out('x.png'), ...engine],
      ['interpolate', project, '#1', '#50', ...out('x.gif'), ...engine],
      ['export', project, '--format', 'latents', ...out('x.csv')],
      ['export', project, '--format', 'safetensors', ...out('x.safetensors')],
      ['export', project, '--format', 'onnx', ...out('x')],
      ['export', project, '--format', 'project', ...out('x.zip')]
    ]) {
      const ran = await run(words)
      expect(ran.status, words.join(' ')).toBe(1)
      expect(ran.error, words.join(' ')).toMatch(/the disk is full/)
      expect(await readdir(disk.folder), words.join(' ')).toEqual(before)
    }
    expect((await readdir(project)).filter((name) => name.startsWith('.'))).toEqual([])
  } finally {
    disk.release()
  }
}, 240_000)
