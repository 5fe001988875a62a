/** Frames one after the other as a file: GIF and WebP by ourselves, MP4 and WebM by a hidden window's encoders. */
import { encodeAnimation, type Film } from '../node/export/animation.ts'
import { AppError } from '../shared/errors.ts'
import { filmSchemas, type FilmRequests, type VideoSettings } from '../shared/film.ts'
import { validator } from '../shared/requests.ts'
import { rpcServer } from '../shared/rpc.ts'
import { processWire } from '../shared/wire.ts'
import { startFilmWindow } from './hidden.ts'
import type { Shell } from './shell.ts'

/** What a film can be, by the ending of its file; the first where it has none. */
export const filmFormats = ['gif', 'webp', 'mp4', 'webm'] as const
export type FilmFormat = (typeof filmFormats)[number]

export interface FilmSettings {
  format: FilmFormat
  /** Frames a second. */
  rate: number
  /** Picture pixels to an image pixel. */
  scale: number
}

/**
 * @returns the file's bytes
 * @throws AppError 'engine' when a video is wanted where there is no window to encode it
 */
export function encodeFilm(shell: Shell, film: Film, settings: FilmSettings): Promise<Uint8Array> {
  const began = performance.now()
  const progress = (done: number, total: number) =>
    shell.terminal.progress({
      phase: 'Drawing the film',
      done,
      total,
      unit: 'frames',
      rate: (done / (performance.now() - began)) * 1000
    })
  const { format, rate, scale } = settings
  if (format === 'gif' || format === 'webp')
    return encodeAnimation(film, { format, rate, scale, signal: shell.signal, progress })
  return encodeVideo(shell, film, { format, rate, scale, frames: film.frames }, progress)
}

async function encodeVideo(
  shell: Shell,
  film: Film,
  settings: VideoSettings,
  progress: (done: number, total: number) => void
): Promise<Uint8Array> {
  shell.signal.throwIfAborted()
  const { child, close } = await startFilmWindow((line) => shell.terminal.line(line))
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      const failed = (reason: string) =>
        reject(
          new AppError(
            'engine',
            `The video could not be encoded: ${reason} Films as .gif or .webp need no window.`
          )
        )
      shell.signal.addEventListener('abort', () => reject(new AppError('cancelled', 'Cancelled')))
      child.once('error', (error) => failed(`${error.message}.`))
      child.once('exit', (status) =>
        failed(`Electron ended with ${status ?? 'a crash'} before it was done; it needs a display.`)
      )
      rpcServer<FilmRequests, object>(
        processWire(child),
        {
          'film.settings': () => settings,
          'film.frame': async (_context, index) => {
            const frame = await film.frame(index)
            progress(index + 1, film.frames)
            return frame
          },
          'film.done': (_context, bytes) => resolve(bytes),
          'film.failed': (_context, reason) => failed(reason)
        },
        validator<FilmRequests>(filmSchemas)
      )
    })
  } finally {
    await close()
  }
}
