/** Labels for images that have none: p(c|x) ∝ p(x|c)·p(c) of a conditional model, by importance samples. */
import { inBatches, type Images } from '../batches.ts'
import { conditionOf } from '../conditions.ts'
import type { Program } from '../engine.ts'
import { padded } from '../inference.ts'
import type { LatentModel } from '../models/model.ts'
import { normals } from '../random.ts'
import { importanceBatch, importanceChunk, LogSum, type LikelihoodOptions } from './likelihood.ts'

/** Shares exp(l_i) / Σ exp(l_j), the largest taken out first so that nothing overflows. */
export function normalised(logarithms: number[]): number[] {
  const largest = Math.max(...logarithms)
  const parts = logarithms.map((value) => Math.exp(value - largest))
  const sum = parts.reduce((total, part) => total + part, 0)
  return parts.map((part) => part / sum)
}

/**
 * p(c|x) of each image, [count, labels], each p(x|c) by k importance samples with c's own posterior.
 * @param program loaded with `likelihoodFunctions`
 */
export async function labelProbabilities(
  program: Program,
  model: LatentModel,
  images: Images,
  { samples, seed, labelShares, done, signal }: LikelihoodOptions
): Promise<Float32Array> {
  const { height, width, channels } = model.image
  const passes = Math.ceil(samples / importanceChunk)
  const labels = model.conditions
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  const result = new Float32Array(images.count * labels)
  let first = 0
  let step = 0
  for await (const part of inBatches(images, order, importanceBatch)) {
    const pixels = padded(part.pixels, importanceBatch * height * width * channels)
    const sums = Array.from({ length: part.count }, () => Array.from({ length: labels }, () => new LogSum()))
    for (let pass = 0; pass < passes; pass++) {
      // The same noise for every label: what differs then is the label alone.
      const size = importanceChunk * importanceBatch * model.latent
      const noise = normals(size, seed, 'evaluation', step++)
      for (let label = 0; label < labels; label++) {
        signal?.throwIfAborted()
        const condition = conditionOf(model, new Int16Array(importanceBatch).fill(label), importanceBatch)
        const { weights } = await program.run('importance', { pixels, noise, ...condition })
        for (let sample = 0; sample < importanceChunk; sample++)
          sums.forEach((own, image) => own[label].add(weights[sample * importanceBatch + image]))
      }
    }
    sums.forEach((own, image) => {
      const joint = own.map((sum, label) => sum.value + Math.log(labelShares![label]))
      result.set(normalised(joint), (first + image) * labels)
    })
    first += part.count
    done?.(first)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return result
}
