/** Labels for images by what a conditional model says of them. */
import type { Images } from '../engine/batches.ts'
import { labelProbabilities } from '../engine/tasks/labelling.ts'
import { likelihoodFunctions, type LikelihoodOptions } from '../engine/tasks/likelihood.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { Inference } from './inference.ts'

/**
 * p(c|x) ∝ p(x|c)·p(c) of images, [count, labels of the model].
 * @throws AppError 'input' for a model that knows no labels
 */
export async function inferLabelProbabilities(
  inference: Inference,
  images: Images,
  options: LikelihoodOptions
): Promise<Float32Array> {
  const { model, judged } = inference
  if (model.conditions === 0) throw new AppError('input', said('labels-none-tells'))
  return inference.apart(likelihoodFunctions(model), (own) =>
    labelProbabilities(own, model, judged(images), options)
  )
}
