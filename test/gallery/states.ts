/** Brings the states that components read to where a case wants them, by what the app itself does. */
import type { Metric, RunRecord } from '../../src/shared/schemas.ts'
import { engine } from '../../src/renderer/states/engine.svelte.ts'
import { map } from '../../src/renderer/states/map.svelte.ts'
import { marks } from '../../src/renderer/states/marks.svelte.ts'
import { project } from '../../src/renderer/states/project.svelte.ts'
import { records } from '../../src/renderer/states/records.svelte.ts'
import { runs } from '../../src/renderer/states/runs.svelte.ts'
import { screen } from '../../src/renderer/states/screen.svelte.ts'
import { training } from '../../src/renderer/states/training.svelte.ts'

/** Where the recorded project lies for everybody. */
export const projectPath = '/home/ada/Clothes.latent'

/** A condition that comes true by itself. */
async function until(what: string, done: () => unknown): Promise<void> {
  for (let tries = 0; !done(); tries++) {
    if (tries > 2000) throw new Error(`${what} does not come`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** The run of the recorded project that has this name. */
export function runNamed(start: string): RunRecord {
  const run = runs.list.find(({ name }) => name.startsWith(start))
  if (!run) throw new Error(`There is no run ${start}`)
  return run
}

export const metricsOf = (run: RunRecord): readonly Metric[] => training.metrics[run.id] ?? []

export async function openProject(): Promise<void> {
  await project.open(projectPath)
  await engine.load()
  await records.load()
  runs.reset()
  runs.selected = runNamed('Two').id
  await Promise.all(runs.list.filter(({ epoch }) => epoch > 0).map(({ id }) => training.show(id)))
  await until('What is known of the images', () => marks.current)
  screen.current = 'map'
}

/** A run's map, with a place, an image or nothing looked at. */
export async function openMap(name: string, at: { z?: number[]; image?: number } = {}): Promise<void> {
  await openProject()
  const run = runNamed(name)
  runs.selected = run.id
  await map.open(run.id)
  if (at.z) {
    await map.walk(Float32Array.from(at.z))
    await until('The nearest images', () => map.neighbours)
  }
  if (at.image !== undefined) await map.visit(at.image, 'Ankle boot')
}

/** The second run as it learns, by what is told while one does. */
export function learning(): void {
  const run = runNamed('Asked')
  const waiting = runNamed('Auto')
  const [terms] = metricsOf(run)
  training.jobs = [
    { project: projectPath, run: run.id, state: 'training' },
    { project: projectPath, run: waiting.id, state: 'queued' }
  ]
  training.progress = {
    run: run.id,
    epoch: 23,
    epochs: 60,
    step: 180,
    steps: 480,
    terms,
    wholeSet: terms.elbo * 240,
    imagesPerSecond: 1830,
    secondsLeft: 95,
    engine: 'tensorflow',
    device: 'CPU'
  }
}
