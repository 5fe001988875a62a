/** Images drawn from p(x|z) itself, pixel noise and all, where the decoder's mean would be smooth. */
import type { LikelihoodConfig } from '../../shared/schemas.ts'
import { conditionInput, conditionOf } from '../conditions.ts'
import { observationNoise } from '../distributions/likelihood.ts'
import type { PlainFunction, Program } from '../engine.ts'
import { batchSizes, padded } from '../inference.ts'
import type { LatentModel } from '../models/model.ts'
import { normals, uniforms } from '../random.ts'

const sizeOf = (model: LatentModel) => batchSizes(model)[1]

/** The function `runDraw` calls, by the name it calls it: latents and noise to a draw as pixels. */
export function drawingFunctions(model: LatentModel): Record<string, PlainFunction> {
  const { height, width, channels } = model.image
  const size = sizeOf(model)
  const draw: PlainFunction = {
    inputs: {
      z: { kind: 'float32', shape: [size, model.latent] },
      noise: { kind: 'float32', shape: [size, height, width, channels] },
      ...conditionInput(model, size)
    },
    outputs: { pixels: { kind: 'pixels' } },
    body: (parameters, { z, noise, condition }) => ({
      pixels: model.decode(parameters, z, condition).sample(noise)
    })
  }
  return { draw }
}

/** The largest float32 below one: rounded up to one a uniform number would have no quantile. */
const belowOne = 1 - 2 ** -24

/** What a draw is fed, [count]: standard normal numbers, or uniform ones in (0, 1). */
function noiseFor(kind: 'normal' | 'uniform', count: number, seed: number, step: number): Float32Array {
  if (kind === 'normal') return normals(count, seed, 'observation', step)
  return Float32Array.from(uniforms(count, seed, 'observation', step), (value) => Math.min(value, belowOne))
}

export interface DrawSettings {
  likelihood: LikelihoodConfig
  /** The same seed, the same pixels. */
  seed: number
}

/**
 * One draw of p(x|z) for each latent, as bytes [count, height, width, channels].
 * @param program loaded with `drawingFunctions`
 * @param z latents, [count, D]
 * @param condition a label a latent, for a conditional model; of one that completes images an image each, in bytes
 */
export async function runDraw(
  program: Program,
  model: LatentModel,
  z: Float32Array,
  condition: ArrayLike<number> | undefined,
  { likelihood, seed }: DrawSettings
): Promise<Uint8Array> {
  const { height, width, channels } = model.image
  const item = height * width * channels
  const size = sizeOf(model)
  const count = z.length / model.latent
  const result = new Uint8Array(count * item)
  for (let from = 0; from < count; from += size) {
    const part = z.subarray(from * model.latent, Math.min(count, from + size) * model.latent)
    const { pixels } = await program.run('draw', {
      z: padded(part, size * model.latent),
      noise: noiseFor(observationNoise(likelihood), size * item, seed, from / size),
      ...conditionOf(model, condition, size, from)
    })
    result.set((pixels as Uint8Array).subarray(0, (part.length / model.latent) * item), from * item)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return result
}
