/** What a hidden window asks of the process that wants a video: the encoders are a browser's, the frames are not. */
import * as v from 'valibot'
import { bytes, natural, text } from './contract/arguments.ts'
import type { Schemas } from './contract/arguments.ts'
import type { Pixels } from './contract/pixels.ts'

export interface VideoSettings {
  format: 'mp4' | 'webm'
  frames: number
  /** Frames a second. */
  rate: number
  /** Picture pixels to an image pixel. */
  scale: number
}

export interface FilmRequests {
  'film.settings'(): VideoSettings
  'film.frame'(index: number): Pixels
  /** The whole file. */
  'film.done'(bytes: Uint8Array): void
  /** Why there is none. */
  'film.failed'(reason: string): void
}

export const filmSchemas: Schemas<FilmRequests> = {
  'film.settings': v.tuple([]),
  'film.frame': v.tuple([natural]),
  'film.done': v.tuple([bytes]),
  'film.failed': v.tuple([text])
}

/** The environment's word to the app's executable that it is started for a film alone. */
export const filmVariable = 'LATENTSCAPE_FILM'
