import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { Parameters } from '../../src/node/export/models/parameters.ts'
import { encodeSafetensors } from '../../src/node/safetensors.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type { ExplorerRequests, WorkerEvents } from '../../src/shared/contract.ts'
import { forkWorker, shapes, temporaryFolder } from './workers.ts'
import type { Forked } from './workers.ts'

const folder = temporaryFolder()
const image = { height: 16, width: 16, channels: 1 }
let explorer: Forked<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>

beforeAll(async () => {
  explorer = forkWorker('explorer')
  await explorer.client.call('control.begin', null, [])
  await explorer.client.call('project.import', [shapes(folder, 10)], path.join(folder, 'p.latent'), {
    size: 16
  })
})
afterAll(async () => {
  explorer.kill()
  await rm(folder, { recursive: true, force: true })
})

test('takes a model in, tells the window of its run, and writes it again', async () => {
  const config = { ...defaultRunConfig(image), network: { kind: 'mlp' as const, width: 8, depth: 1 } }
  const { parameters: specs } = buildModel(config, image)
  const weights = new Parameters(specs, initialVariables(specs, 5)).all()
  const file = path.join(folder, 'net.safetensors')
  const words = { config: JSON.stringify(config), image: JSON.stringify(image), name: 'From afar' }
  await writeFile(file, encodeSafetensors(weights, words))
  const told: string[] = []
  explorer.client.on('run.changed', ({ name }) => told.push(name))
  const run = await explorer.client.call('model.import', file)
  if (!run) throw new Error('The file says what network it is of.')
  expect(run).toMatchObject({ name: 'From afar', status: 'finished', note: 'Imported from net.safetensors' })
  expect(told).toEqual(['From afar'])
  const { runs } = await explorer.client.call('project.summary')
  expect(runs.map(({ id }) => id)).toEqual([run.id])
  expect((await explorer.client.call('decode', run.id, Float32Array.of(0, 0))).data).toHaveLength(256)
  expect((await explorer.client.call('map.points', run.id)).ids).toHaveLength(20)

  const written = await explorer.client.call('model.export', run.id, 'keras', path.join(folder, 'keras out'))
  expect((await readdir(written.path)).sort()).toEqual(['about.json', 'decoder.keras', 'encoder.keras'])
})

test('weights that do not say their network are asked for a run that is alike', async () => {
  const { runs } = await explorer.client.call('project.summary')
  const config = { ...defaultRunConfig(image), network: { kind: 'mlp' as const, width: 8, depth: 1 } }
  const { parameters: specs } = buildModel(config, image)
  const bare = path.join(folder, 'bare.safetensors')
  await writeFile(bare, encodeSafetensors(new Parameters(specs, initialVariables(specs, 6)).all(), {}))
  expect(await explorer.client.call('model.import', bare)).toBeNull()
  expect((await explorer.client.call('project.summary')).runs).toHaveLength(1)
  const run = await explorer.client.call('model.import', bare, runs[0].id)
  expect(run).toMatchObject({ note: 'Imported from bare.safetensors' })
  expect((await explorer.client.call('run.config', run!.id)).network).toEqual(config.network)
})

test('refuses what cannot be written or read, in words', async () => {
  const { runs } = await explorer.client.call('project.summary')
  const file = path.join(folder, 'a file')
  await writeFile(file, 'text')
  const under = explorer.client.call('model.export', runs[0].id, 'onnx', path.join(file, 'model'))
  await expect(under).rejects.toMatchObject({ kind: 'disk' })
  const relative = explorer.client.call('model.export', runs[0].id, 'onnx', 'model')
  await expect(relative).rejects.toMatchObject({ kind: 'input' })
  await mkdir(path.join(folder, 'empty'))
  const empty = explorer.client.call('model.import', path.join(folder, 'empty'))
  await expect(empty).rejects.toMatchObject({ kind: 'missing' })
  expect((await explorer.client.call('project.summary')).runs).toHaveLength(2)
})
