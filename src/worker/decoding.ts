/** Decoding many latents for a window whose clicks must not wait for all of them. */
import type { Inference } from '../node/inference.ts'
import type { Pixels } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'

/** Latents decoded at a time, so that a click gets in between. */
const piece = 64

export const wrongLength = (latent: number) => new AppError('input', said('latent-length', { latent }))

/**
 * The images of latents [count, D].
 * @param condition for a conditional model, a label a latent, or the bytes of an image a latent
 * @throws AppError 'input' when they do not fill whole points
 */
export async function decodeInPieces(
  inference: Inference,
  z: Float32Array,
  signal: AbortSignal,
  condition?: Int16Array | Uint8Array
): Promise<Pixels> {
  const { latent } = inference.config
  const count = z.length / latent
  if (!Number.isInteger(count)) throw wrongLength(latent)
  if (count <= piece) return inference.decode(z, condition)
  const { height, width, channels } = inference
  const data = new Uint8Array(count * height * width * channels)
  const item = condition ? condition.length / count : 0
  for (let from = 0; from < count; from += piece) {
    signal.throwIfAborted()
    const part = await inference.decode(
      z.subarray(from * latent, (from + piece) * latent),
      condition?.subarray(from * item, (from + piece) * item)
    )
    data.set(part.data, from * height * width * channels)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { data, count, height, width, channels }
}
