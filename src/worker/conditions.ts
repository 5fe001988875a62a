/** What a conditional model of an open project is given with latents and images. */
import { conditionOf } from '../engine/conditions.ts'
import { priorsFunction } from '../engine/functions.ts'
import type { Inference } from '../node/inference.ts'
import type { ModelCondition } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { nearest } from './nearest.ts'
import type { OpenedProject } from './opened.ts'

/** Conditions a latent or an image each: labels, or the bytes of images. */
export type Conditions = Int16Array | Uint8Array

/**
 * A label's place among those a model knows.
 * @throws AppError 'input' naming it where the model has not learnt it
 */
export function labelPlace({ config }: Inference, label: string): number {
  const { labels } = config
  if (!labels) throw new AppError('input', said('labels-none'))
  const place = labels.indexOf(label)
  if (place >= 0) return place
  const known = labels.slice(0, 20).join(', ') + (labels.length > 20 ? ', …' : '')
  throw new AppError('input', said('label-unknown', { name: label, known }))
}

/**
 * One condition for each of `count` latents.
 * @returns undefined for a model without conditions
 * @throws AppError 'input' where the model wants another kind of condition, or has not learnt this label
 */
export async function sameConditions(
  opened: OpenedProject,
  inference: Inference,
  count: number,
  condition: ModelCondition
): Promise<Conditions> {
  if ('label' in condition) return new Int16Array(count).fill(labelPlace(inference, condition.label))
  if (inference.model.given === undefined) throw new AppError('input', said('completes-only'))
  const { data } = await opened.images([condition.image])
  const bytes = new Uint8Array(count * data.length)
  for (let place = 0; place < count; place++) bytes.set(data, place * data.length)
  return bytes
}

/**
 * What a conditional model is asked for at latents [count, D]: the condition that was named, else that of the image
 * nearest to each. Nothing for other models.
 */
export async function conditionsFor(
  opened: OpenedProject,
  run: string,
  inference: Inference,
  z: Float32Array,
  condition?: ModelCondition
): Promise<Conditions | undefined> {
  const { latent, labels } = inference.config
  if (condition) return sameConditions(opened, inference, z.length / latent, condition)
  if (!labels && inference.model.given === undefined) return undefined
  const points = await opened.points(run)
  const near = Int32Array.from({ length: z.length / latent }, (_, place) => {
    return nearest(points, z.subarray(place * latent, (place + 1) * latent), 1).ids[0]
  })
  if (!labels) return (await opened.images(near)).data
  const { labelNames, labels: of } = opened.pixels
  return Int16Array.from(near, (id) => Math.max(0, labels.indexOf(labelNames[of[id]])))
}

const batch = 128

/** μ(c) and σ(c) of conditions, [count, D] each. */
export async function priorsOf(
  inference: Inference,
  conditions: Conditions,
  count: number,
  signal?: AbortSignal
): Promise<{ means: Float32Array; deviations: Float32Array }> {
  const { model } = inference
  const { latent } = model
  const means = new Float32Array(count * latent)
  const deviations = new Float32Array(count * latent)
  await inference.apart({ priors: priorsFunction(model, batch) }, async (program) => {
    for (let from = 0; from < count; from += batch) {
      signal?.throwIfAborted()
      const found = await program.run('priors', conditionOf(model, conditions, batch, from))
      const size = Math.min(batch, count - from) * latent
      means.set((found.means as Float32Array).subarray(0, size), from * latent)
      deviations.set((found.deviations as Float32Array).subarray(0, size), from * latent)
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
  return { means, deviations }
}
