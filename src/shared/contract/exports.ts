/** What is written as files, where the person chose. */
import * as v from 'valibot'
import { between, bytes, natural, path, pixels } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'
import type { Theme } from '../palette.ts'
import { RunId } from '../schemas.ts'

export interface Written {
  /** With the ending that was added where it was missing. */
  path: string
  bytes: number
}

const rate = v.pipe(v.number(), v.minValue(0.1), v.maxValue(60))
const scale = between(1, 64)

/** How images are put side by side. */
export const SheetOptions = v.object({
  /** How many images a row: one for a single image, as many as there are for a filmstrip. */
  columns: between(1, 10_000),
  /** Picture pixels to an image pixel. */
  scale,
  /** What the picture was made with; kept inside it. */
  settings: v.optional(v.record(v.string(), v.union([v.string(), v.number()])))
})
export type SheetOptions = v.InferOutput<typeof SheetOptions>

export const FilmOptions = v.object({
  /** Frames a second. */
  rate,
  scale,
  /** There and back again. */
  back: v.optional(v.boolean())
})
export type FilmOptions = v.InferOutput<typeof FilmOptions>

/** What a map's picture looks like. @see MapPicture */
export const MapLook = v.object({ theme: v.picklist(['dark', 'light']), shapes: v.optional(v.boolean()) })
export type MapLook = v.InferOutput<typeof MapLook>

export const TrainingFilmOptions = v.object({ rate, theme: v.picklist(['dark', 'light']) })
export type TrainingFilmOptions = v.InferOutput<typeof TrainingFilmOptions>

const tables = ['latents', 'labels', 'metrics'] as const
export type TableKind = (typeof tables)[number]

/** A path's ending decides the format; the first that is possible is taken where it has none. */
export interface ExportRequests {
  /** Images as a picture, .png or .webp. */
  'export.pixels'(path: string, pixels: Pixels, options: SheetOptions): Written
  /** Images one after the other, .gif or .webp. */
  'export.film'(path: string, pixels: Pixels, options: FilmOptions): Written
  /** The training of a run's map as a film, .gif or .webp. */
  'export.trainingFilm'(path: string, run: string, options: TrainingFilmOptions): Written
  /** How many frames that film has, and one of them, for a video that the window makes. */
  'film.length'(run: string): number
  'film.frame'(run: string, index: number, theme: Theme): Pixels
  /** A run's map as .svg, .png or .webp. */
  'export.map'(path: string, run: string, look: MapLook): Written
  /** A run's curves as .svg. */
  'export.curves'(path: string, run: string, theme: Theme): Written
  /** The images with their labels, or a run's latents or figures, as .csv or .parquet. */
  'export.table'(path: string, kind: TableKind, run: string | null): Written
  /** A run's latents for TensorFlow's Embedding Projector: a folder. */
  'export.projector'(path: string, run: string): Written
  /** A run's map, with its decoder, as one .html file. */
  'export.page'(path: string, run: string): Written
  /** The whole project as a .zip. */
  'export.project'(path: string): Written
  /** Whether a zip holds a project rather than images. */
  'archive.holdsProject'(path: string): boolean
  /** Makes a project folder of such a zip; answers where it is. */
  'archive.unpack'(path: string, out: string): string
  /** Bytes that the window made (the map, a video) as they are: .png, .webp, .mp4 or .webm, and truly that. */
  'export.bytes'(path: string, bytes: Uint8Array): Written
}

export const exportSchemas: Schemas<ExportRequests> = {
  'export.pixels': v.tuple([path, pixels, SheetOptions]),
  'export.film': v.tuple([path, pixels, FilmOptions]),
  'export.trainingFilm': v.tuple([path, RunId, TrainingFilmOptions]),
  'film.length': v.tuple([RunId]),
  'film.frame': v.tuple([RunId, natural, v.picklist(['dark', 'light'])]),
  'export.map': v.tuple([path, RunId, MapLook]),
  'export.curves': v.tuple([path, RunId, v.picklist(['dark', 'light'])]),
  'export.table': v.tuple([path, v.picklist(tables), v.nullable(RunId)]),
  'export.projector': v.tuple([path, RunId]),
  'export.page': v.tuple([path, RunId]),
  'export.project': v.tuple([path]),
  'archive.holdsProject': v.tuple([path]),
  'archive.unpack': v.tuple([path, path]),
  'export.bytes': v.tuple([path, bytes])
}
