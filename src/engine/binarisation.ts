/** Grey values as the probabilities of black and white (Salakhutdinov & Murray 2008, section 6). */
import type { Images } from './batches.ts'
import { integers } from './random.ts'

/** Seed of the one binarisation that validation and test images have, whatever the run: figures stay comparable. */
const onceSeed = 0

/** Each byte as 0 or 255, which it is with the probability byte/255, from two bytes of chance each. */
function binarised(pixels: Uint8Array, chance: Uint32Array): Uint8Array {
  const result = new Uint8Array(pixels.length)
  for (let i = 0; i < pixels.length; i++) {
    const draw = i & 1 ? chance[i >> 1] >>> 16 : chance[i >> 1] & 0xffff
    // Half a step up: 0 is never drawn white, 255 always.
    if ((draw + 0.5) * 255 < pixels[i] * 0x10000) result[i] = 255
  }
  return result
}

/** A batch of a training step, drawn anew each step. */
export function binarisedAnew(pixels: Uint8Array, seed: number, step: number): Uint8Array {
  return binarised(pixels, integers(Math.ceil(pixels.length / 2), seed, 'binarisation', step))
}

/** Images that are drawn once: the same image at the same place is the same each time. */
export function binarisedOnce(images: Images): Images {
  return {
    count: images.count,
    labels: images.labels,
    async read(places) {
      const pixels = await images.read(places)
      const size = pixels.length / places.length
      const result = new Uint8Array(pixels.length)
      for (let i = 0; i < places.length; i++) {
        const chance = integers(Math.ceil(size / 2), onceSeed, 'binarisation', places[i])
        result.set(binarised(pixels.subarray(i * size, (i + 1) * size), chance), i * size)
      }
      return result
    }
  }
}
