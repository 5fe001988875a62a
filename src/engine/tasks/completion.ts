/** What may stand where an image is not given: z ~ p(z|c), decoded, by a model whose condition is an image. */
import { inBatches, type Images } from '../batches.ts'
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

/** The function `predictions` calls, by the name it calls it. */
export function predictionFunctions(model: LatentModel): Record<string, PlainFunction> {
  const predict: PlainFunction = {
    // The condition holds whole images, of which the model looks at the given quadrants: the rest is the truth.
    inputs: conditionInput(model, batch),
    outputs: { pixels: { kind: 'pixels' }, logProbability: { kind: 'float32' } },
    body(parameters, { condition }) {
      const z = model.prior(parameters, batch, condition).mean()
      const decoded = model.decode(parameters, z, condition)
      return { pixels: decoded.mean(), logProbability: decoded.logProbability(condition) }
    }
  }
  return { predict }
}

/**
 * What a model that completes images predicts without drawing: z at the mean of p(z|c), decoded; and
 * log p(missing pixels | that z, c) in nats, the figure of a network that gives one answer (Sohn, Lee & Yan 2015,
 * section 5.1, compare theirs with a deterministic one).
 * @param program loaded with `predictionFunctions`
 */
export async function predictions(
  program: Program,
  model: LatentModel,
  images: Images,
  signal?: AbortSignal
): Promise<{ pixels: Uint8Array; logProbability: Float32Array }> {
  const { height, width, channels } = model.image
  const item = height * width * channels
  const pixels = new Uint8Array(images.count * item)
  const logProbability = new Float32Array(images.count)
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  let first = 0
  for await (const part of inBatches(images, order, batch)) {
    signal?.throwIfAborted()
    const answer = await program.run('predict', conditionOf(model, part.pixels, batch))
    pixels.set((answer.pixels as Uint8Array).subarray(0, part.count * item), first * item)
    logProbability.set((answer.logProbability as Float32Array).subarray(0, part.count), first)
    first += part.count
    await new Promise((resolve) => setTimeout(resolve))
  }
  return { pixels, logProbability }
}
