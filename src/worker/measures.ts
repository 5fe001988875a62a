/** Measures of every image under the runs of an open project: read where they are kept, else taken once. */
import type { Images } from '../engine/batches.ts'
import { measure, measureFunctions } from '../engine/tasks/measures.ts'
import { labelShares } from '../node/evaluation.ts'
import type { Inference } from '../node/inference.ts'
import { allImages } from '../node/latents.ts'
import { readMeasures, readWeighing, writeMeasures, writeWeighing } from '../node/measured.ts'
import type { Weighing } from '../node/measured.ts'
import { readConfig, readRun } from '../node/runs.ts'
import type { ImageLikelihoods, ImageMeasures, ImportanceSamples } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { hasLikelihood, likelihoodGiven } from '../shared/traits.ts'
import { Once } from './once.ts'
import type { OpenedProject } from './opened.ts'

const measuring = new WeakMap<OpenedProject, Once<ImageMeasures>>()
const weighing = new WeakMap<OpenedProject, Once<Weighing>>()
const seed = 1

/**
 * Importance samples an image where nobody chose: 70,000 images are then done in minutes on two cores. Where labels
 * are summed over each takes as many.
 */
const usualSamples = (summed: boolean): ImportanceSamples => (summed ? 16 : 64)

function onceOf<Value>(of: WeakMap<OpenedProject, Once<Value>>, opened: OpenedProject): Once<Value> {
  const known = of.get(opened) ?? new Once<Value>()
  of.set(opened, known)
  return known
}

/** Tells the window how far it is. */
function telling({ pixels, surroundings }: OpenedProject, phase: string): (done: number) => void {
  const began = performance.now()
  return (done) => {
    const seconds = (performance.now() - began) / 1000
    const rate = done / Math.max(seconds, 1e-3)
    const secondsLeft = seconds > 1 ? (pixels.count - done) / rate : undefined
    surroundings.progress({ phase, done, total: pixels.count, unit: 'images', rate, secondsLeft })
  }
}

function checkAtRest({ path, surroundings }: OpenedProject, run: string): void {
  if (surroundings.isTraining(path, run)) throw new AppError('busy', said('training-measure'))
}

/**
 * @throws AppError 'busy' while the run trains, 'missing' when it has no weights yet, 'cancelled'
 */
export async function measuresOf(
  opened: OpenedProject,
  run: string,
  signal?: AbortSignal
): Promise<ImageMeasures> {
  const { created, bestEpoch, dataVersion } = await readRun(opened.path, run)
  checkAtRest(opened, run)
  const { pixels, project } = opened
  // A conditional model judges an image given its label, so other labels are other measures.
  const key = `${created} ${bestEpoch} ${dataVersion} ${pixels.importVersion} ${pixels.dataVersion}`
  return onceOf(measuring, opened).of(`${run} ${key}`, signal, async (signal) => {
    const kept = await readMeasures(project, run, key)
    if (kept) return { run, epoch: bestEpoch, ...kept }
    const measures = await opened.models.use(run, async (inference) => {
      const { model, config, judged } = inference
      const images = judged(allImages(pixels, config.labels))
      const options = { seed, signal, done: telling(opened, 'Measuring') }
      const result = await inference.apart(measureFunctions(model), (program) =>
        measure(program, model, images, options)
      )
      // The model's labels by the project's indices.
      const inferred = result.inferred?.map((label) =>
        pixels.labelNames.indexOf(config.labels?.[label] ?? '')
      )
      return { ...result, inferred }
    })
    await writeMeasures(project, run, key, measures)
    return { run, epoch: bestEpoch, ...measures }
  })
}

/** What log p(x) of a run is kept under. */
async function weighingKey({ path, pixels }: OpenedProject, run: string): Promise<string> {
  const { created, bestEpoch, dataVersion } = await readRun(path, run)
  const { labels } = await readConfig(path, run)
  // p(c), and which label an image has, matter to a conditional model alone.
  const of = labels ? pixels.dataVersion : pixels.importVersion
  return `${created} ${bestEpoch} ${dataVersion} ${pixels.importVersion} ${of}`
}

/** log p(x) of a run as it was kept, if it was and is of the images as they are. */
export async function keptLikelihoods(opened: OpenedProject, run: string): Promise<Weighing | undefined> {
  return readWeighing(opened.project, run, await weighingKey(opened, run))
}

/**
 * log p(x) of every image by importance samples: of a conditional model of few labels log Σ p(c) p(x|c), of many
 * log p(x|c) given each image's own label, where it has none the one that explains it best.
 * @param samples null for what was kept, or else the usual number
 * @throws AppError 'busy' while the run trains, 'input' when its model has no log p(x), 'missing', 'cancelled'
 */
export async function likelihoodsOf(
  opened: OpenedProject,
  run: string,
  samples: ImportanceSamples | null,
  signal?: AbortSignal
): Promise<ImageLikelihoods> {
  const { bestEpoch } = await readRun(opened.path, run)
  checkAtRest(opened, run)
  const config = await readConfig(opened.path, run)
  if (!hasLikelihood(config)) throw new AppError('input', said('no-likelihood'))
  const key = await weighingKey(opened, run)
  const summed = config.labels !== undefined && !likelihoodGiven(config)
  const wanted = samples ?? usualSamples(summed)
  const found = await onceOf(weighing, opened).of(`${run} ${key} ${samples}`, signal, async (signal) => {
    const kept = await readWeighing(opened.project, run, key)
    if (kept && (samples === null || kept.samples === wanted)) return kept
    const result = await opened.models.use(run, (inference) => weigh(opened, inference, wanted, signal))
    signal.throwIfAborted()
    await writeWeighing(opened.project, run, key, result)
    return result
  })
  return { run, epoch: bestEpoch, ...found }
}

async function weigh(
  opened: OpenedProject,
  inference: Inference,
  wanted: number,
  signal: AbortSignal
): Promise<Weighing> {
  const { pixels } = opened
  const { labels } = inference.config
  const given = likelihoodGiven(inference.config)
  const images = allImages(pixels, labels)
  const shares = given ? undefined : labelShares(pixels, labels)
  const asked = given ? await withLabels(inference, images, signal) : images
  const done = telling(opened, 'Weighing')
  const options = { samples: wanted, seed, labelShares: shares, signal, done }
  const { each, errors, samples } = await inference.logLikelihood(asked, options)
  return { samples, seed, given, nats: Float32Array.from(each), errors: Float32Array.from(errors) }
}

/** Images read at once to find the labels of those that have none. */
const inferredAtOnce = 256

/** The images with a label each: their own, or the one that explains them best. */
async function withLabels(inference: Inference, images: Images, signal: AbortSignal): Promise<Images> {
  const labels = Int16Array.from(images.labels!)
  const without = Array.from(labels.keys()).filter((place) => labels[place] < 0)
  const { height, width, channels, judged } = inference
  for (let from = 0; from < without.length; from += inferredAtOnce) {
    signal.throwIfAborted()
    const places = without.slice(from, from + inferredAtOnce)
    const data = await judged(images).read(places)
    const found = await inference.inferLabels({ data, count: places.length, height, width, channels })
    found!.forEach((label, at) => (labels[places[at]] = label))
  }
  return { ...images, labels }
}
