import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeImageFolder } from './images.ts'
import { run, runJson } from './run.ts'

let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-evaluate-'))
  project = join(folder, 'bars.latent')
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 100)
  await runJson(['import', join(folder, 'bars'), '--out', project, '--size', '16'])
  const usual = [
    '--network',
    'mlp',
    '--width',
    '64',
    '--epochs',
    '20',
    '--batch',
    '20',
    '--likelihood',
    'bernoulli'
  ]
  for (const model of ['vae', 'cvae', 'ae'])
    await runJson(['train', project, '--model', model, '--name', model, '--learning-rate', '0.005', ...usual])
})
afterAll(() => rm(folder, { recursive: true }))

interface Figures {
  images: number
  elbo: number
  activeUnits: number
  logLikelihood: number
  conditionalLogLikelihood?: number
  gap: number
  bitsPerDimension?: number
  mcmc?: { mean: number; standardError: number; acceptance: number; samples: number }
  labels?: { accuracy: number; realAccuracy: number; varianceRatio: number; byLabel: object[] }
}

it('says what the bound leaves out, by importance samples and by MCMC, and which latents are used', async () => {
  const words = ['--run', 'vae', '--split', 'train', '--images', '24', '--importance', '512', '--mcmc']
  const figures = await runJson<Figures>(['evaluate', project, ...words])
  expect(figures.images).toBe(24)
  expect(figures.activeUnits).toBeGreaterThan(0)
  expect(figures.activeUnits).toBeLessThanOrEqual(2)
  expect(figures.gap).toBeCloseTo(figures.logLikelihood - figures.elbo, 6)
  expect(figures.gap).toBeGreaterThan(0)
  // Grey values under a Bernoulli have a score, and no bits.
  expect(figures.bitsPerDimension).toBeUndefined()
  expect(figures.mcmc!.samples).toBe(400)
  expect(Math.abs(figures.mcmc!.mean - figures.logLikelihood)).toBeLessThan(0.5)
})

it('trains a classifier once and reads the label back from what was asked for', async () => {
  const words = ['evaluate', project, '--run', 'cvae', '--images', '30', '--split', 'train', '--labels']
  const { labels } = await runJson<Figures>(words)
  expect(labels!.realAccuracy).toBeGreaterThan(0.9)
  expect(labels!.accuracy).toBeGreaterThan(0.8)
  expect(labels!.byLabel).toHaveLength(2)
  expect(labels!.varianceRatio).toBeGreaterThan(0.02)
  expect(existsSync(join(project, 'evaluation', 'classifier.safetensors'))).toBe(true)
  const again = await run(words)
  expect(again.error).not.toMatch(/Training the classifier/)
  expect(again.out).toMatch(/labels read .* of decoder means, .* of real images/)
  const refused = await run(['evaluate', project, '--run', 'vae', '--labels'])
  expect(refused.status).toBe(1)
  expect(refused.error).toMatch(/Only a conditional model is asked for labels/)
})

it('measures what an autoencoder and a VAE draw beside images that none has learnt from', async () => {
  const words = ['shortfall', project, '--runs', 'ae,vae', '--count', '20']
  const { rows } = await runJson<{ rows: Record<string, unknown>[] }>(words)
  expect(rows.map(({ model, from, images }) => [model, from, images])).toEqual([
    [undefined, undefined, expect.any(Number)],
    ['autoencoder', 'prior', 20],
    ['autoencoder', 'codes', 20],
    ['VAE', 'prior', 20],
    ['VAE', 'codes', 20]
  ])
  for (const { nearestDistance, sure } of rows) {
    expect(nearestDistance).toBeGreaterThan(0)
    expect(nearestDistance).toBeLessThan(0.6)
    expect(sure).toBeGreaterThanOrEqual(0)
    expect(sure).toBeLessThanOrEqual(1)
  }
  // The classifier tells real images well, so it is sure of most of them.
  expect(rows[0].sure).toBeGreaterThan(0.7)
  const told = await run(words)
  expect(told.out).toMatch(/images of the test split/)
  expect(told.out).toMatch(/autoencoder, z from N\(0, I\)/)
})

it('refuses log p(x) of a model without a prior', async () => {
  const refused = await run(['evaluate', project, '--run', 'ae', '--mcmc'])
  expect(refused.status).toBe(1)
  expect(refused.error).toMatch(/puts nothing on z/)
})

it('compares runs by log p(x), a conditional one’s summed over its labels', async () => {
  const words = ['compare', project, '--runs', 'vae,cvae', '--split', 'train', '--importance', '64']
  interface Column extends Figures {
    name: string
    conditional: boolean
    standardError: number
  }
  const answer = await runJson<{ runs: Column[]; differences: object[]; images: number }>(words)
  const [vae, cvae] = answer.runs
  expect([vae.name, cvae.name]).toEqual(['vae', 'cvae'])
  expect(vae.conditionalLogLikelihood).toBeUndefined()
  // p(x) holds p(c)·p(x|c) of the own label, half of it here, and cannot hold more than the likeliest label's p(x|c).
  expect(cvae.logLikelihood).toBeLessThanOrEqual(cvae.conditionalLogLikelihood! + 0.5)
  expect(cvae.logLikelihood).toBeGreaterThan(cvae.conditionalLogLikelihood! - Math.LN2 - 0.1)
  expect(answer.differences).toHaveLength(1)
  const printed = await run(words)
  expect(printed.out).toMatch(/log p\(x \| c\) +– +−?\d/)
  expect(printed.out).toMatch(/ELBO +−?[\d.]+ +–/)
  expect(printed.out).toMatch(/ELBO of p\(x \| c\) +– +−?[\d.]+/)
})

it('calls no run better where log p(x) is missing, and says why', async () => {
  const { out } = await run(['compare', project, '--runs', 'vae,ae', '--importance', '16'])
  expect(out).toMatch(/None is called better:/)
  expect(out).toMatch(/ae has no log p\(x\): an autoencoder puts nothing on z/)
  expect((await run(['compare', project, '--runs', 'vae,vae'])).status).toBe(1)
})
