/** What is written as files. */
import * as v from 'valibot'
import { between, bytes, path, pixels } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'

export interface ExportRequests {
  /** Writes pixels as PNG: one image, a row (filmstrip) or a grid with `columns` images a row. */
  'export.pixels'(
    path: string,
    pixels: Pixels,
    columns: number,
    scale: number
  ): { path: string; bytes: number }
  /** Writes bytes that the renderer drew (the map) as they are; they must be a PNG. */
  'export.png'(path: string, bytes: Uint8Array): { path: string; bytes: number }
}

export const exportSchemas: Schemas<ExportRequests> = {
  'export.pixels': v.tuple([path, pixels, between(1, 1000), between(1, 64)]),
  'export.png': v.tuple([path, bytes])
}
