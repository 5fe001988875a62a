/** What a density classifier finds: ascents of its log-odds, and images ranked by it; and images completed. */
import * as v from 'valibot'
import { between, natural } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'
import { RunId } from '../schemas.ts'

const mostImages = 64

/** A climb of the log-odds by gradient ascent on the input. */
export const FilmRequest = v.object({
  /** Where it begins: uniform noise, middle grey, or images of the project. */
  start: v.variant('from', [
    v.object({ from: v.literal('noise') }),
    v.object({ from: v.literal('blank') }),
    v.object({ from: v.literal('images'), ids: v.pipe(v.array(natural), v.minLength(1), v.maxLength(16)) })
  ]),
  /** Ascents side by side; of images as many as are named. */
  count: between(1, 16),
  steps: between(1, 1000),
  /** How far a step moves each pixel, of the range 0…1. */
  rate: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
  /** Pictures of each ascent, its beginning and its end included. */
  frames: between(2, 60),
  seed: between(0, 0xffffffff)
})
export type FilmRequest = v.InferOutput<typeof FilmRequest>

export interface Film {
  /** The steps after which each frame was taken. */
  frames: number[]
  count: number
  /** Row by row, [count · frames]. */
  pixels: Pixels
  /** l(x) of each, where F̃(x) = σ(l(x)). */
  logOdds: Float32Array
}

export interface RankedImages {
  ids: number[]
  logOdds: number[]
  pixels: Pixels
}

/** Images completed; each array holds what there is of the first image, then of the second, and so on. */
export interface Completed {
  /** What is given, middle grey elsewhere; an image each. */
  given: Pixels
  /** Draws, `samples` an image. */
  drawn: Pixels
  /** The mean of the draws, an image each. */
  mean: Pixels
  /** The one prediction at the mean of p(z|c), nothing drawn; an image each. */
  predicted: Pixels
  truth: Pixels
  /** log p(missing pixels | given) of the truth, by importance samples, in nats; an image each. */
  logLikelihood: number[]
  /** The same at the mean of p(z|c) alone: what one answer is worth. */
  predictedLogLikelihood: number[]
}

export interface SearchRequests {
  'search.film'(run: string, request: FilmRequest): Film
  /** The images F̃ is highest of, best first, and those it is lowest of, worst first. */
  'search.ranking'(run: string, count: number): { most: RankedImages; least: RankedImages }
  /** Images of the project completed by a model whose condition is given quadrants. */
  complete(run: string, ids: number[], samples: number, seed: number): Completed
}

export const searchSchemas: Schemas<SearchRequests> = {
  'search.film': v.tuple([RunId, FilmRequest]),
  'search.ranking': v.tuple([RunId, between(1, mostImages)]),
  complete: v.tuple([
    RunId,
    v.pipe(v.array(natural), v.minLength(1), v.maxLength(mostImages)),
    between(1, mostImages),
    between(0, 0xffffffff)
  ])
}

/** Those that may be asked a second time without harm. */
export const searchReads = [
  'search.film',
  'search.ranking',
  'complete'
] as const satisfies (keyof SearchRequests)[]
