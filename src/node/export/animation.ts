/** Images one after the other: GIF and animated WebP. Videos need the encoders of a browser. */
import { GifEncoder } from '@napi-rs/canvas'
import type { Pixels } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { newCanvas } from './png.ts'
import { writeTile } from './tiles.ts'
import { animatedWebp } from './webp.ts'

export interface AnimationOptions {
  format: 'gif' | 'webp'
  /** Frames a second. */
  rate: number
  /** Picture pixels to an image pixel. */
  scale: number
  /** There and back again, so that the end meets the beginning. */
  back?: boolean
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

/**
 * @returns the file's bytes; grey images keep every level in a GIF, coloured ones 256 colours a frame
 * @throws AppError 'input' when it would be too large
 */
export async function encodeAnimation(pixels: Pixels, options: AnimationOptions): Promise<Uint8Array> {
  const { format, rate, scale, back } = options
  const order = frameOrder(pixels.count, back)
  const [width, height] = [pixels.width * scale, pixels.height * scale]
  if (width * height * order.length > mostPixels)
    throw new AppError(
      'input',
      `${order.length} frames of ${width}×${height} pixels are too much. Take fewer of them, or a smaller scale.`
    )
  const canvas = newCanvas(width, height)
  const context = canvas.getContext('2d')
  const tile = context.createImageData(width, height)
  const gif = format === 'gif' ? new GifEncoder(width, height, { repeat: 0, quality: 1 }) : undefined
  const frames = []
  let shown = 0
  for (const [place, index] of order.entries()) {
    options.signal?.throwIfAborted()
    writeTile(tile, pixels, index, scale)
    // GIF counts in hundredths; what is rounded off one frame is given to the next.
    const until = Math.round(((place + 1) * 100) / rate) * 10
    const milliseconds = format === 'gif' ? until - shown : 1000 / rate
    shown = until
    if (gif) gif.addFrame(new Uint8Array(tile.data.buffer), width, height, { delay: milliseconds })
    else {
      context.putImageData(tile, 0, 0)
      frames.push({ bytes: await canvas.encode('webp', 100), milliseconds })
    }
    options.progress?.(place + 1, order.length)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return gif ? gif.finish() : animatedWebp(frames, width, height)
}
