/** What a person marks on the images of the open project: labels, and which are left out of training. */
import * as v from 'valibot'
import { ids, name } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { DatasetSummary } from './datasets.ts'

/** What is known of every image, in arrays by id. */
export interface ImageMarks {
  /** Indices into the data set's labels, −1 for none. */
  labels: Int16Array
  /** Indices into `splits`. */
  splits: Uint8Array
  /** 1 for images that are left out of training. */
  excluded: Uint8Array
}

/** What an edit has made of the data set. */
export interface EditedImages {
  marks: ImageMarks
  dataset: DatasetSummary
}

export interface MarkRequests {
  'marks.read'(): ImageMarks
  /** Gives images a label of the data set, or a new one; null takes their label away. */
  'marks.relabel'(ids: Int32Array, label: string | null): EditedImages
  /** Gives each image the label it had, by index; −1 for none. */
  'marks.restore'(ids: Int32Array, labels: Int16Array): EditedImages
  /** Leaves images out of training from then on, or takes them in again. */
  'marks.exclude'(ids: Int32Array, excluded: boolean): EditedImages
}

export const markSchemas: Schemas<MarkRequests> = {
  'marks.read': v.tuple([]),
  'marks.relabel': v.tuple([ids, v.nullable(name)]),
  'marks.restore': v.tuple([
    ids,
    v.pipe(
      v.instance(Int16Array),
      v.check((value) => value.every((at) => at >= -1), 'a label below −1')
    )
  ]),
  'marks.exclude': v.tuple([ids, v.boolean()])
}

/** Those that may be asked a second time without harm. */
export const markReads = ['marks.read'] as const satisfies (keyof MarkRequests)[]
