/** What a conditional model is given beside an image or a latent: labels as one-hot vectors, or other images. */
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { Batch } from './batches.ts'
import type { HostArrays, InputSpec } from './engine.ts'
import type { LatentModel } from './models/model.ts'

/** The part of a model that says what its condition is. */
export type Conditioned = Pick<LatentModel, 'image' | 'conditions' | 'given'>

/** The input a model's condition arrives in; none for a model without one. */
export function conditionInput(
  { image, conditions, given }: Conditioned,
  batch: number
): Record<string, InputSpec> {
  if (given !== undefined)
    return { condition: { kind: 'pixels', shape: [batch, image.height, image.width, image.channels] } }
  return conditions > 0 ? { condition: { kind: 'float32', shape: [batch, conditions] } } : {}
}

/**
 * The condition input of a batch, or nothing for a model without one. Places beyond what there is (the padding of a
 * short batch) stay zero.
 * @param values of a model of labels: one label an image, those from `offset` on are of this batch; of a model of
 *   given quadrants: the bytes of whole images, [count, height, width, channels], of which it looks at those
 *   quadrants alone
 * @throws AppError 'input' when the labels or images are missing, or a label is unknown to the model
 */
export function conditionOf(
  model: Conditioned,
  values: ArrayLike<number> | undefined,
  size: number,
  offset = 0
): HostArrays {
  if (model.given !== undefined) return { condition: givenImages(model, values, size, offset) }
  const { conditions } = model
  if (conditions === 0) return {}
  if (!values) throw new AppError('input', said('label-needed'))
  const condition = new Float32Array(size * conditions)
  for (let place = 0; place < size && offset + place < values.length; place++) {
    const label = values[offset + place]
    if (!(label >= 0 && label < conditions)) throw new AppError('input', said('label-unlearnt'))
    condition[place * conditions + label] = 1
  }
  return { condition }
}

function givenImages(
  { image }: Conditioned,
  values: ArrayLike<number> | undefined,
  size: number,
  offset: number
): Uint8Array {
  if (!(values instanceof Uint8Array)) throw new AppError('input', said('completes-needs'))
  const item = image.height * image.width * image.channels
  const bytes = new Uint8Array(size * item)
  bytes.set(values.subarray(offset * item, (offset + size) * item))
  return bytes
}

/** The condition of a batch of images: their labels, or their own given quadrants. */
export const conditionOfBatch = (model: Conditioned, { pixels, labels }: Batch, size: number): HostArrays =>
  conditionOf(model, model.given === undefined ? labels : pixels, size)
