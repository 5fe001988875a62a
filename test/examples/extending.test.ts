import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeImageFolder } from '../cli/images.ts'
import { run, runJson } from '../cli/run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
let folder: string
let program: string

/** What a module in a folder of the engine imports, where the example beside this test imports it from here. */
const inPlace = (code: string, place: string) =>
  code.replaceAll(`../../src/engine/${place}/`, './').replaceAll('../../src/engine/', '../')

/** A copy of the program with one module and one line more for each example. */
async function extend(place: string, name: string, code: string, line: string): Promise<void> {
  await writeFile(join(folder, 'src', 'engine', place, name), code)
  await appendFile(join(folder, 'src', 'engine', place, 'registry.ts'), line)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-extended-'))
  for (const part of ['src', 'bin', 'package.json'])
    await cp(join(root, part), join(folder, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  program = join(folder, 'bin', 'latentscape.mjs')

  const shown = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8')
  const [module, line] = [...shown.matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code)
  await extend('distributions', 'laplace.ts', module, line)
  const example = (name: string) => readFile(join(root, 'test', 'examples', name), 'utf8')
  await extend(
    'objectives',
    'capacity.ts',
    inPlace(await example('capacity.ts'), 'objectives'),
    "export { capacity } from './capacity.ts'\n"
  )
  await extend(
    'models',
    'evenvae.ts',
    inPlace(await example('evenvae.ts'), 'models'),
    "export { evenVae } from './evenvae.ts'\n"
  )
  await writeImageFolder(join(folder, 'bars'), ['upright', 'level'], 40)
})
afterAll(() => rm(folder, { recursive: true }))

const asked = ['--model', 'even-vae', '--objective', 'capacity', '--likelihood', 'laplace']
const small = ['--network', 'mlp', '--width', '20', '--depth', '1', '--batch', '20', '--engine', 'wasm']

it('trains a likelihood, an objective and a model that are each one module and one line', async () => {
  const project = join(folder, 'bars.latent')
  const bars = ['train', join(folder, 'bars'), '--out', project, '--size', '16']
  const trained = await runJson<{ run: string; likelihood: string; validation: { kl: number } }>(
    [...bars, ...asked, ...small, '--epochs', '60', '--learning-rate', '0.01'],
    folder,
    program
  )
  expect(trained.run).toBe('even-vae-mlp-2d-1')
  expect(trained.likelihood).toBe('Laplace density, one learned scale')
  // The objective holds it there; a VAE of these images is elsewhere.
  expect(Math.abs(trained.validation.kl - 5)).toBeLessThan(1)
  const config = JSON.parse(await readFile(join(project, 'runs', trained.run, 'config.json'), 'utf8'))
  expect(config).toMatchObject({ model: 'even-vae', objective: 'capacity', likelihood: { kind: 'laplace' } })

  const here = await run(['map', project, '--engine', 'wasm', '--out', join(folder, 'map.png')])
  expect(here).toMatchObject({ status: 1 })
  expect(here.error).toMatch(/no model called even-vae\. There are: ae, vae, cvae, density/)
})

it('is not there without its line', async () => {
  const refused = await run(['train', folder, ...asked])
  expect(refused.status).toBe(2)
  expect(refused.error).toMatch(/ae, vae, cvae, density/)
})
