import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadImage } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeImageFolder } from './images.ts'
import { run, runJson } from './run.ts'

const engine = ['--engine', 'wasm']
const quick = ['--network', 'mlp', '--width', '64', '--batch', '20', ...engine]
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-conditions-'))
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
})
afterAll(() => rm(folder, { recursive: true }))

it('completes images whose quadrants are given, without labels', async () => {
  const project = join(folder, 'flat.latent')
  await runJson(['import', join(folder, 'bars', 'upright'), '--out', project, '--size', '16'])
  const trained = await runJson<{ run: string; name: string }>([
    ...[
      'train',
      project,
      '--model',
      'cvae',
      '--condition',
      'quadrants',
      '--given',
      '2',
      '--epochs',
      '3',
      ...quick
    ]
  ])
  expect(trained.name).toBe('CVAE · mlp · 2 dims · 2 quadrants given')
  const out = join(folder, 'complete.png')
  const words = ['complete', project, '--image', '#0', '--image', '#1', '--samples', '3', '--scale', '1']
  expect(await runJson([...words, '--out', out, ...engine])).toMatchObject({
    given: 2,
    images: 14,
    logLikelihood: [expect.any(Number), expect.any(Number)],
    predictedLogLikelihood: [expect.any(Number), expect.any(Number)]
  })
  const picture = await loadImage(await readFile(out))
  expect([picture.width, picture.height]).toEqual([7 * 17 - 1, 2 * 17 - 1])
  const measured = await runJson<{ logLikelihood: number; prediction: { mean: number } }>([
    ...['evaluate', project, '--split', 'train', '--importance', '16', ...engine]
  ])
  expect(Number.isFinite(measured.logLikelihood)).toBe(true)
  expect(Number.isFinite(measured.prediction.mean)).toBe(true)

  const refused = await run(['decode', project, '--z=0,0', ...engine])
  expect(refused.status).toBe(1)
  expect(refused.error).toMatch(/completes images/)
  expect((await run(['label', project, ...engine])).error).toMatch(/knows no labels/)
  expect((await run(['train', project, '--given', '2'])).status).toBe(2)
  expect((await run(['train', project, '--model', 'vae', '--condition', 'quadrants'])).status).toBe(2)
})

it('labels the images that have none, and writes it into the project when asked', async () => {
  // Images beside the folders of labels have no label.
  const some = join(folder, 'some')
  await cp(join(folder, 'bars'), some, { recursive: true })
  const files = (await readdir(join(some, 'level'))).slice(0, 6)
  for (const file of files) {
    await cp(join(some, 'level', file), join(some, `loose ${file}`))
    await rm(join(some, 'level', file))
  }
  const project = join(folder, 'some.latent')
  await runJson(['import', some, '--out', project, '--size', '16'])
  const rate = ['--learning-rate', '0.005', '--epochs', '25']
  await runJson(['train', project, '--model', 'cvae', ...rate, ...quick])
  const out = join(folder, 'labels.csv')
  const found = await runJson<{ images: { label: string; probability: number }[]; applied: number }>([
    ...['label', project, '--out', out, '--apply', '--sure', '60', ...engine]
  ])
  expect(found.images).toHaveLength(6)
  const right = found.images.filter(({ label, probability }) => label === 'level' && probability > 0.6)
  expect(right.length).toBeGreaterThan(4)
  expect(found.applied).toBeGreaterThanOrEqual(right.length)
  expect((await readFile(out, 'utf8')).split('\r\n')[0]).toBe('image,before,label,probability')
  const left = await run(['label', project, ...engine])
  if (found.applied === 6) expect(left.error).toMatch(/has a label already/)

  expect(await runJson(['label', project, '--undo'])).toEqual({ undone: found.applied })
  const again = await runJson<{ images: { label: string }[] }>(['label', project, ...engine])
  expect(again.images).toHaveLength(6)
  const nothing = await run(['label', project, '--undo'])
  expect([nothing.status, nothing.error]).toEqual([1, expect.stringMatching(/left to take back/)])
  expect((await run(['label', project, '--undo', '--apply'])).status).toBe(2)
})

it('refuses a label of one image by its name', async () => {
  const lone = join(folder, 'lone')
  await cp(join(folder, 'bars', 'upright'), join(lone, 'upright'), { recursive: true })
  const [file] = await readdir(join(folder, 'bars', 'level'))
  await cp(join(folder, 'bars', 'level', file), join(lone, 'single', file))
  const project = join(folder, 'lone.latent')
  await runJson(['import', lone, '--out', project, '--size', '16'])
  const refused = await run(['train', project, '--model', 'cvae', '--epochs', '1', ...quick])
  expect(refused.status).toBe(1)
  expect(refused.error).toMatch(/The label “single” has fewer than two images/)
})
