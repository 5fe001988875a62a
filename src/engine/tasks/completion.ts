/** What may stand where an image is not given: z ~ p(z|c), decoded, by a model whose condition is an image. */
import type { PlainFunction, Program } from '../engine.ts'
import { conditionInput, conditionOf } from '../conditions.ts'
import type { LatentModel } from '../models/model.ts'
import { normals } from '../random.ts'

const batch = 16

/** The function `completions` calls, by the name it calls it. */
export function completionFunctions(model: LatentModel): Record<string, PlainFunction> {
  const complete: PlainFunction = {
    inputs: { noise: { kind: 'float32', shape: [batch, model.latent] }, ...conditionInput(model, batch) },
    outputs: { pixels: { kind: 'pixels' } },
    body(parameters, { noise, condition }) {
      const z = model.prior(parameters, batch, condition).sample(noise)
      return { pixels: model.decode(parameters, z, condition).mean() }
    }
  }
  return { complete }
}

/**
 * Completions of images, [count, samples, height, width, channels] bytes; the given quadrants stay as they are.
 * @param images bytes [count, height, width, channels], of which only the given quadrants are looked at
 * @param program loaded with `completionFunctions`
 */
export async function completions(
  program: Program,
  model: LatentModel,
  images: Uint8Array,
  { samples, seed, signal }: { samples: number; seed: number; signal?: AbortSignal }
): Promise<Uint8Array> {
  const { height, width, channels } = model.image
  const item = height * width * channels
  const count = images.length / item
  const result = new Uint8Array(count * samples * item)
  const noise = normals(count * samples * model.latent, seed, 'prior', 0)
  for (let first = 0; first < count * samples; first += batch) {
    signal?.throwIfAborted()
    const part = Math.min(batch, count * samples - first)
    const asked = new Uint8Array(batch * item)
    const drawn = new Float32Array(batch * model.latent)
    for (let place = 0; place < part; place++) {
      const image = Math.floor((first + place) / samples)
      asked.set(images.subarray(image * item, (image + 1) * item), place * item)
    }
    drawn.set(noise.subarray(first * model.latent, (first + part) * model.latent))
    const { pixels } = await program.run('complete', { noise: drawn, ...conditionOf(model, asked, batch) })
    result.set((pixels as Uint8Array).subarray(0, part * item), first * item)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return result
}

/** The mean of each image's completions, [count, …], of [count, samples, …] bytes. */
export function meanCompletions(completed: Uint8Array, samples: number, item: number): Uint8Array {
  const sums = new Float64Array(completed.length / samples)
  completed.forEach((value, i) => {
    const image = Math.floor(i / (samples * item))
    sums[image * item + (i % item)] += value
  })
  return Uint8Array.from(sums, (sum) => Math.round(sum / samples))
}
