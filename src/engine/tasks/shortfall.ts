/** How far what a model draws lies from real images: the distance to the nearest of them. */

/** @returns the root mean square difference of two images' pixels, 0…255 */
function difference(a: Uint8Array, from: number, b: Uint8Array, to: number, item: number, least: number) {
  const bound = least * least * item
  let sum = 0
  for (let i = 0; i < item; i++) {
    const gap = a[from + i] - b[to + i]
    sum += gap * gap
    // No nearer than the nearest so far: looked at now and then, since looking costs too.
    if ((i & 63) === 63 && sum >= bound) return least
  }
  return Math.min(least, Math.sqrt(sum / item))
}

/**
 * For each image the root mean square difference of its pixels to the nearest of some real ones, 0…1.
 * @param images bytes, [count, item]
 * @param real bytes, [any, item]; @param item the bytes of one image
 */
export function nearestDistances(images: Uint8Array, real: Uint8Array, item: number): Float32Array {
  return Float32Array.from({ length: images.length / item }, (_, index) => {
    let least = 255
    for (let at = 0; at < real.length; at += item)
      least = difference(images, index * item, real, at, item, least)
    return least / 255
  })
}

/** The share of images a classifier is sure of: whose likeliest label has at least this probability. */
export function surenessOf(probabilities: Float32Array, labels: number, sure = 0.9): number {
  const count = probabilities.length / labels
  let certain = 0
  for (let row = 0; row < count; row++)
    if (Math.max(...probabilities.subarray(row * labels, (row + 1) * labels)) >= sure) certain++
  return certain / count
}
