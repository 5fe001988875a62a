/** A run of a project opened for questions: its model with its weights on an engine. */
import { inBatches, type Images } from '../engine/batches.ts'
import { binarisedOnce } from '../engine/binarisation.ts'
import { valuesOf, type Engine, type PlainFunction, type Program } from '../engine/engine.ts'
import {
  inferLabels,
  loadInference,
  runDecode,
  runEncode,
  runEvaluation,
  wholeSetBatch
} from '../engine/inference.ts'
import type { LatentModel } from '../engine/models/model.ts'
import { buildModel } from '../engine/models/build.ts'
import {
  likelihoodFunctions,
  logLikelihood,
  type LikelihoodOptions,
  type LogLikelihood
} from '../engine/tasks/likelihood.ts'
import { drawingFunctions, runDraw } from '../engine/tasks/draws.ts'
import type { LabelPriors } from '../engine/tasks/generate.ts'
import type { Pixels } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { RunConfig, Terms } from '../shared/schemas.ts'
import { loadWeights } from './checkpoint.ts'
import { readPixelsManifest } from './pixels.ts'
import { readConfig, readRun } from './runs.ts'

export interface Inference {
  readonly config: RunConfig
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** The epoch the weights are of. */
  readonly epoch: number
  /**
   * Posterior means and log variances, [count, D] each; a conditional model also wants each image's label (an
   * index into config.labels), or infers those that are left out or −1.
   * @throws AppError 'input' for pixels of another shape
   */
  encode(
    pixels: Pixels,
    labels?: ArrayLike<number>
  ): Promise<{ mean: Float32Array; logVariance: Float32Array }>
  /** The same for images read batch by batch, however many; told after each batch how many are done. */
  encodeImages(images: Images, done?: (count: number) => void, signal?: AbortSignal): Promise<Float32Array>
  /** The decoder's means of latents [count, D], for a conditional model with a label each. */
  decode(z: Float32Array, labels?: ArrayLike<number>): Promise<Pixels>
  /** A draw of p(x|z) for each latent in place of its mean: what an image of the data looks like, noise and all. */
  draw(z: Float32Array, seed: number, labels?: ArrayLike<number>): Promise<Pixels>
  /** The label that explains each image best, for a conditional model; undefined for others. */
  inferLabels(pixels: Pixels): Promise<Int16Array | undefined>
  /** Where each label's prior lies and how wide it is, for a conditional model. */
  labelPriors(): Promise<LabelPriors>
  /** The bound's mean per image in nats, one posterior sample each. */
  evaluate(images: Images, seed: number, signal?: AbortSignal): Promise<Terms>
  /** log p(x) of images by importance sampling; loaded apart, since it is asked seldom. */
  logLikelihood(images: Images, options: LikelihoodOptions): Promise<LogLikelihood>
  readonly model: LatentModel
  /** Images as the model is judged by: where it learns black and white pixels, each drawn once and for all. */
  judged(images: Images): Images
  /** A task on functions over the run's weights that are asked for seldom, and loaded for it alone. */
  apart<Value>(
    functions: Record<string, PlainFunction>,
    task: (program: Program) => Promise<Value>
  ): Promise<Value>
  /** Takes over the run's newer weights, without loading the model again. */
  reload(weights: 'best' | 'last'): Promise<void>
  dispose(): void
}

/**
 * @param weights the best by validation, or the last
 * @throws AppError 'missing' when the run has no weights yet
 */
