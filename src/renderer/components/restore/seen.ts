/** What the model sees, as it is drawn. */
import type { Pixels } from '../../../shared/contract.ts'

/** A hole as fine stripes of mid-grey, so that it is told from black and white pixels. */
export function seenOf(pixels: Pixels, hole: Uint8Array): Pixels {
  const { width, height, channels } = pixels
  if (hole.length !== width * height) return pixels
  const data = pixels.data.slice()
  for (let at = 0; at < hole.length; at++)
    if (hole[at]) {
      const stripe = ((at % width) + Math.floor(at / width)) % 4 < 2 ? 96 : 136
      data.fill(stripe, at * channels, (at + 1) * channels)
    }
  return { ...pixels, data }
}

/** Enlarged to another picture's size without inventing anything. */
export function larger(pixels: Pixels, { width, height }: Pick<Pixels, 'width' | 'height'>): Pixels {
  if (pixels.width === width && pixels.height === height) return pixels
  const { channels } = pixels
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const column = Math.floor((x * pixels.width) / width)
      const from = (Math.floor((y * pixels.height) / height) * pixels.width + column) * channels
      data.set(pixels.data.subarray(from, from + channels), (y * width + x) * channels)
    }
  return { data, count: 1, width, height, channels }
}
