/** What a selection of images has in common. */
import type { Pixels } from '../shared/contract.ts'

/** Mean and standard deviation of rows [count, size], each [size]. */
export function momentsOf(
  values: Float32Array,
  size: number,
  rows: ArrayLike<number>
): { mean: Float32Array; deviation: Float32Array } {
  const mean = new Float64Array(size)
  const squares = new Float64Array(size)
  for (let at = 0; at < rows.length; at++)
    for (let d = 0; d < size; d++) {
      // Welford's update: no difference of large sums.
      const value = values[rows[at] * size + d]
      const step = value - mean[d]
      mean[d] += step / (at + 1)
      squares[d] += step * (value - mean[d])
    }
  const count = Math.max(1, rows.length)
  return {
    mean: Float32Array.from(mean),
    deviation: Float32Array.from(squares, (sum) => Math.sqrt(sum / count))
  }
}

/** Images read some at a time, whatever their number. */
const piece = 1024

/** The mean of images, pixel by pixel, and as numbers for what goes on to compute with it. */
export async function meanImage(
  read: (ids: Int32Array) => Promise<Pixels>,
  ids: Int32Array,
  signal?: AbortSignal
): Promise<{ image: Pixels; values: Float64Array }> {
  let sums = new Float64Array(0)
  let shape: Omit<Pixels, 'data' | 'count'> | undefined
  for (let from = 0; from < ids.length; from += piece) {
    signal?.throwIfAborted()
    const { data, count, ...rest } = await read(ids.subarray(from, from + piece))
    shape ??= rest
    if (sums.length === 0) sums = new Float64Array(data.length / count)
    for (let at = 0; at < data.length; at++) sums[at % sums.length] += data[at]
    await new Promise((resolve) => setImmediate(resolve))
  }
  const values = sums.map((sum) => sum / ids.length)
  return { image: { ...shape!, count: 1, data: Uint8Array.from(values, Math.round) }, values }
}

/**
 * Squared Euclidean distances of all images to one, in pixels; images read some at a time.
 * @param to [height · width · channels]
 */
export async function pixelDistances(
  read: (ids: Int32Array) => Promise<Pixels>,
  total: number,
  to: Float64Array,
  signal?: AbortSignal
): Promise<Float32Array> {
  const squares = new Float32Array(total)
  for (let from = 0; from < total; from += piece) {
    signal?.throwIfAborted()
    const ids = Int32Array.from({ length: Math.min(piece, total - from) }, (_, at) => from + at)
    const { data } = await read(ids)
    for (let image = 0, at = 0; image < ids.length; image++) {
      let square = 0
      for (let pixel = 0; pixel < to.length; pixel++, at++) {
        const difference = data[at] - to[pixel]
        square += difference * difference
      }
      squares[from + image] = square
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return squares
}
