/** How much the decoded image changes where one moves on a plane of latents. */
import * as tf from '@tensorflow/tfjs-core'
import { conditionInput, conditionOf } from '../conditions.ts'
import type { InputSpec, PlainFunction, Program } from '../engine.ts'
import type { LatentModel } from '../models/model.ts'

/** Latents at a time; each is decoded twice a direction. */
const batch = 32
/** Half of the difference's width, in units of z: small beside a prior's deviation, large beside rounding. */
const step = 0.01

/** The function `sensitivity` calls, by the name it calls it. */
export function sensitivityFunctions(model: LatentModel): Record<string, PlainFunction> {
  const { latent } = model
  const place: InputSpec = { kind: 'float32', shape: [batch, latent] }
  const sensitivity: PlainFunction = {
    inputs: { z: place, first: place, second: place, ...conditionInput(model, batch) },
    outputs: { norms: { kind: 'float32' } },
    body(parameters, { z, first, second, condition }) {
      const mean = (at: tf.Tensor) => tf.reshape(model.decode(parameters, at, condition).mean(), [batch, -1])
      const squares = [first, second].map((direction) => {
        const moved = tf.mul(direction, step)
        const change = tf.div(tf.sub(mean(tf.add(z, moved)), mean(tf.sub(z, moved))), 2 * step)
        return tf.sum(tf.square(change), 1)
      })
      return { norms: tf.sqrt(tf.add(squares[0], squares[1])) }
    }
  }
  return { sensitivity }
}

export interface SensitivityOptions {
  /** Told after each batch how many latents are done. */
  done?(count: number): void
  signal?: AbortSignal
}

/**
 * ‖J W‖ of the decoder's mean at latents: J the Jacobian of the pixels (0…1) by central differences, W two directions,
 * the norm Frobenius's. Pixels' change, all taken together, for a step of one unit of z.
 * @param program loaded with `sensitivityFunctions`
 * @param z [count, D]
 * @param directions [2, D]; one that is zero counts nothing
 * @param condition for a conditional model, a label a latent, or the bytes of an image a latent
 * @returns [count]
 */
export async function sensitivity(
  program: Program,
  model: LatentModel,
  z: Float32Array,
  directions: Float32Array,
  condition?: ArrayLike<number>,
  { done, signal }: SensitivityOptions = {}
): Promise<Float32Array> {
  const { latent } = model
  const count = z.length / latent
  const norms = new Float32Array(count)
  const repeated = (from: number) => {
    const rows = new Float32Array(batch * latent)
    for (let row = 0; row < batch; row++) rows.set(directions.subarray(from, from + latent), row * latent)
    return rows
  }
  const [first, second] = [repeated(0), repeated(latent)]
  for (let from = 0; from < count; from += batch) {
    signal?.throwIfAborted()
    const size = Math.min(batch, count - from)
    const places = new Float32Array(batch * latent)
    places.set(z.subarray(from * latent, (from + size) * latent))
    const given = conditionOf(model, condition, batch, from)
    const found = await program.run('sensitivity', { z: places, first, second, ...given })
    norms.set((found.norms as Float32Array).subarray(0, size), from)
    done?.(from + size)
    // So that a click gets in between.
    await new Promise((resolve) => setTimeout(resolve))
  }
  return norms
}
