/** A density classifier of a project opened to be searched. */
import type { Engine } from '../engine/engine.ts'
import type { Images } from '../engine/batches.ts'
import { densityClassifier } from '../engine/models/density.ts'
import {
  ascend,
  logOddsOf,
  searchFunctions,
  type Ascent,
  type AscentOptions
} from '../engine/tasks/search.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { loadWeights } from './checkpoint.ts'
import { readPixelsManifest } from './pixels.ts'
import { readConfig, readRun } from './runs.ts'

export interface Search {
  readonly epoch: number
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** Gradient ascent on the input. */
  ascend(options: AscentOptions): Promise<Ascent>
  /** l(x) of images, [count]: the log-odds of data against noise. */
  logOdds(images: Images, signal?: AbortSignal): Promise<Float32Array>
  dispose(): void
}

/**
 * @throws AppError 'input' for a run of another model, saying what to do; 'missing' when it has no weights yet
 */
export async function openSearch(
  project: string,
  run: string,
  engine: Engine,
  weights: 'best' | 'last' = 'best'
): Promise<Search> {
  const config = await readConfig(project, run)
  if (config.model !== 'density') throw new AppError('input', said('no-density', { run }))
  const { height, width, channels } =
    (await readRun(project, run)).image ?? (await readPixelsManifest(project))
  const model = densityClassifier(config, { height, width, channels })
  const loaded = await loadWeights(project, run, model.parameters, weights)
  const program = await engine.load(loaded.weights, searchFunctions(model))
  return {
    epoch: loaded.epoch,
    height,
    width,
    channels,
    ascend: (options) => ascend(program, model, options),
    logOdds: (images, signal) => logOddsOf(program, model, images, signal),
    dispose: () => program.dispose()
  }
}
