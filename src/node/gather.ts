/** Images from their places in a file: which of them are read in one go, and reading them at once. */
import { readSync } from 'node:fs'

/** Images this near in the file are read in one go. */
const nearby = 2 ** 16
const longest = 2 ** 23

/** Places in the file, in its order, gathered into stretches that are read at once. */
export function* stretches(order: Uint32Array, indices: ArrayLike<number>, size: number) {
  let first = 0
  for (let next = 1; next <= order.length; next++) {
    const gap = next < order.length ? (indices[order[next]] - indices[order[next - 1]] - 1) * size : Infinity
    const length = next < order.length ? (indices[order[next]] - indices[order[first]] + 1) * size : 0
    if (gap <= nearby && length <= longest) continue
    yield { first, next }
    first = next
  }
}

/** The places of images in a list, in the order of the file. */
export function inFileOrder(indices: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: indices.length }, (_, at) => at).sort((a, b) => indices[a] - indices[b])
}

/**
 * Reads images while the caller waits: for a thread that does nothing else.
 * @param fd a descriptor of the file, which all threads of a process share
 * @param size bytes of an image
 * @returns uint8, [indices, size]; undefined where the file ends before
 */
export function gather(fd: number, indices: ArrayLike<number>, size: number): Uint8Array | undefined {
  const result = new Uint8Array(indices.length * size)
  const order = inFileOrder(indices)
  for (const { first, next } of stretches(order, indices, size)) {
    const start = indices[order[first]]
    const bytes = Buffer.allocUnsafe((indices[order[next - 1]] - start + 1) * size)
    for (let filled = 0; filled < bytes.length;) {
      const count = readSync(fd, bytes, filled, bytes.length - filled, start * size + filled)
      if (count === 0) return undefined
      filled += count
    }
    for (let at = first; at < next; at++) {
      const from = (indices[order[at]] - start) * size
      result.set(bytes.subarray(from, from + size), order[at] * size)
    }
  }
  return result
}
