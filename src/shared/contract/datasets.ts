/** The images of the open project. */
import * as v from 'valibot'
import { between, natural } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'
import type { ProjectSummary } from './projects.ts'
import { ImageSettings, ImportOptions, Split } from '../schemas.ts'

/** A file that could not be read, and why. */
export interface Problem {
  path: string
  reason: string
}

export interface LabelCount {
  name: string
  count: number
}

export interface DatasetSummary {
  count: number
  settings: ImageSettings
  /** In the order of their indices; empty for an unlabelled collection. */
  labels: LabelCount[]
  splits: Record<Split, number>
  problems: number
  duplicates: number
  /** Grey images whose pixels are nearly all black or white, so that a Bernoulli suits them. */
  nearBinary: boolean
  dataVersion: number
  /** The data version of the last import; since then labels may have changed, the images have not. */
  importVersion: number
  /** Images that are left out of training; they are counted in `count` and the labels, not in the splits. */
  excluded: number
}

export interface ImageRecord {
  id: number
  path: string
  /** Index into the labels; −1 when unlabelled. */
  label: number
  split: Split
}

export interface DatasetRequests {
  /** Imports the same sources again with other settings; runs are kept, marked as of an older data version. */
  'dataset.reimport'(options: ImportOptions): ProjectSummary
  'dataset.list'(filter: { label?: number; split?: Split }, offset: number, count: number): ImageRecord[]
  'dataset.pixels'(ids: number[]): Pixels
  'dataset.problems'(): Problem[]
  /** One source image as it was (at most 512 px a side) and as it would become. */
  'dataset.preview'(id: number, settings: ImageSettings): { before: Pixels; after: Pixels }
}

export const datasetSchemas: Schemas<DatasetRequests> = {
  'dataset.reimport': v.tuple([ImportOptions]),
  'dataset.list': v.tuple([
    v.object({
      label: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1))),
      split: v.optional(Split)
    }),
    natural,
    between(0, 100_000)
  ]),
  'dataset.pixels': v.tuple([v.pipe(v.array(natural), v.maxLength(20_000))]),
  'dataset.problems': v.tuple([]),
  'dataset.preview': v.tuple([natural, ImageSettings])
}

/** Those that may be asked a second time without harm. */
export const datasetReads = [
  'dataset.list',
  'dataset.pixels',
  'dataset.problems',
  'dataset.preview'
] as const satisfies (keyof DatasetRequests)[]
