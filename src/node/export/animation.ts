/** Images one after the other: GIF and animated WebP. Videos need the encoders of a browser. */
import { GifEncoder } from '@napi-rs/canvas'
import type { Pixels } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { newCanvas } from './png.ts'
import { writeTile } from './tiles.ts'
import { animatedWebp } from './webp.ts'

export interface AnimationOptions {
  format: 'gif' | 'webp'
  /** Frames a second. */
  rate: number
  /** Picture pixels to an image pixel. */
  scale: number
  signal?: AbortSignal
  progress?(done: number, total: number): void
}

/** All frames together may have so many picture pixels. */
const mostPixels = 2_000_000_000

/** The order images are shown in: all of them, and with `back` all but both ends again the other way. */
export function frameOrder(count: number, back = false): number[] {
  const there = Array.from({ length: count }, (_, index) => index)
  return back ? [...there, ...there.slice(1, -1).reverse()] : there
}

/** Frames one after the other, each read when it is wanted. */
export interface Film {
  frames: number
  frame(index: number): Promise<Pixels>
}

/** Images as a film. @param back there and back again, so that the end meets the beginning */
export function filmOf(pixels: Pixels, back = false): Film {
  const order = frameOrder(pixels.count, back)
  const size = pixels.height * pixels.width * pixels.channels
  return {
    frames: order.length,
    frame: async (index) => ({
      ...pixels,
      count: 1,
      data: pixels.data.subarray(order[index] * size, (order[index] + 1) * size)
    })
  }
}

/**
 * @returns the file's bytes; grey images keep every level in a GIF, coloured ones 256 colours a frame
 * @throws AppError 'input' when it would be too large
 */
export async function encodeAnimation(film: Film, options: AnimationOptions): Promise<Uint8Array> {
  const { format, rate, scale } = options
  const first = await film.frame(0)
  const [width, height] = [first.width * scale, first.height * scale]
  if (width * height * film.frames > mostPixels)
    throw new AppError('input', said('export-frames', { frames: film.frames, width, height }))
  const canvas = newCanvas(width, height)
  const context = canvas.getContext('2d')
  const tile = context.createImageData(width, height)
  // Grey needs no choice of colours; for colour a middling care is enough and many times quicker.
  const quality = first.channels === 1 ? 1 : 10
  const gif = format === 'gif' ? new GifEncoder(width, height, { repeat: 0, quality }) : undefined
  const frames = []
  let shown = 0
  for (let index = 0; index < film.frames; index++) {
    options.signal?.throwIfAborted()
    writeTile(tile, await film.frame(index), 0, scale)
    // GIF counts in hundredths; what is rounded off one frame is given to the next.
    const until = Math.round(((index + 1) * 100) / rate) * 10
    const milliseconds = format === 'gif' ? until - shown : 1000 / rate
    shown = until
    if (gif) gif.addFrame(new Uint8Array(tile.data.buffer), width, height, { delay: milliseconds })
    else {
      context.putImageData(tile, 0, 0)
      frames.push({ bytes: await canvas.encode('webp', 100), milliseconds })
    }
    options.progress?.(index + 1, film.frames)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return gif ? gif.finish() : animatedWebp(frames, width, height)
}
