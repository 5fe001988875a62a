/** Runs beside each other: the figures that may be compared. */
import * as v from 'valibot'
import { between } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { LikelihoodConfig, RunConfig } from '../schemas.ts'
import { RunId, Split } from '../schemas.ts'

export const ComparisonQuestion = v.object({
  runs: v.pipe(v.array(RunId), v.minLength(2), v.maxLength(4)),
  split: Split,
  /** At most so many images, evenly spread over the split. */
  images: between(2, 1_000_000),
  /** k, importance samples an image. */
  importance: between(1, 10_000),
  seed: between(0, 0xffffffff)
})
export type ComparisonQuestion = v.InferOutput<typeof ComparisonQuestion>

/** A mean over images, in nats, with its standard error. */
export interface Measured {
  mean: number
  standardError: number
}

/** One run's column; a figure that its model does not have is left out. */
export interface ComparedFigures {
  id: string
  model: RunConfig['model']
  latent: number
  epoch: number
  likelihood: LikelihoodConfig
  /** Whether ELBO, reconstruction and KL are of p(x|c), not to be set against those of p(x). */
  conditional: boolean
  logLikelihood?: Measured
  /** log p(x|c). */
  conditionalLogLikelihood?: Measured
  elbo?: number
  reconstruction: number
  kl?: number
  /** log p(x) − ELBO; with a condition both of p(x|c). */
  gap?: number
  activeUnits?: number
}

export interface ComparisonTable {
  /** How many images the figures are of. */
  images: number
  importance: number
  runs: ComparedFigures[]
  /** The run whose log p(x) is surely above every other's. */
  best?: string
  /** Why none is called better. */
  reasons: string[]
}

export const ShortfallQuestion = v.object({
  runs: v.pipe(v.array(RunId), v.minLength(1), v.maxLength(4)),
  /** Images drawn from each run, and test images looked at, at most. */
  count: between(10, 10_000),
  /** Training images looked through for the nearest, at most. */
  nearest: between(10, 100_000),
  seed: between(0, 0xffffffff)
})
export type ShortfallQuestion = v.InferOutput<typeof ShortfallQuestion>

/** What a set of images is like: a run's samples, or images of the test split where no run is named. */
export interface ShortfallRow {
  run?: string
  /** Where z comes from: N(0, I), or as wide as the codes of the training images. */
  from?: 'prior' | 'codes'
  images: number
  /** The mean root mean square difference to the nearest training image, of the range 0…1. */
  nearestDistance: number
  /** The share whose label a classifier is sure of; of projects with two labels or more. */
  sure?: number
}

export interface ShortfallTable {
  rows: ShortfallRow[]
  /** A classifier that gives a label at least this much is sure. */
  sureFrom: number
}

export interface CompareRequests {
  /** Measures runs on the same images; its progress comes as the event `progress`. */
  'compare.figures'(question: ComparisonQuestion): ComparisonTable
  /** Measures how far what runs draw falls short of images; its progress comes as the event `progress`. */
  'compare.shortfall'(question: ShortfallQuestion): ShortfallTable
}

export const compareSchemas: Schemas<CompareRequests> = {
  'compare.figures': v.tuple([ComparisonQuestion]),
  'compare.shortfall': v.tuple([ShortfallQuestion])
}

/** Those that may be asked a second time without harm. */
export const compareReads = [
  'compare.figures',
  'compare.shortfall'
] as const satisfies (keyof CompareRequests)[]
