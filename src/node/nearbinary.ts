/** Whether images are nearly black and white, from a look at some of their pixels. */
import { openPixels, type PixelStore } from './pixels.ts'

/** About as many bytes are looked at, of images evenly spread over all, and at least of so many images. */
const looked = 2 ** 18
const leastImages = 64
/** At least this share of the variance that black and white pixels of the same mean would have. */
const enough = 0.75

/**
 * Pixels that are 0 or 1 with mean m have the variance m(1−m), the most there is; greys have less. MNIST's have 0.84
 * of it, Fashion-MNIST's 0.61, photographs about a quarter.
 * @param pixels bytes
 */
export function areNearBinary(pixels: Uint8Array): boolean {
  let [sum, squares] = [0, 0]
  for (const byte of pixels) {
    sum += byte
    squares += byte * byte
  }
  const mean = sum / pixels.length / 255
  const variance = squares / pixels.length / 255 ** 2 - mean ** 2
  return variance >= enough * mean * (1 - mean)
}

/** Of grey images; images in colour are never called so. */
async function isNearBinary(store: PixelStore): Promise<boolean> {
  const { count, height, width, channels } = store
  if (channels !== 1 || count === 0) return false
  const images = Math.min(count, Math.max(leastImages, Math.floor(looked / (height * width))))
  const ids = Int32Array.from({ length: images }, (_, i) => Math.floor((i * count) / images))
  return areNearBinary(await store.read(ids))
}

/** The same of a project's pixels; what cannot be read is told where it is needed, and not here. */
export async function hasNearBinaryImages(project: string): Promise<boolean> {
  try {
    const store = await openPixels(project, 0)
    try {
      return await isNearBinary(store)
    } finally {
      await store.close()
    }
  } catch {
    return false
  }
}
