/** Finding images by what is known of them, and what a selection of them has in common. */
import * as v from 'valibot'
import { between, finite, ids, natural, path, text } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Neighbours } from './maps.ts'
import type { Pixels } from './pixels.ts'
import { RunId, Split } from '../schemas.ts'

/** Numbers an image has: of its file, and in nats under a run. */
export const numberColumns = [
  'id',
  'width',
  'height',
  'bytes',
  'elbo',
  'reconstruction',
  'kl',
  'likelihood'
] as const
export type NumberColumn = (typeof numberColumns)[number]

/** The columns that only a run can tell; log p(x), which takes longer, is measured apart. */
export const measuredColumns = ['elbo', 'reconstruction', 'kl', 'inferred'] as const
export const weighedColumn = 'likelihood'

const limit = v.optional(finite)
/** One thing that must hold of an image; all of a filter's conditions must. */
export const Condition = v.variant('column', [
  /** Any of these labels, by index; −1 stands for no label. */
  v.object({ column: v.literal('label'), any: v.array(v.pipe(v.number(), v.integer(), v.minValue(-1))) }),
  /** The label that a conditional model finds it most like, by index. */
  v.object({ column: v.literal('inferred'), any: v.array(natural) }),
  v.object({ column: v.literal('split'), any: v.array(Split) }),
  v.object({ column: v.literal('file'), contains: v.pipe(text, v.minLength(1)) }),
  v.object({ column: v.literal('excluded'), is: v.boolean() }),
  /** Whether its file is the same as an earlier one's. */
  v.object({ column: v.literal('duplicate'), is: v.boolean() }),
  /** Ends belong to it; one that is left out does not limit. */
  v.object({ column: v.picklist(numberColumns), from: limit, to: limit })
])
export type Condition = v.InferOutput<typeof Condition>
export const ImageFilter = v.pipe(v.array(Condition), v.minLength(1), v.maxLength(32))
export type ImageFilter = v.InferOutput<typeof ImageFilter>

export const orderColumns = [
  'id',
  'path',
  'label',
  'split',
  'area',
  'bytes',
  'elbo',
  'reconstruction',
  'kl',
  'likelihood',
  'inferred'
] as const
export type OrderColumn = (typeof orderColumns)[number]

/** What a run tells of every image, in nats, in arrays by id. */
export interface ImageMeasures {
  run: string
  epoch: number
  /** E_q log p(x|z); the bound is this minus kl. */
  reconstruction: Float32Array
  kl: Float32Array
  /** An index into the data set's labels, −1 for none of them; of a conditional model only. */
  inferred?: Int16Array
}

/** log p(x) of every image under a run, estimated by importance samples; arrays by id. */
export interface ImageLikelihoods {
  run: string
  epoch: number
  /** k, samples of q(z|x) an image; of each label that matters where p(x) = Σ p(c) p(x|c). */
  samples: number
  seed: number
  /** Whether it is log p(x|c), given the image's own label, since the model has too many labels to sum over. */
  given: boolean
  /** In nats. */
  nats: Float32Array
  /** Each one's standard error, in nats. */
  errors: Float32Array
}

/** How many importance samples can be asked for. */
export const importanceChoices = [16, 64, 256] as const
export type ImportanceSamples = (typeof importanceChoices)[number]

export interface ImageDetails {
  id: number
  path: string
  /** Of the file, upright. */
  width: number
  height: number
  bytes: number
}

/** What a selection has in common. */
export interface SelectionAverage {
  count: number
  /** Mean of z over the images and its standard deviation, [D] each. */
  mean: Float32Array
  deviation: Float32Array
  /** What the model makes of the mean z. */
  decoded: Pixels
  /** The mean of the images, pixel by pixel. */
  image: Pixels
}

export interface SelectionRequests {
  /** Measures every image under a run, once; with progress. */
  'images.measure'(run: string): ImageMeasures
  /**
   * log p(x) of every image under a run, estimated once and kept; with progress.
   * @param samples null for what was kept, or else the usual number
   */
  'images.weigh'(run: string, samples: ImportanceSamples | null): ImageLikelihoods
  /** Ids of the images that a filter lets through, ascending; a run is needed for what only a run can tell. */
  'images.find'(run: string | null, filter: ImageFilter): Int32Array
  /** The images nearest to the mean of some images by Euclidean distance, those themselves left out. */
  'images.near'(run: string, of: Int32Array, space: 'latent' | 'pixels', count: number): Neighbours
  /** The ids of all images, ordered by a column. */
  'images.order'(run: string | null, column: OrderColumn): Int32Array
  'images.details'(ids: Int32Array): ImageDetails[]
  'images.average'(run: string, ids: Int32Array): SelectionAverage
  /** Groups that lie together on a map, the largest first; a group for each image, by id. */
  'images.clusters'(run: string, ids: Int32Array, count: number): Int32Array
  /**
   * What is known of images as a table: id, file, label, split, excluded, size, latents and measures; log p(x) where
   * it has been estimated.
   */
  'export.selection'(path: string, run: string | null, ids: Int32Array): { path: string; bytes: number }
  /** The image files as they were, in a zip with a folder for each label. */
  'export.images'(path: string, ids: Int32Array): { path: string; bytes: number }
}

const someIds = v.pipe(ids, v.minLength(1))

export const selectionSchemas: Schemas<SelectionRequests> = {
  'images.measure': v.tuple([RunId]),
  'images.weigh': v.tuple([RunId, v.nullable(v.picklist(importanceChoices))]),
  'images.find': v.tuple([v.nullable(RunId), ImageFilter]),
  'images.near': v.tuple([RunId, someIds, v.picklist(['latent', 'pixels']), between(1, 100_000)]),
  'images.order': v.tuple([v.nullable(RunId), v.picklist(orderColumns)]),
  'images.details': v.tuple([v.pipe(ids, v.maxLength(1000))]),
  'images.average': v.tuple([RunId, someIds]),
  'images.clusters': v.tuple([RunId, someIds, between(2, 50)]),
  'export.selection': v.tuple([path, v.nullable(RunId), someIds]),
  'export.images': v.tuple([path, someIds])
}

/** Those that may be asked a second time without harm. */
export const selectionReads = [
  'images.measure',
  'images.weigh',
  'images.find',
  'images.near',
  'images.order',
  'images.details',
  'images.average',
  'images.clusters'
] as const satisfies (keyof SelectionRequests)[]
