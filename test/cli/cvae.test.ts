import { readFile, mkdtemp, rm } from 'node:fs/promises'
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
  folder = await mkdtemp(join(tmpdir(), 'latentscape-cvae-'))
  project = join(folder, 'bars.latent')
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 60)
  await runJson(['import', join(folder, 'bars'), '--out', project, '--size', '16'])
})
afterAll(() => rm(folder, { recursive: true }))

/** Brightness summed along each column and row of a picture's first 16×16 image. */
async function profile(path: string): Promise<{ columns: number[]; rows: number[] }> {
  const context = createCanvas(16, 16).getContext('2d')
  context.drawImage(await loadImage(await readFile(path)), 0, 0)
  const { data } = context.getImageData(0, 0, 16, 16)
  const at = (row: number, column: number) => data[4 * (row * 16 + column)]
  const lines = Array.from({ length: 16 }, (_, line) => line)
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  return {
    columns: lines.map((column) => sum(lines.map((row) => at(row, column)))),
    rows: lines.map((row) => sum(lines.map((column) => at(row, column))))
  }
}

const spread = (values: number[]) => Math.max(...values) - Math.min(...values)

it('learns labels, draws the one it is asked for, and says which it knows', async () => {
  const trained = await runJson<{ run: string }>([
    ...[
      'train',
      project,
      '--model',
      'cvae',
      '--network',
      'mlp',
      '--width',
      '64',
      '--epochs',
      '30',
      '--batch',
      '20'
    ],
    ...['--learning-rate', '0.005', '--beta-kl', '0.5', '--estimator', 'A', ...engine]
  ])
  expect(trained.run).toBe('cvae-mlp-2d-1')
  const config = JSON.parse(await readFile(join(project, 'runs', trained.run, 'config.json'), 'utf8'))
  expect(config).toMatchObject({ model: 'cvae', labels: ['level', 'upright'], estimator: 'A', betaKl: 0.5 })

  for (const label of ['upright', 'level']) {
    const out = join(folder, `${label}.png`)
    const words = ['generate', project, '--label', label, '--count', '1', '--temperature', '0.01']
    await runJson([...words, '--scale', '1', '--out', out, ...engine])
    const { columns, rows } = await profile(out)
    // An upright bar differs from column to column and is the same from row to row.
    const upright = spread(columns) > spread(rows)
    expect(upright, label).toBe(label === 'upright')
  }

  const measured = await runJson<Record<string, number>>([
    ...['evaluate', project, '--split', 'train', '--importance', '10', ...engine]
  ])
  expect(measured.importanceSamples).toBe(16)
  expect(measured.standardError).toBeGreaterThan(0)
  // Two labels, half the images each: p(x) holds at least half of p(x | its label), whose bound the ELBO is.
  expect(measured.logLikelihood).toBeGreaterThan(measured.elbo - Math.LN2 - 1)

  const unknown = await run(['generate', project, '--label', 'round', ...engine])
  expect(unknown.status).toBe(1)
  expect(unknown.error).toMatch(/has not learnt the label “round”. It knows: level, upright/)
  const unasked = await run(['decode', project, '--z=0,0', ...engine])
  expect(unasked.status).toBe(1)
  expect(unasked.error).toMatch(/Give a label: level, upright/)
  expect((await run(['train', project, '--model', 'vae', '--prior', 'standard'])).status).toBe(2)
})

it('refuses to learn labels that are not there', async () => {
  const flat = join(folder, 'flat.latent')
  await runJson(['import', join(folder, 'bars', 'upright'), '--out', flat, '--size', '16'])
  const refused = await run(['train', flat, '--model', 'cvae', '--epochs', '1', ...engine])
  expect(refused.status).toBe(1)
  expect(refused.error).toMatch(/these images have none/)
})
