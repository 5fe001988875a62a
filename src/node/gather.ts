/** Images from their places in a file: which of them are read in one go, and reading them at once. */
import { readSync } from 'node:fs'

/** Images this near in the file are read in one go. */
const nearby = 2 ** 16
const longest = 2 ** 23

/** A part of the file that is read at once. */
export interface Stretch {
  /** Bytes from the beginning of the file. */
  position: number
  /** Its bytes, to be read. */
  bytes: Buffer
  /** Puts the images that were read where they belong in the result. */
  deliver(): void
}

/**
 * Where images lie in a file, gathered into stretches in the order of the file.
 * @param size bytes of an image
 * @param result uint8, [indices, size]
 */
export function* stretches(
  indices: ArrayLike<number>,
  size: number,
  result: Uint8Array
): Generator<Stretch, void> {
  const order = Uint32Array.from({ length: indices.length }, (_, at) => at)
  order.sort((a, b) => indices[a] - indices[b])
  let first = 0
  for (let next = 1; next <= order.length; next++) {
    const start = indices[order[first]]
    if (next < order.length) {
      const gap = (indices[order[next]] - indices[order[next - 1]] - 1) * size
      const length = (indices[order[next]] - start + 1) * size
      if (gap <= nearby && length <= longest) continue
    }
    const places = order.subarray(first, next)
    const bytes = Buffer.allocUnsafe((indices[order[next - 1]] - start + 1) * size)
    yield {
      position: start * size,
      bytes,
      deliver() {
        for (const place of places) {
          const from = (indices[place] - start) * size
          result.set(bytes.subarray(from, from + size), place * size)
        }
      }
    }
    first = next
  }
}

/**
 * Reads images while the caller waits: for a thread that does nothing else.
 * @param fd a descriptor of the file, which all threads of a process share
 * @param size bytes of an image
 * @returns uint8, [indices, size]; undefined where the file ends before
 */
export function gather(fd: number, indices: ArrayLike<number>, size: number): Uint8Array | undefined {
  const result = new Uint8Array(indices.length * size)
  for (const { position, bytes, deliver } of stretches(indices, size, result)) {
    for (let filled = 0; filled < bytes.length;) {
      const count = readSync(fd, bytes, filled, bytes.length - filled, position + filled)
      if (count === 0) return undefined
      filled += count
    }
    deliver()
  }
  return result
}
