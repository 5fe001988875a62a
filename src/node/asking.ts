/** Asking a model for a label by its name. A model without labels is asked for none. */
import { drawsOfPriors } from '../engine/tasks/generate.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { Inference } from './inference.ts'

/**
 * The label's index.
 * @returns undefined when no label was named
 * @throws AppError 'input' for a name the model has not learnt, or any name where the model knows none
 */
function labelIndex({ config }: Inference, name: string | undefined): number | undefined {
  if (name === undefined) return undefined
  if (!config.labels) throw new AppError('input', said('labels-none-cvae'))
  const index = config.labels.indexOf(name)
  if (index < 0) throw new AppError('input', said('label-unknown', { name, known: config.labels.join(', ') }))
  return index
}

/**
 * One label for each of `count` latents, for a model that wants them.
 * @throws AppError 'input' when a conditional model is asked for no label
 */
export function labelsFor(
  inference: Inference,
  count: number,
  name: string | undefined
): Int16Array | undefined {
  const index = labelIndex(inference, name)
  if (!inference.config.labels) return undefined
  if (index === undefined)
    throw new AppError('input', said('label-asked', { known: inference.config.labels.join(', ') }))
  return new Int16Array(count).fill(index)
}

/** Latents meant of a prior N(0, I), moved to where the prior of each one's label lies and made as wide; [count, D]. */
export async function aroundPrior(
  inference: Inference,
  z: Float32Array,
  labels: Int16Array | undefined
): Promise<Float32Array> {
  if (!labels) return z
  return drawsOfPriors(z, labels, await inference.labelPriors(), inference.config.latent)
}
