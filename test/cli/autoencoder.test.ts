import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeImageFolder } from './images.ts'
import { run, runJson } from './run.ts'

const engine = ['--engine', 'wasm']
let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-ae-'))
  project = join(folder, 'bars.latent')
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
  await runJson(['import', join(folder, 'bars'), '--out', project, '--size', '16'])
})
afterAll(() => rm(folder, { recursive: true }))

it('trains an autoencoder, and shows all of it that does not need a prior', async () => {
  const trained = await runJson<{ run: string }>([
    ...['train', project, '--model', 'ae', '--network', 'mlp', '--epochs', '3', '--batch', '20'],
    ...['--likelihood', 'bernoulli', ...engine]
  ])
  expect(trained.run).toBe('ae-mlp-2d-1')
  for (const command of ['map', 'generate', 'manifold']) {
    const out = join(folder, `${command}.png`)
    const few = { map: ['--manifold', '4'], generate: ['--count', '4'], manifold: ['--size', '3'] }[command]!
    await runJson([command, project, ...few, '--out', out, ...engine])
    expect(existsSync(out), command).toBe(true)
  }
  const drawn = await runJson<{ from: string }>([
    ...['generate', project, '--count', '1', '--out', join(folder, 'one.png'), ...engine]
  ])
  expect(drawn.from).toBe('codes')
  const measured = await runJson<Record<string, number>>(['evaluate', project, '--split', 'train', ...engine])
  expect(measured.reconstruction).toBeLessThan(0)
  expect([measured.elbo, measured.kl]).toEqual([undefined, undefined])

  const refused = await run(['evaluate', project, '--importance', '16', ...engine])
  expect(refused.status).toBe(1)
  expect(refused.error).toMatch(/log p\(x\) cannot be had of this run.*puts nothing on z/)
  expect((await run(['train', project, '--model', 'ae', '--beta-kl', '2'])).status).toBe(2)
})
