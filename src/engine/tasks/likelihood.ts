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
  /** Σ exp(2·l), for the spread. */
  private squares = 0
  private count = 0

  add(value: number): void {
    this.count++
    if (value === -Infinity) return
    if (value > this.largest) {
      const share = Math.exp(this.largest - value)
      this.sum = this.sum * share + 1
      this.squares = this.squares * share * share + 1
      this.largest = value
    } else {
      const share = Math.exp(value - this.largest)
      this.sum += share
      this.squares += share * share
    }
  }

  get value(): number {
    return this.sum === 0 ? -Infinity : this.largest + Math.log(this.sum)
  }

  /**
   * Standard error of the logarithm of the mean, by the delta method: that of the mean over the mean. It is at most
   * 1, which it nears where one term outweighs all others; the logarithm is then too low by more than that.
   */
  get standardError(): number {
    if (this.count < 2 || this.sum === 0) return 1
    const spread = (this.count * this.squares) / this.sum ** 2 - 1
    return Math.sqrt(Math.max(0, spread) / (this.count - 1))
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
  /** The standard error of each estimate, in nats (see LogSum). */
  errors: number[]
  /** log p(x|c) with each image's own label, for a conditional model and images that all have one it knows. */
  conditional?: Average
}

export interface LikelihoodOptions {
  samples: number
  seed: number
  /**
   * p(c) of each label, for a conditional model: log p(x) = log Σ_c p(c) p(x|c), each c with its own posterior.
   * Left out, log p(x|c) is estimated given each image's own label, which it must then have.
   */
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

/** So long, in milliseconds, other work may have to wait. */
const breathEvery = 12

/** Lets what waits (a click) go first, now and then. */
function breathing(): () => Promise<void> {
  let last = Date.now()
  return async () => {
    if (Date.now() - last < breathEvery) return
    await new Promise((resolve) => setTimeout(resolve))
    last = Date.now()
  }
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
  const sums = model.conditions === 0 || labelShares !== undefined
  const shares = model.conditions > 0 && labelShares ? Array.from(labelShares) : [1]
  const share = (label: number) => (sums ? shares[label] : 1)
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  const estimates: number[] = []
  const errors: number[] = []
  const own: number[] = []
  const breathe = breathing()
  let step = 0
  for await (const part of inBatches(images, order, block)) {
    const pass = async (pairs: Pair[]) => {
      for (let from = 0; from < pairs.length; from += batch) {
        signal?.throwIfAborted()
        await weigh(program, model, part.pixels, pairs.slice(from, from + batch), { seed, step: step++ })
        await breathe()
      }
    }
    const all = Array.from({ length: part.count }, (_, image) => {
      const labels = sums ? shares.keys() : [part.labels![image]]
      return Array.from(labels, (label): Pair => ({ image, label, sum: new LogSum(), samples: 0 }))
    })
    await pass(all.flat())
    const joint = ({ sum, label, samples }: Pair) => Math.log(share(label)) + sum.value - Math.log(samples)
    const hopeful = all.flatMap((pairs) => {
      const best = Math.max(...pairs.map(joint))
      return pairs.filter((pair) => joint(pair) > best - hopeless)
    })
    for (let more = 1; more < passes; more++) await pass(hopeful)
    for (const [image, pairs] of all.entries()) {
      const total = new LogSum()
      for (const pair of pairs) total.add(joint(pair))
      estimates.push(total.value)
      // Each label's part of the sum errs on its own.
      errors.push(
        Math.hypot(...pairs.map((pair) => Math.exp(joint(pair) - total.value) * pair.sum.standardError))
      )
      const label = part.labels?.[image] ?? -1
      if (model.conditions > 0 && label >= 0) {
        const pair = pairs.find((pair) => pair.label === label)!
        own.push(joint(pair) - Math.log(share(label)))
      }
    }
    done?.(estimates.length)
  }
  const conditional = own.length === estimates.length ? averageOf(own) : undefined
  return { ...averageOf(estimates), samples: passes * chunk, each: estimates, errors, conditional }
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
