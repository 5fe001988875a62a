import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSettings } from '../../src/node/export/png.ts'
import { writeImageFolder } from './images.ts'
import { run, runJson } from './run.ts'

const engine = ['--engine', 'wasm']
let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-curve-'))
  project = join(folder, 'bars.latent')
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
  await runJson(['import', join(folder, 'bars'), '--out', project, '--size', '16'])
})
afterAll(() => rm(folder, { recursive: true }))

it('trains a run for each weight of the KL, once, and draws what each buys', async () => {
  const out = join(folder, 'curve.png')
  const settings = ['--network', 'mlp', '--width', '40', '--epochs', '15', '--batch', '20', ...engine]
  const words = [
    'curve',
    project,
    '--beta-kl',
    '0.1,30',
    '--out',
    out,
    '--likelihood',
    'bernoulli',
    ...settings
  ]
  const { points } = await runJson<{ points: { weight: number; kl: number; reconstruction: number }[] }>(
    words
  )
  expect(points.map(({ weight }) => weight)).toEqual([0.1, 30])
  expect(points[0].kl).toBeGreaterThan(points[1].kl + 1)
  expect(points[0].reconstruction).toBeGreaterThan(points[1].reconstruction)
  const png = await readFile(out)
  expect(readSettings(png)).toMatchObject({ command: 'curve', split: 'test' })
  expect((await loadImage(png)).width).toBe(2000)
  const again = await run(words)
  expect(again.error).toMatch(/β = 0.1: \S+ is trained already/)
  expect(again.error).not.toMatch(/Epoch/)
  expect(again.out).toMatch(/β +KL +reconstruction +ELBO/)
})

it('refuses a curve of one weight, or of a model without a KL', async () => {
  expect((await run(['curve', project, '--beta-kl', '1'])).status).toBe(2)
  const refused = await run(['curve', project, '--model', 'ae', ...engine])
  expect(refused.status).toBe(1)
  expect(refused.error).toMatch(/puts nothing on z/)
})
