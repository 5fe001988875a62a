/** How probable images are under a model: log p(x), estimated by importance sampling. */
import { inBatches, type Images } from '../batches.ts'
import { conditionInput, conditionOf } from '../conditions.ts'
import type { PlainFunction, Program } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'
import { logImportanceWeights } from '../objectives/importance.ts'
import { normals } from '../random.ts'

/** Images and samples that go through the decoder at once. */
const batch = 16
const chunk = 16
export { batch as importanceBatch, chunk as importanceChunk }

/** The function `logLikelihood` calls, by the name it calls it. */
export function likelihoodFunctions(model: LatentModel): Record<string, PlainFunction> {
  const { height, width, channels } = model.image
  const importance: PlainFunction = {
    inputs: {
      pixels: { kind: 'pixels', shape: [batch, height, width, channels] },
      noise: { kind: 'float32', shape: [chunk, batch, model.latent] },
      ...conditionInput(model, batch)
    },
    outputs: { weights: { kind: 'float32' } },
    body: (parameters, { pixels, noise, condition }) => ({
      weights: logImportanceWeights(model, parameters, pixels, noise, condition)
    })
  }
  return { importance }
}

/** log Σ exp of a running maximum and sum, so that nothing overflows. */
export class LogSum {
  private largest = -Infinity
  private sum = 0

  add(value: number): void {
    if (value === -Infinity) return
    if (value > this.largest) {
      this.sum = this.sum * Math.exp(this.largest - value) + 1
      this.largest = value
    } else this.sum += Math.exp(value - this.largest)
  }

  get value(): number {
    return this.sum === 0 ? -Infinity : this.largest + Math.log(this.sum)
  }
}

/** A mean over images. */
export interface Average {
  /** In nats. */
  mean: number
  /** Standard error of that mean over the images; each image's estimate is itself a little low. */
  standardError: number
}

export interface LogLikelihood extends Average {
  /** Samples an image, rounded up to what one pass takes. */
  samples: number
  /** Each image's estimate, in nats: what models differ by on the same images is known better than either mean. */
  each: number[]
  /** log p(x|c) with each image's own label, for a conditional model and images that all have one it knows. */
  conditional?: Average
}

export interface LikelihoodOptions {
  samples: number
  seed: number
  /** p(c) of each label, for a conditional model: log p(x) = log Σ_c p(c) p(x|c), each c with its own posterior. */
  labelShares?: ArrayLike<number>
  done?(images: number): void
  signal?: AbortSignal
}

/** The mean of values and its standard error. */
export function averageOf(values: number[]): Average {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, standardError: Math.sqrt(variance / values.length) }
}

/** Images whose pairs with labels are worked on together. */
const block = 64

/**
 * A label whose p(c)·p(x|c) is this many nats below the best after one pass is asked no more: what it could still add
 * to the sum is nothing, even should its estimate rise by half of that.
 */
const hopeless = 40

/** An image of a block beside a label: a row of its own in the decoder's batches. */
interface Pair {
  image: number
  label: number
  sum: LogSum
  samples: number
}

/**
 * log p(x) of images by k importance samples each.
 * @param program loaded with `likelihoodFunctions`
 */
export async function logLikelihood(
  program: Program,
  model: LatentModel,
  images: Images,
  { samples, seed, labelShares, done, signal }: LikelihoodOptions
): Promise<LogLikelihood> {
  const passes = Math.ceil(samples / chunk)
  const shares = model.conditions > 0 ? Array.from(labelShares!) : [1]
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  const estimates: number[] = []
  const own: number[] = []
  let step = 0
  for await (const part of inBatches(images, order, block)) {
    const pass = async (pairs: Pair[]) => {
      for (let from = 0; from < pairs.length; from += batch) {
        signal?.throwIfAborted()
        await weigh(program, model, part.pixels, pairs.slice(from, from + batch), { seed, step: step++ })
      }
    }
    const all = Array.from({ length: part.count }, (_, image) =>
      shares.map((_, label): Pair => ({ image, label, sum: new LogSum(), samples: 0 }))
    )
    await pass(all.flat())
    const joint = ({ sum, label, samples }: Pair) => Math.log(shares[label]) + sum.value - Math.log(samples)
    const hopeful = all.flatMap((pairs) => {
      const best = Math.max(...pairs.map(joint))
      return pairs.filter((pair) => joint(pair) > best - hopeless)
    })
    for (let more = 1; more < passes; more++) await pass(hopeful)
    for (const [image, pairs] of all.entries()) {
      const total = new LogSum()
      for (const pair of pairs) total.add(joint(pair))
      estimates.push(total.value)
      const label = part.labels?.[image] ?? -1
      if (model.conditions > 0 && label >= 0) own.push(joint(pairs[label]) - Math.log(shares[label]))
    }
    done?.(estimates.length)
    await new Promise((resolve) => setTimeout(resolve))
  }
  const conditional = own.length === estimates.length ? averageOf(own) : undefined
  return { ...averageOf(estimates), samples: passes * chunk, each: estimates, conditional }
}

/** One pass: `chunk` more weights for each of at most `batch` pairs. */
async function weigh(
  program: Program,
  model: LatentModel,
  pixels: Uint8Array,
  pairs: Pair[],
  { seed, step }: { seed: number; step: number }
): Promise<void> {
  const { height, width, channels } = model.image
  const item = height * width * channels
  const shown = new Uint8Array(batch * item)
  pairs.forEach(({ image }, row) => shown.set(pixels.subarray(image * item, (image + 1) * item), row * item))
  const given = model.given === undefined ? pairs.map(({ label }) => label) : shown
  const noise = normals(chunk * batch * model.latent, seed, 'evaluation', step)
  const inputs = { pixels: shown, noise, ...conditionOf(model, given, batch) }
  const { weights } = await program.run('importance', inputs)
  for (const [row, pair] of pairs.entries()) {
    for (let sample = 0; sample < chunk; sample++) pair.sum.add(weights[sample * batch + row])
    pair.samples += chunk
  }
}
