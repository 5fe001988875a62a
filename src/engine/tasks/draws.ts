/** Images drawn from p(x|z) itself, pixel noise and all, where the decoder's mean would be smooth. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { conditionInput, conditionOf } from '../conditions.ts'
import type { PlainFunction, Program } from '../engine.ts'
import { batchSizes, padded } from '../inference.ts'
import type { LatentModel } from '../models/model.ts'
import { uniforms } from '../random.ts'

const sizeOf = (model: LatentModel) => batchSizes(model)[1]

/** Standard normal numbers from uniform ones in (0, 1), [2, …] → […] (Box & Muller 1958). */
function boxMuller(noise: Tensor): Tensor {
  const [first, second] = tf.unstack(noise)
  return tf.mul(tf.sqrt(tf.mul(tf.log(first), -2)), tf.cos(tf.mul(second, 2 * Math.PI)))
}

/** The function `runDraw` calls, by the name it calls it: latents and noise to a draw as pixels. */
export function drawingFunctions(model: LatentModel): Record<string, PlainFunction> {
  const { height, width, channels } = model.image
  const size = sizeOf(model)
  const draw: PlainFunction = {
    inputs: {
      z: { kind: 'float32', shape: [size, model.latent] },
      noise: { kind: 'float32', shape: [2, size, height, width, channels] },
      ...conditionInput(model, size)
    },
    outputs: { pixels: { kind: 'pixels' } },
    body(parameters, { z, noise, condition }) {
      const distribution = model.decode(parameters, z, condition)
      const wanted = distribution.noise === 'normal' ? boxMuller(noise) : tf.unstack(noise)[0]
      return { pixels: distribution.sample(wanted) }
    }
  }
  return { draw }
}

/** The largest float32 below one: rounded up to one a uniform number would have no quantile. */
const belowOne = 1 - 2 ** -24

/**
 * One draw of p(x|z) for each latent, as bytes [count, height, width, channels].
 * @param program loaded with `drawingFunctions`
 * @param seed the same seed, the same pixels
 * @param z latents, [count, D]
 * @param condition a label a latent, for a conditional model; of one that completes images an image each, in bytes
 */
export async function runDraw(
  program: Program,
  model: LatentModel,
  z: Float32Array,
  seed: number,
  condition?: ArrayLike<number>
): Promise<Uint8Array> {
  const { height, width, channels } = model.image
  const item = height * width * channels
  const size = sizeOf(model)
  const count = z.length / model.latent
  const result = new Uint8Array(count * item)
  for (let from = 0; from < count; from += size) {
    const part = z.subarray(from * model.latent, Math.min(count, from + size) * model.latent)
    const noise = uniforms(2 * size * item, seed, 'observation', from / size)
    const { pixels } = await program.run('draw', {
      z: padded(part, size * model.latent),
      noise: Float32Array.from(noise, (value) => Math.min(value, belowOne)),
      ...conditionOf(model, condition, size, from)
    })
    result.set((pixels as Uint8Array).subarray(0, (part.length / model.latent) * item), from * item)
    await new Promise((resolve) => setTimeout(resolve))
  }
  return result
}
