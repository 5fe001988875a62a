/** Measures of every image under the runs of an open project: read where they are kept, else taken once. */
import { measure, measureFunctions } from '../engine/tasks/measures.ts'
import { someImages } from '../node/latents.ts'
import { readMeasures, writeMeasures } from '../node/measured.ts'
import { readRun } from '../node/runs.ts'
import type { ImageMeasures } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { OpenedProject } from './opened.ts'

const taking = new WeakMap<OpenedProject, Map<string, Promise<ImageMeasures>>>()
const seed = 1

/**
 * @throws AppError 'busy' while the run trains, 'missing' when it has no weights yet, 'cancelled'
 */
export async function measuresOf(
  opened: OpenedProject,
  run: string,
  signal?: AbortSignal
): Promise<ImageMeasures> {
  const { created, bestEpoch, dataVersion } = await readRun(opened.path, run)
  if (opened.surroundings.isTraining(opened.path, run)) throw new AppError('busy', said('training-measure'))
  const { pixels, project } = opened
  // A conditional model judges an image given its label, so other labels are other measures.
  const key = `${created} ${bestEpoch} ${dataVersion} ${pixels.importVersion} ${pixels.dataVersion}`
  const known = taking.get(opened) ?? new Map<string, Promise<ImageMeasures>>()
  taking.set(opened, known)
  const name = `${run} ${key}`
  const taken = known.get(name) ?? take()
  known.set(name, taken)
  taken.catch(() => known.delete(name))
  return taken

  async function take(): Promise<ImageMeasures> {
    const kept = await readMeasures(project, run, key)
    if (kept) return { run, epoch: bestEpoch, ...kept }
    const began = performance.now()
    const done = (count: number) => {
      const seconds = (performance.now() - began) / 1000
      const rate = count / Math.max(seconds, 1e-3)
      const secondsLeft = seconds > 1 ? (pixels.count - count) / rate : undefined
      const about = { total: pixels.count, unit: 'images', rate, secondsLeft }
      opened.surroundings.progress({ phase: 'Measuring', done: count, ...about })
    }
    const ids = Int32Array.from(pixels.labels.keys())
    const measures = await opened.models.use(run, async (inference) => {
      const { model, config, judged } = inference
      const { labels } = config
      const images = judged(someImages(pixels, ids, labels))
      const options = { seed, signal, done }
      const result = await inference.apart(measureFunctions(model), (program) =>
        measure(program, model, images, options)
      )
      // The model's labels by the project's indices.
      const inferred = result.inferred?.map((label) => pixels.labelNames.indexOf(labels?.[label] ?? ''))
      return { ...result, inferred }
    })
    await writeMeasures(project, run, key, measures)
    return { run, epoch: bestEpoch, ...measures }
  }
}
