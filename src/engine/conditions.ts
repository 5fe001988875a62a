/** Labels as the one-hot vectors that a conditional model takes. */
import { AppError } from '../shared/errors.ts'
import type { HostArrays } from './engine.ts'
import type { LatentModel } from './models/model.ts'

/**
 * The condition input of a batch, [size, conditions], or nothing for a model without one. Places beyond the labels
 * (the padding of a short batch) stay zero.
 * @param labels one an image; those from `offset` on are of this batch
 * @throws AppError 'input' when the labels are missing or unknown to the model
 */
export function conditionOf(
  model: LatentModel,
  labels: ArrayLike<number> | undefined,
  size: number,
  offset = 0
): HostArrays {
  const { conditions } = model
  if (conditions === 0) return {}
  if (!labels) throw new AppError('input', 'A conditional model needs a label. Choose one.')
  const condition = new Float32Array(size * conditions)
  for (let place = 0; place < size && offset + place < labels.length; place++) {
    const label = labels[offset + place]
    if (!(label >= 0 && label < conditions))
      throw new AppError('input', 'The model has not learnt this label. Choose one that it was trained on.')
    condition[place * conditions + label] = 1
  }
  return { condition }
}
