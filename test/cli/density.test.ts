import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeImageFolder } from './images.ts'
import { run, runJson } from './run.ts'

const engine = ['--engine', 'wasm']
let folder: string
let project: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-density-'))
  project = join(folder, 'bars.latent')
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
  await runJson(['import', join(folder, 'bars'), '--out', project, '--size', '16'])
})
afterAll(() => rm(folder, { recursive: true }))

it('trains a density classifier, films its ascents and ranks the images', async () => {
  const trained = await runJson<{ run: string; accuracy: number; validation: { accuracy: number } }>([
    ...[
      'train',
      project,
      '--model',
      'density',
      '--network',
      'mlp',
      '--width',
      '64',
      '--epochs',
      '6',
      '--batch',
      '20',
      ...engine
    ]
  ])
  expect(trained.run).toBe('density-mlp-1')
  expect(trained.validation.accuracy).toBeGreaterThan(0.9)

  const out = join(folder, 'film.png')
  const film = await runJson<{ density: number[]; frames: number[] }>([
    ...['search', project, '--count', '2', '--steps', '10', '--frames', '6', '--scale', '1', '--out', out],
    ...engine
  ])
  expect(film.frames).toEqual([0, 2, 4, 6, 8, 10])
  expect(film.density[5]).toBeGreaterThan(film.density[0])
  const picture = await loadImage(await readFile(out))
  expect([picture.width, picture.height]).toEqual([96, 32])

  const ranked = await runJson<Record<'most' | 'least', { logOdds: number }[]>>([
    ...['search', project, '--rank', '5', '--out', join(folder, 'rank.png'), ...engine]
  ])
  const odds = [...ranked.most, ...ranked.least.reverse()].map(({ logOdds }) => logOdds)
  expect(odds).toHaveLength(10)
  expect(odds).toEqual([...odds].sort((a, b) => b - a))

  for (const words of [['decode', '--z=0,0'], ['map'], ['generate'], ['evaluate']]) {
    const refused = await run([words[0], project, ...words.slice(1), ...engine])
    expect([words[0], refused.status]).toEqual([words[0], 1])
    expect(refused.error).toMatch(/density classifier.*latentscape search/)
  }
  const wrong = await run(['train', project, '--model', 'density', '--latent', '4'])
  expect(wrong.status).toBe(2)
  expect(wrong.error).toMatch(/--latent.*belong to models with a latent space/)
})
