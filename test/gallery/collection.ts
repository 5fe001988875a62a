/** The small collection and the runs that the gallery shows: some images of the sample, and models that learnt them. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type { ExplorerRequests, TrainingRequests, WorkerEvents } from '../../src/shared/contract.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { unpackSample } from '../e2e/sample.ts'
import { forkWorker } from '../worker/workers.ts'
import type { Forked } from '../worker/workers.ts'

export type Explorer = Forked<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>

const imagesOfLabel = 30

const common = {
  network: { kind: 'mlp', width: 256, depth: 1 },
  likelihood: { kind: 'bernoulli' },
  batch: 32,
  seed: 7
} satisfies Partial<RunConfig>

const runs: [name: string, config: Partial<RunConfig>][] = [
  ['Two dimensions', { epochs: 60 }],
  ['Asked for a label', { model: 'cvae', prior: 'conditional-mean', epochs: 60 }],
  ['Completes the rest', { model: 'cvae', condition: { kind: 'quadrants', given: 2 }, epochs: 40 }],
  ['Autoencoder', { model: 'ae', epochs: 40 }],
  ['Eight dimensions, named at length so that there is no room for all of it', { latent: 8, epochs: 40 }]
]

/** Some images of every label, a duplicate and a file that is no image. @returns the folder of them */
async function takeImages(folder: string): Promise<string> {
  const sample = path.join(folder, 'sample')
  const images = path.join(folder, 'Clothes')
  await unpackSample(sample)
  for (const label of readdirSync(sample, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const files = readdirSync(path.join(sample, label.name)).sort().slice(0, imagesOfLabel)
    mkdirSync(path.join(images, label.name), { recursive: true })
    for (const file of files)
      copyFileSync(path.join(sample, label.name, file), path.join(images, label.name, file))
  }
  writeFileSync(path.join(images, 'unreadable.png'), 'This is no picture.')
  return images
}

async function learn(explorer: Explorer, project: string, name: string, patch: Partial<RunConfig>) {
  const config = defaultRunConfig({ height: 28, width: 28, channels: 1 }, { ...common, ...patch })
  const run = await explorer.client.call('run.create', config, name)
  const training = forkWorker<TrainingRequests, WorkerEvents>('training')
  await training.client.call('training.start', project, run.id)
  training.kill()
  await explorer.client.call('control.takeIn', project, run.id)
}

/** A worker with the collection open; made in `folder` unless it is there already. @returns it and the project's path */
export async function openCollection(folder: string): Promise<{ explorer: Explorer; project: string }> {
  const explorer: Explorer = forkWorker('explorer')
  await explorer.client.call('control.begin', null, [])
  const project = path.join(folder, 'Clothes.latent')
  if (!existsSync(project)) {
    const images = await takeImages(folder)
    await explorer.client.call('project.import', [images], project, {})
    for (const [name, patch] of runs) await learn(explorer, project, name, patch)
    const waiting = defaultRunConfig({ height: 28, width: 28, channels: 1 }, common)
    await explorer.client.call('run.create', waiting, 'Not yet begun')
  } else await explorer.client.call('project.open', project)
  return { explorer, project }
}
