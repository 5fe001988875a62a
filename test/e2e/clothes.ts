/** A project of the sample with runs, made by the workers as the app would. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import type { ExplorerControl, ExplorerControlEvents } from '../../src/shared/control.ts'
import type {
  ExplorerRequests,
  MapPoints,
  TrainingRequests,
  WorkerEvents
} from '../../src/shared/contract.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { forkWorker } from '../worker/workers.ts'
import { unpackSample } from './sample.ts'

/**
 * @param runs what is trained, by name: what its settings have beside the usual ones
 * @returns the points of the last run's map
 */
export async function prepareClothes(
  folder: string,
  project: string,
  runs: Record<string, Partial<RunConfig>> = { Map: {} }
): Promise<MapPoints> {
  const images = path.join(folder, 'clothes')
  await unpackSample(images)
  const explorer = forkWorker<ExplorerRequests & ExplorerControl, WorkerEvents & ExplorerControlEvents>(
    'explorer'
  )
  const ask = explorer.client.call
  await ask('control.begin', null, [])
  await ask('project.import', [images], project, { size: 28 })
  const network = { kind: 'mlp', width: 64, depth: 1 } as const
  const shape = { height: 28, width: 28, channels: 1 }
  let last = ''
  for (const [name, changes] of Object.entries(runs)) {
    const config = defaultRunConfig(shape, { network, epochs: 6, seed: 3, ...changes })
    const { id } = await ask('run.create', config, name)
    const training = forkWorker<TrainingRequests, WorkerEvents>('training')
    await training.client.call('training.start', project, id)
    training.kill()
    await ask('control.takeIn', project, id)
    last = id
  }
  const points = await ask('map.points', last)
  await ask('control.close')
  explorer.kill()
  return points
}

/** Waits until all of them are on the map. */
export async function clothesOnMap(page: Page): Promise<void> {
  await page
    .locator('footer')
    .getByText(/5,?000 points/)
    .waitFor({ timeout: 60_000 })
}
