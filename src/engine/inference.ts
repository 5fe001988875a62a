/** A trained model ready to answer: encode, decode, evaluate, for any number of images. */
import type { Terms } from '../shared/schemas.ts'
import { inBatches, type Images } from './batches.ts'
import { emptyTotals, meanTerms, addTerms } from './totals.ts'
import type { Engine, HostArrays, Program, ProgramFunction, Variables } from './engine.ts'
import { conditionOf, conditionOfBatch } from './conditions.ts'
import {
  decodingFunction,
  encodingFunction,
  evaluationFunction,
  priorsFunction,
  scoringFunction
} from './functions.ts'
import { noiseSize, type Learner } from './models/learner.ts'
import type { LatentModel } from './models/model.ts'
import { normals } from './random.ts'
import { completionFunctions } from './tasks/completion.ts'

/** Pixels of a batch that fit comfortably with their feature maps, wherever the engine runs. */
const pixelBudget = 2 ** 20

/**
 * Sizes that are worth a function of their own: one image at a pointer, a screen of them, a whole set; fewer of
 * large images, so that memory stays bounded.
 */
export function batchSizes({ image }: Pick<Learner, 'image'>): number[] {
  const most = Math.floor(pixelBudget / (image.height * image.width))
  const largest = Math.min(256, Math.max(8, 2 ** Math.floor(Math.log2(most))))
  return [1, Math.min(64, largest / 4), largest]
}

/** The batch that labels are inferred in. */
const scoringSize = (sizes: number[]) => sizes[1] ?? sizes[0]

/** The batch that a whole set is evaluated and encoded in. */
export const wholeSetBatch = (model: Learner) => batchSizes(model)[2]

/** The functions `runEncode`, `runDecode` and `runEvaluation` call, to be loaded into one program. */
export function inferenceFunctions(
  model: LatentModel,
  sizes: number[] = batchSizes(model)
): Record<string, ProgramFunction> {
  const largest = sizes[sizes.length - 1]
  return {
    ...Object.fromEntries(sizes.map((size) => [`encode${size}`, encodingFunction(model, size)])),
    ...Object.fromEntries(sizes.map((size) => [`decode${size}`, decodingFunction(model, size)])),
    evaluate: evaluationFunction(model, largest, 1),
    ...(model.given !== undefined ? completionFunctions(model) : {}),
    ...(model.conditions > 0
      ? { priors: priorsFunction(model), score: scoringFunction(model, scoringSize(sizes)) }
      : {})
  }
}

/** `values` with zeros behind, up to `length`. */
export function padded<T extends Float32Array | Uint8Array>(values: T, length: number): T {
  if (values.length === length) return values
  const result = new (values.constructor as new (length: number) => T)(length)
  result.set(values as never)
  return result
}

/** The smallest batch size that holds `count`, or the largest there is. */
const sizeFor = (count: number, sizes: number[]) =>
  sizes.find((size) => size >= count) ?? sizes[sizes.length - 1]

/**
 * Runs a function over any number of items, batch by batch, yielding to other work between batches.
 * @param item values an item of the input
 * @param collect takes one batch's outputs with the number of items that count
 */
async function overBatches<T extends Float32Array | Uint8Array>(
  values: T,
  item: number,
  sizes: number[],
  run: (size: number, part: T, offset: number) => Promise<HostArrays>,
  collect: (outputs: HostArrays, offset: number, count: number) => void
): Promise<void> {
  const total = values.length / item
  for (let offset = 0; offset < total;) {
    const size = sizeFor(total - offset, sizes)
    const count = Math.min(size, total - offset)
    const part = values.subarray(offset * item, (offset + count) * item) as T
    collect(await run(size, padded(part, size * item), offset), offset, count)
    offset += count
    if (offset < total) await new Promise((resolve) => setTimeout(resolve))
  }
}

/**
 * Posterior means and log variances, [count, D] each, of images [count, height, width, channels].
 * @param labels one an image, for a conditional model
 */