export async function openInference(
  project: string,
  run: string,
  engine: Engine,
  weights: 'best' | 'last' = 'best'
): Promise<Inference> {
  const config = await readConfig(project, run)
  // A run keeps its own shape, whatever the project's images have become since.
  const { height, width, channels } =
    (await readRun(project, run)).image ?? (await readPixelsManifest(project))
  const model = buildModel(config, { height, width, channels })
  let loaded = await loadWeights(project, run, model.parameters, weights)
  const program = await loadInference(engine, model, loaded.weights)
  const shape = { height, width, channels }
  const judged = (images: Images) => (config.binarise ? binarisedOnce(images) : images)
  async function apart<Value>(
    functions: Record<string, PlainFunction>,
    task: (program: Program) => Promise<Value>
  ): Promise<Value> {
    const own = await engine.load(loaded.weights, functions)
    try {
      return await task(own)
    } finally {
      own.dispose()
    }
  }
  function checkLatents(z: Float32Array): void {
    if (z.length === 0 || z.length % model.latent !== 0)
      throw new AppError('input', said('latent-length-model', { latent: model.latent }))
  }
  function checkPixels(pixels: Pixels): void {
    if (pixels.height !== height || pixels.width !== width || pixels.channels !== channels)
      throw new AppError(
        'input',
        said('image-wanted', {
          width,
          height,
          channels,
          ownWidth: pixels.width,
          ownHeight: pixels.height,
          ownChannels: pixels.channels
        })
      )
  }
  return {
    config,
    model,
    judged,
    apart,
    ...shape,
    get epoch() {
      return loaded.epoch
    },
    async encode(pixels, labels) {
      checkPixels(pixels)
      return runEncode(program, model, pixels.data, await knownLabels(program, model, pixels.data, labels))
    },
    encodeImages: (images, done, signal) => encodeAll(program, model, images, done, signal),
    async draw(z, seed, labels) {
      checkLatents(z)
      const data = await apart(drawingFunctions(model), (own) => runDraw(own, model, z, seed, labels))
      return { data, count: z.length / model.latent, ...shape }
    },
    async decode(z, labels) {
      checkLatents(z)
      const data = await runDecode(program, model, z, labels)
      return { data, count: z.length / model.latent, ...shape }
    },
    evaluate: (images, seed, signal) =>
      runEvaluation(program, model, judged(images), {
        name: 'evaluate',
        size: wholeSetBatch(model),
        seed,
        signal
      }),
    inferLabels: async ({ data }) => (model.conditions > 0 ? inferLabels(program, model, data) : undefined),
    labelPriors: () => labelPriors(program, model),
    logLikelihood: (images, options) =>
      apart(likelihoodFunctions(model), (own) => logLikelihood(own, model, judged(images), options)),
    async reload(which) {
      const newer = await loadWeights(project, run, model.parameters, which)
      await program.writeVariables(valuesOf(newer.weights))
      loaded = newer
    },
    dispose: () => program.dispose()
  }
}

/** Each label's prior; nothing for a model without labels. */
export async function labelPriors(program: Program, model: LatentModel): Promise<LabelPriors> {
  if (model.conditions === 0) return { means: new Float32Array(0), deviations: new Float32Array(0) }
  const { means, deviations } = await program.run('priors', identity(model.conditions))
  return { means: means as Float32Array, deviations: deviations as Float32Array }
}

/** The identity matrix as the condition of every label at once. */
function identity(conditions: number): { condition: Float32Array } {
  const condition = new Float32Array(conditions * conditions)
  for (let label = 0; label < conditions; label++) condition[label * (conditions + 1)] = 1
  return { condition }
}

/** The labels as they are, those that are missing inferred; undefined for a model without a condition. */
async function knownLabels(
  program: Program,
  model: LatentModel,
  pixels: Uint8Array,
  labels: ArrayLike<number> | undefined
): Promise<ArrayLike<number> | undefined> {
  if (model.conditions === 0) return undefined
  if (labels && Array.from(labels).every((label) => label >= 0)) return labels
  const inferred = await inferLabels(program, model, pixels)
  return labels ? inferred.map((label, place) => (labels[place] >= 0 ? labels[place] : label)) : inferred
}

/** Posterior means of all images, [count, D]. */
export async function encodeAll(
  program: Program,
  model: LatentModel,
  images: Images,
  done?: (count: number) => void,
  signal?: AbortSignal
): Promise<Float32Array> {
  const result = new Float32Array(images.count * model.latent)
  const order = Uint32Array.from({ length: images.count }, (_, index) => index)
  let offset = 0
  for await (const batch of inBatches(images, order, wholeSetBatch(model))) {
    signal?.throwIfAborted()
    const labels = await knownLabels(program, model, batch.pixels, batch.labels)
    const { mean } = await runEncode(program, model, batch.pixels, labels)
    result.set(mean, offset * model.latent)
    offset += batch.count
    done?.(offset)
    // Lets requests that wait (a click) go first.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return result
}
