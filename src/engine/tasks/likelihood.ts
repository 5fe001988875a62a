/** How probable images are under a model: log p(x), estimated by importance sampling. */
import { inBatches, type Images } from '../batches.ts'
import { conditionInput, conditionOf } from '../conditions.ts'
import type { PlainFunction, Program } from '../engine.ts'
import { padded } from '../inference.ts'
import type { LatentModel } from '../models/model.ts'
import { logImportanceWeights } from '../objectives/importance.ts'
import { normals } from '../random.ts'

/** Images and samples that go through the decoder at once. */
const batch = 16
const chunk = 16

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

export interface LogLikelihood {
  /** Mean of log p(x) over the images, in nats. */
  mean: number
  /** Standard error of that mean over the images; each image's estimate is itself a little low. */
  standardError: number
  /** Samples an image, rounded up to what one pass takes. */
  samples: number
}

export interface LikelihoodOptions {
  samples: number
  seed: number
  /** p(c) of each label, for a conditional model: log p(x) = log Σ_c p(c) p(x|c), each c with its own posterior. */
  labelShares?: ArrayLike<number>
  done?(images: number): void
  signal?: AbortSignal
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
  const { height, width, channels } = model.image
  const passes = Math.ceil(samples / chunk)
  const shares = model.conditions > 0 ? Array.from(labelShares!) : [1]
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  const estimates: number[] = []
  let step = 0
  for await (const part of inBatches(images, order, batch)) {
    const pixels = padded(part.pixels, batch * height * width * channels)
    const sums = Array.from({ length: part.count }, () => new LogSum())
    for (const [label, share] of shares.entries()) {
      const given = model.given === undefined ? new Int16Array(batch).fill(label) : part.pixels
      const condition = conditionOf(model, given, batch)
      for (let pass = 0; pass < passes; pass++) {
        signal?.throwIfAborted()
        const noise = normals(chunk * batch * model.latent, seed, 'evaluation', step++)
        const { weights } = await program.run('importance', { pixels, noise, ...condition })
        for (let sample = 0; sample < chunk; sample++)
          sums.forEach((sum, image) => sum.add(Math.log(share) + weights[sample * batch + image]))
      }
    }
    estimates.push(...sums.map((sum) => sum.value - Math.log(passes * chunk)))
    done?.(estimates.length)
    await new Promise((resolve) => setTimeout(resolve))
  }
  const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length
  const variance = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (estimates.length - 1)
  return { mean, standardError: Math.sqrt(variance / estimates.length), samples: passes * chunk }
}
