/** A project of the sample with a run, made by the workers as the app would. */
import path from 'node:path'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type {
  ExplorerRequests,
  MapPoints,
  TrainingRequests,
  WorkerEvents
} from '../../src/shared/contract.ts'
import { forkWorker } from '../worker/workers.ts'
import { unpackSample } from './sample.ts'

/** @returns the points of the run's map */
export async function prepareClothes(folder: string, project: string): Promise<MapPoints> {
  const images = path.join(folder, 'clothes')
  await unpackSample(images)
  const explorer = forkWorker<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>(
    'explorer'
  )
  const ask = explorer.client.call
  await ask('control.begin', null, [])
  await ask('project.import', [images], project, { size: 28 })
  const network = { kind: 'mlp', width: 64, depth: 1 } as const
  const config = defaultRunConfig({ height: 28, width: 28, channels: 1 }, { network, epochs: 6, seed: 3 })
  const { id } = await ask('run.create', config, 'Map')
  const training = forkWorker<TrainingRequests, WorkerEvents>('training')
  await training.client.call('training.start', project, id)
  training.kill()
  await ask('control.takeIn', project, id)
  const points = await ask('map.points', id)
  await ask('control.close')
  explorer.kill()
  return points
}