export async function runEncode(
  program: Program,
  model: LatentModel,
  pixels: Uint8Array,
  labels?: ArrayLike<number>,
  sizes: number[] = batchSizes(model)
): Promise<{ mean: Float32Array; logVariance: Float32Array }> {
  const { height, width, channels } = model.image
  const item = height * width * channels
  const condition = model.given === undefined ? labels : pixels
  const mean = new Float32Array((pixels.length / item) * model.latent)
  const logVariance = new Float32Array(mean.length)
  await overBatches(
    pixels,
    item,
    sizes,
    (size, part, offset) =>
      program.run(`encode${size}`, { pixels: part, ...conditionOf(model, condition, size, offset) }),
    (outputs, offset, count) => {
      const from = offset * model.latent
      mean.set((outputs.mean as Float32Array).subarray(0, count * model.latent), from)
      logVariance.set((outputs.logVariance as Float32Array).subarray(0, count * model.latent), from)
    }
  )
  return { mean, logVariance }
}

/**
 * The decoder's means as bytes, [count, height, width, channels], of latents [count, D].
 * @param condition a label a latent, for a conditional model; of one that completes images an image each, in bytes
 */
export async function runDecode(
  program: Program,
  model: LatentModel,
  z: Float32Array,
  condition?: ArrayLike<number>,
  sizes: number[] = batchSizes(model)
): Promise<Uint8Array> {
  const { height, width, channels } = model.image
  const item = height * width * channels
  const result = new Uint8Array((z.length / model.latent) * item)
  await overBatches(
    z,
    model.latent,
    sizes,
    (size, part, offset) =>
      program.run(`decode${size}`, { z: part, ...conditionOf(model, condition, size, offset) }),
    (outputs, offset, count) =>
      result.set((outputs.pixels as Uint8Array).subarray(0, count * item), offset * item)
  )
  return result
}

/**
 * The label that explains each image best, by the bound at the posterior's mean: the largest p(c|x) for labels that
 * are equally frequent.
 */
export async function inferLabels(
  program: Program,
  model: LatentModel,
  pixels: Uint8Array,
  sizes: number[] = batchSizes(model)
): Promise<Int16Array> {
  const { height, width, channels } = model.image
  const item = height * width * channels
  const count = pixels.length / item
  const best = { bound: new Float32Array(count).fill(-Infinity), label: new Int16Array(count) }
  const size = scoringSize(sizes)
  for (let label = 0; label < model.conditions; label++) {
    const labels = new Int16Array(count).fill(label)
    await overBatches(
      pixels,
      item,
      [size],
      (size, part, offset) =>
        program.run('score', { pixels: part, ...conditionOf(model, labels, size, offset) }),
      ({ bounds }, offset, part) => {
        for (let i = 0; i < part; i++)
          if (bounds[i] > best.bound[offset + i]) {
            best.bound[offset + i] = bounds[i]
            best.label[offset + i] = label
          }
      }
    )
  }
  return best.label
}

export interface EvaluationOptions {
  /** The program's function, for batches of `size`. */
  name: string
  size: number
  /** Posterior samples an image; 1 when left out. */
  samples?: number
  /** Of the noise; the same seed gives the same figure. */
  seed: number
  signal?: AbortSignal
}

/** The bound's mean over images. */
export async function runEvaluation(
  program: Program,
  model: Learner,
  images: Images,
  options: EvaluationOptions
): Promise<Terms> {
  return (await runObjective(program, model, images, options)).terms
}

/** The mean over images of a function made by `objectiveFunction`: what it maximises, and the bound's parts. */
export async function runObjective(
  program: Program,
  model: Learner,
  images: Images,
  { name, size, samples = 1, seed, signal }: EvaluationOptions
): Promise<{ terms: Terms; objective: number }> {
  const { height, width, channels } = model.image
  const order = Uint32Array.from({ length: images.count }, (_, index) => index)
  const totals = emptyTotals()
  let step = 0
  let objective = 0
  for await (const batch of inBatches(images, order, size)) {
    signal?.throwIfAborted()
    const outputs = await program.run(name, {
      pixels: padded(batch.pixels, size * height * width * channels),
      noise: normals(samples * size * noiseSize(model), seed, 'evaluation', step++),
      mask: maskOf(batch.count, size),
      ...conditionOfBatch(model, batch, size)
    })
    addTerms(totals, outputs, batch.count)
    objective -= (outputs.loss[0] * batch.count) / images.count
  }
  return { terms: meanTerms(totals), objective }
}

/** Ones for the images that count, zeros for the padding. */
export function maskOf(count: number, size: number): Float32Array {
  return new Float32Array(size).fill(1, 0, count)
}

/** A model with its weights on an engine. */
export async function loadInference(
  engine: Engine,
  model: LatentModel,
  weights: Variables
): Promise<Program> {
  return engine.load(weights, inferenceFunctions(model))
}
