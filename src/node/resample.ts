/** Resizing by exact area averages, and by straight lines between pixel centres where pixels must be invented. */
import type { Pixels } from '../shared/contract.ts'

/** Which source pixels make one target pixel, and by how much; the weights of each target add up to 1. */
interface Taps {
  first: Int32Array
  count: Int32Array
  /** [targets, widest] */
  weights: Float32Array
  widest: number
}

/** @param start, length the stretch of the source (in pixels, fractions allowed) that becomes `target` pixels */
function taps(source: number, start: number, length: number, target: number): Taps {
  const scale = length / target
  const widest = Math.ceil(Math.max(scale, 1)) + 2
  const result: Taps = {
    first: new Int32Array(target),
    count: new Int32Array(target),
    weights: new Float32Array(target * widest),
    widest
  }
  for (let index = 0; index < target; index++) {
    // Shrinking takes the pixels under the target pixel; growing, a box one pixel wide lies over the two
    // nearest centres, which is the straight line between them.
    const centre = start + (index + 0.5) * scale
    const half = Math.max(scale, 1) / 2
    const from = centre - half
    const to = centre + half
    const low = Math.max(0, Math.min(source - 1, Math.floor(from + 1e-6)))
    const high = Math.max(low + 1, Math.min(source, Math.ceil(to - 1e-6)))
    let sum = 0
    for (let pixel = low; pixel < high; pixel++) {
      const weight = Math.max(0, Math.min(pixel + 1, to) - Math.max(pixel, from))
      result.weights[index * widest + pixel - low] = weight
      sum += weight
    }
    if (sum === 0) result.weights[index * widest] = sum = 1
    for (let tap = 0; tap < high - low; tap++) result.weights[index * widest + tap] /= sum
    result.first[index] = low
    result.count[index] = high - low
  }
  return result
}

/** A rectangle of the source, in pixels; fractions are allowed. */
export interface Rectangle {
  left: number
  top: number
  width: number
  height: number
}

/**
 * Resizes part of an image.
 * @param image uint8, [height, width, channels]
 * @returns float32 in 0…255, [targetHeight, targetWidth, channels]
 */
export function resample(
  image: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  channels: number,
  part: Rectangle,
  targetWidth: number,
  targetHeight: number
): Float32Array {
  const across = taps(width, part.left, part.width, targetWidth)
  const down = taps(height, part.top, part.height, targetHeight)
  const target = new Float32Array(targetHeight * targetWidth * channels)
  const row = new Float32Array(width * channels)
  const firstColumn = across.first[0] * channels
  const lastColumn = (across.first[targetWidth - 1] + across.count[targetWidth - 1]) * channels
  for (let y = 0; y < targetHeight; y++) {
    row.fill(0)
    for (let tap = 0; tap < down.count[y]; tap++) {
      const weight = down.weights[y * down.widest + tap]
      const offset = (down.first[y] + tap) * width * channels
      for (let at = firstColumn; at < lastColumn; at++) row[at] += weight * image[offset + at]
    }
    for (let x = 0; x < targetWidth; x++) {
      const out = (y * targetWidth + x) * channels
      for (let tap = 0; tap < across.count[x]; tap++) {
        const weight = across.weights[x * across.widest + tap]
        const from = (across.first[x] + tap) * channels
        for (let channel = 0; channel < channels; channel++)
          target[out + channel] += weight * row[from + channel]
      }
    }
  }
  return target
}

/** Images of the same shape made smaller, each `side` pixels square. */
export function reduced({ data, count, height, width, channels }: Pixels, side: number): Pixels {
  const result = new Uint8Array(count * side * side * channels)
  const area = height * width * channels
  for (let image = 0; image < count; image++) {
    const whole = { left: 0, top: 0, width, height }
    const part = data.subarray(image * area, (image + 1) * area)
    const values = resample(part, width, height, channels, whole, side, side)
    for (let at = 0; at < values.length; at++) result[image * values.length + at] = Math.round(values[at])
  }
  return { data: result, count, height: side, width: side, channels }
}
