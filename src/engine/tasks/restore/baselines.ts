/** Restoring without a model: what a model has to be better than, and where its inference starts. */
import type { Image } from './image.ts'
import { mapped } from './image.ts'
import { apply, blurMatrix, cubicMatrix } from './operators.ts'

/** Enlarged with a cubic kernel. */
export function bicubic(image: Image, height: number, width: number): Image {
  const rows = cubicMatrix(image.height, height)
  const columns = cubicMatrix(image.width, width)
  return mapped(apply({ rows, columns }, image), (value) => Math.min(1, Math.max(0, value)))
}

/** Blurred with a Gaussian of this deviation in pixels. */
export function blurred(image: Image, deviation: number): Image {
  const { height, width } = image
  return apply({ rows: blurMatrix(height, deviation), columns: blurMatrix(width, deviation) }, image)
}

/** Every pixel of a hole is the mean of its neighbours: the harmonic function of the hole's edge. */
export function filledFromSurroundings(image: Image, hole: Uint8Array): Image {
  const { height, width, channels } = image
  const values = image.values.slice()
  const missing = Array.from(hole.keys()).filter((at) => hole[at] === 1)
  if (missing.length === 0) return image
  const known = hole.length - missing.length
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0
    for (let at = 0; at < hole.length; at++) if (!hole[at]) sum += values[at * channels + channel]
    for (const at of missing) values[at * channels + channel] = known > 0 ? sum / known : 0.5
  }
  if (known === 0) return { ...image, values }
  const neighbours = missing.map((at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    return [
      x > 0 && at - 1,
      x < width - 1 && at + 1,
      y > 0 && at - width,
      y < height - 1 && at + width
    ].filter((near): near is number => near !== false)
  })
  // Gauss and Seidel's sweeps with over-relaxation, until nothing moves by a tenth of a level.
  const relaxation = 2 / (1 + Math.sin(Math.PI / Math.max(height, width)))
  for (let sweep = 0; sweep < 20 * Math.max(height, width); sweep++) {
    let largest = 0
    missing.forEach((at, place) => {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        for (const near of neighbours[place]) sum += values[near * channels + channel]
        const change = sum / neighbours[place].length - values[at * channels + channel]
        values[at * channels + channel] += relaxation * change
        largest = Math.max(largest, Math.abs(change))
      }
    })
    if (largest < 0.1 / 255) break
  }
  return { ...image, values }
}

/** The median of each pixel's 3 × 3 surroundings, at the edges of those inside. */
export function median(image: Image): Image {
  const { height, width, channels, values } = image
  return mapped(image, (_, at) => {
    const channel = at % channels
    const pixel = Math.floor(at / channels)
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    const around: number[] = []
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++)
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++)
        around.push(values[(row * width + column) * channels + channel])
    around.sort((a, b) => a - b)
    const middle = around.length >> 1
    return around.length % 2 === 1 ? around[middle] : (around[middle - 1] + around[middle]) / 2
  })
}

/** Sharpened by what a blur takes away. */
export function unsharp(image: Image, deviation: number): Image {
  const soft = blurred(image, deviation)
  return mapped(image, (value, at) => Math.min(1, Math.max(0, 2 * value - soft.values[at])))
}
