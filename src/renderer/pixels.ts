/** Pixels as the worker sends them, made ready for a canvas. */
import type { Pixels } from '../shared/contract.ts'

/**
 * Writes one image as 32-bit words, little-endian red green blue alpha, as ImageData holds them.
 * @param target row by row; the image begins at `offset` and its rows lie `stride` words apart
 */
export function writeWords(
  pixels: Pixels,
  index: number,
  target: Uint32Array,
  offset = 0,
  stride = pixels.width
): void {
  const { data, height, width, channels } = pixels
  let from = index * height * width * channels
  for (let row = 0; row < height; row++) {
    let to = offset + row * stride
    if (channels === 1) {
      for (let column = 0; column < width; column++) target[to++] = 0xff000000 | (data[from++] * 0x010101)
    } else {
      for (let column = 0; column < width; column++, from += 3)
        target[to++] = 0xff000000 | (data[from + 2] << 16) | (data[from + 1] << 8) | data[from]
    }
  }
}

/** One image as ImageData. */
export function imageData(pixels: Pixels, index = 0): ImageData {
  const image = new ImageData(pixels.width, pixels.height)
  writeWords(pixels, index, new Uint32Array(image.data.buffer))
  return image
}

/** One image of several, as Pixels of its own. */
export function onePixels(pixels: Pixels, index: number): Pixels {
  const size = pixels.height * pixels.width * pixels.channels
  return { ...pixels, count: 1, data: pixels.data.subarray(index * size, (index + 1) * size) }
}

/** Several images of the same shape in one array. */
export function joinPixels(list: readonly Pixels[]): Pixels {
  const [first] = list
  const count = list.reduce((sum, pixels) => sum + pixels.count, 0)
  const data = new Uint8Array(count * first.height * first.width * first.channels)
  let offset = 0
  for (const pixels of list) {
    data.set(pixels.data, offset)
    offset += pixels.data.length
  }
  return { ...first, count, data }
}

/**
 * Where two images of one shape differ: grey where they agree, lighter where the second is lighter. One that is
 * never negative would not say in which direction.
 */
export function differenceOf(first: Pixels, second: Pixels): Pixels {
  const data = first.data.map((value, i) => 128 + (second.data[i] - value) / 2)
  return { ...first, data }
}

/** Whether most images stand on a dark ground, judged by their corners. */
export function hasDarkGround(pixels: Pixels): boolean {
  const { data, height, width, channels, count } = pixels
  let sum = 0
  for (let index = 0; index < count; index++)
    for (const row of [0, height - 1])
      for (const column of [0, width - 1]) sum += data[((index * height + row) * width + column) * channels]
  return sum / (count * 4) < 128
}
