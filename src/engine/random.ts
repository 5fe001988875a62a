/**
 * A counter-based random stream: the n-th number of a stream is a function of (seed, purpose, step, n) alone.
 * So every engine sees the same noise, a resumed run needs no generator state, and parts can be drawn apart.
 * The generator is Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 */

/** What a stream is for; streams of different purposes are independent. */
export const purposes = {
  initialization: 1,
  shuffle: 2,
  posterior: 3,
  evaluation: 4,
  prior: 5,
  observation: 6,
  selection: 7,
  binarisation: 8
} as const
export type Purpose = keyof typeof purposes

const multiplier0 = 0xd2511f53
const multiplier1 = 0xcd9e8d57
const weyl0 = 0x9e3779b9
const weyl1 = 0xbb67ae85

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = Math.imul(aHigh, bLow) >>> 0
  const carry = ((Math.imul(aLow, bLow) >>> 0) >>> 16) + (middle & 0xffff) + (Math.imul(aLow, bHigh) >>> 0)
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + Math.floor(carry / 0x10000)) >>> 0
}

/** One Philox4x32-10 block: a 128-bit counter and a 64-bit key make four unsigned 32-bit integers in `out`. */
export function philox(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array): void {
  let c0 = counter[0] >>> 0
  let c1 = counter[1] >>> 0
  let c2 = counter[2] >>> 0
  let c3 = counter[3] >>> 0
  let k0 = key[0] >>> 0
  let k1 = key[1] >>> 0
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(multiplier0, c0)
    const low0 = Math.imul(multiplier0, c0)
    const high1 = multiplyHigh(multiplier1, c2)
    const low1 = Math.imul(multiplier1, c2)
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1 >>> 0
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0 >>> 0
    k0 = (k0 + weyl0) >>> 0
    k1 = (k1 + weyl1) >>> 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

/** `count` unsigned 32-bit integers of the stream (seed, purpose, step). */
export function integers(count: number, seed: number, purpose: Purpose, step: number): Uint32Array {
  const result = new Uint32Array(Math.ceil(count / 4) * 4)
  const key = [seed >>> 0, purposes[purpose]]
  const counter = [0, 0, step >>> 0, Math.floor(step / 0x100000000) >>> 0]
  for (let block = 0; block * 4 < count; block++) {
    counter[0] = block
    philox(counter, key, result.subarray(block * 4, block * 4 + 4))
  }
  return result.subarray(0, count)
}

/** `count` uniform numbers in the open interval (0, 1). */
export function uniforms(count: number, seed: number, purpose: Purpose, step: number): Float64Array {
  const bits = integers(count, seed, purpose, step)
  return Float64Array.from(bits, (value) => (value + 0.5) / 0x100000000)
}

/** `count` standard normal numbers, by Box and Muller's transform. */
export function normals(count: number, seed: number, purpose: Purpose, step: number): Float32Array {
  const uniform = uniforms(count + (count % 2), seed, purpose, step)
  const result = new Float32Array(count)
  for (let i = 0; i < count; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(uniform[i]))
    const angle = 2 * Math.PI * uniform[i + 1]
    result[i] = radius * Math.cos(angle)
    if (i + 1 < count) result[i + 1] = radius * Math.sin(angle)
  }
  return result
}

/** A seeded permutation of 0…count−1 (Fisher and Yates), uniform over all orders up to the 32-bit draw. */
export function permutation(count: number, seed: number, purpose: Purpose, step: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  const draws = uniforms(count, seed, purpose, step)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(draws[i] * (i + 1))
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}
