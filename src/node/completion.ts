/** Completing images of which some quadrants are given. */
import type { Images } from '../engine/batches.ts'
import type { PlainFunction, Program } from '../engine/engine.ts'
import type { LatentModel } from '../engine/models/model.ts'
import { givenMask } from '../engine/models/quadrants.ts'
import {
  completionFunctions,
  completions,
  meanCompletions,
  predictionFunctions,
  predictions
} from '../engine/tasks/completion.ts'
import type { Completed, Pixels } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { Inference } from './inference.ts'

/** The part of an opened run that this needs. */
export interface Completing {
  readonly model: LatentModel
  apart<Value>(
    functions: Record<string, PlainFunction>,
    task: (program: Program) => Promise<Value>
  ): Promise<Value>
}

export interface CompletionOptions {
  samples: number
  seed: number
  signal?: AbortSignal
}

/** Importance samples an image for log p(missing pixels | given). */
const importance = 64
/** What stands where an image is not given. */
const unknown = 128

/** @throws AppError 'input' for a model that does not complete images, or images of another shape */
function check(model: LatentModel, images: Pixels): void {
  if (model.given === undefined) throw new AppError('input', said('completes-not'))
  const { height, width, channels } = model.image
  if (images.height !== height || images.width !== width || images.channels !== channels)
    throw new AppError('input', said('completes-size', { width, height }))
}

/**
 * Draws of what may stand where images are not given: whole images, `samples` of the first, then of the second, and
 * so on. Only the given quadrants of the images are looked at.
 * @throws AppError 'input' for a model that does not complete images, or images of another shape
 */
export async function completeImages(
  { model, apart }: Completing,
  images: Pixels,
  options: CompletionOptions
): Promise<Pixels> {
  check(model, images)
  const data = await apart(completionFunctions(model), (own) => completions(own, model, images.data, options))
  return { ...images, data, count: images.count * options.samples }
}

/** Images that are at hand. */
function inMemory({ data, count, height, width, channels }: Pixels): Images {
  const item = height * width * channels
  return {
    count,
    read: (places) => {
      const bytes = new Uint8Array(places.length * item)
      Array.from(places, (place, at) => bytes.set(data.subarray(place * item, (place + 1) * item), at * item))
      return Promise.resolve(bytes)
    }
  }
}

/**
 * Images completed, beside one prediction in which nothing is drawn, and what each is worth in nats of the truth.
 * @throws AppError 'input' for a model that does not complete images, or images of another shape
 */
export async function completeBeside(
  inference: Pick<Inference, 'model' | 'apart' | 'judged' | 'logLikelihood'>,
  images: Pixels,
  { samples, seed, signal }: CompletionOptions
): Promise<Completed> {
  const drawn = await completeImages(inference, images, { samples, seed, signal })
  const { model } = inference
  const item = images.height * images.width * images.channels
  const mask = givenMask(images, model.given!)
  const source = inMemory(images)
  const { pixels, predicted } = await inference.apart(predictionFunctions(model), async (own) => ({
    pixels: (await predictions(own, model, source, signal)).pixels,
    predicted: (await predictions(own, model, inference.judged(source), signal)).logProbability
  }))
  const { each } = await inference.logLikelihood(source, { samples: importance, seed, signal })
  return {
    given: { ...images, data: images.data.map((value, i) => (mask[i % item] ? value : unknown)) },
    drawn,
    mean: { ...images, data: meanCompletions(drawn.data, samples, item) },
    predicted: { ...images, data: pixels },
    truth: images,
    logLikelihood: each,
    predictedLogLikelihood: Array.from(predicted)
  }
}
