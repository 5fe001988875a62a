/** From decoded pixels to the square ones of a data set: background, channels, size. */
import type { ImageSettings } from '../shared/schemas.ts'
import type { Decoded } from './images.ts'
import { resample } from './resample.ts'

/** Pixels to lay over a background: red, green, blue and alpha of each, line by line. */
export interface Layers extends Pick<Decoded, 'data' | 'width' | 'height' | 'opaque'> {
  /** Bytes before each line; none when left out. */
  lead?: number
}

/**
 * Lays an image over a background colour and keeps one channel (luma as ITU-R BT.601 weighs it) or three.
 * @param pixels where they are written, from `to` on; made when left out
 * @returns uint8, [height, width, channels]
 */
export function flatten(
  { data, width, height, opaque, lead = 0 }: Layers,
  channels: 1 | 3,
  background: readonly number[],
  pixels: Uint8Array = new Uint8Array(width * height * channels),
  to = 0
): Uint8Array {
  for (let y = 0, at = lead; y < height; y++, at += lead)
    for (const end = at + width * 4; at < end; at += 4, to += channels) {
      let red = data[at]
      let green = data[at + 1]
      let blue = data[at + 2]
      const alpha = opaque ? 255 : data[at + 3]
      if (alpha === 255 && channels === 1 && red === green && green === blue) {
        // Every pixel of most grey images.
        pixels[to] = red
        continue
      }
      if (alpha !== 255) {
        red = (red * alpha + background[0] * (255 - alpha)) / 255
        green = (green * alpha + background[1] * (255 - alpha)) / 255
        blue = (blue * alpha + background[2] * (255 - alpha)) / 255
      }
      if (channels === 1) pixels[to] = luma(red, green, blue)
      else {
        // Halves are rounded up; whole numbers stay what they are.
        pixels[to] = red + 0.5
        pixels[to + 1] = green + 0.5
        pixels[to + 2] = blue + 0.5
      }
    }
  return pixels
}

function luma(red: number, green: number, blue: number): number {
  // The same by the formula, but for its rounding.
  if (red === green && green === blue) return red + 0.5
  return (red * 299 + green * 587 + blue * 114) / 1000 + 0.5
}

/** #rrggbb as three numbers. */
export function colour(background: string): number[] {
  const value = parseInt(background.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

export const channelCount = (settings: Pick<ImageSettings, 'channels'>): 1 | 3 =>
  settings.channels === 'gray' ? 1 : 3

export function toBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length)
  for (let index = 0; index < values.length; index++) bytes[index] = values[index] + 0.5
  return bytes
}

/**
 * A decoded image as the square pixels of a data set.
 * @returns uint8, [size, size, channels]
 */
export function toSquare(image: Layers, settings: ImageSettings): Uint8Array {
  const { size } = settings
  const channels = channelCount(settings)
  const background = colour(settings.background)
  const flat = flatten(image, channels, background)
  const { width, height } = image
  if (width === size && height === size) return flat
  if (settings.fit === 'crop') {
    const side = Math.min(width, height)
    const part = { left: (width - side) / 2, top: (height - side) / 2, width: side, height: side }
    return toBytes(resample(flat, width, height, channels, part, size, size))
  }
  const scale = size / Math.max(width, height)
  const [across, down] = [width, height].map((side) => Math.max(1, Math.round(side * scale)))
  const whole = { left: 0, top: 0, width, height }
  const inner = toBytes(resample(flat, width, height, channels, whole, across, down))
  const [left, top] = [(size - across) >> 1, (size - down) >> 1]
  const fill = channels === 1 ? [luma(background[0], background[1], background[2])] : background
  const square = new Uint8Array(size * size * channels).map((_, at) => fill[at % channels])
  for (let y = 0; y < down; y++) {
    const row = inner.subarray(y * across * channels, (y + 1) * across * channels)
    square.set(row, ((top + y) * size + left) * channels)
  }
  return square
}
