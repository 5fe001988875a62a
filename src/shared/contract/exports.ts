/** What is written as files, where the person chose. */
import * as v from 'valibot'
import { between, bytes, path, pixels } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'

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
  /** What the picture was made with; kept inside a PNG. */
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

/** A path's ending decides the format; the first that is possible is taken where it has none. */
export interface ExportRequests {
  /** Images as a picture, .png or .webp. */
  'export.pixels'(path: string, pixels: Pixels, options: SheetOptions): Written
  /** Images one after the other, .gif or .webp. */
  'export.film'(path: string, pixels: Pixels, options: FilmOptions): Written
  /** Bytes that the window made (the map, a video) as they are: .png, .webp, .mp4 or .webm, and truly that. */
  'export.bytes'(path: string, bytes: Uint8Array): Written
}

export const exportSchemas: Schemas<ExportRequests> = {
  'export.pixels': v.tuple([path, pixels, SheetOptions]),
  'export.film': v.tuple([path, pixels, FilmOptions]),
  'export.bytes': v.tuple([path, bytes])
}
