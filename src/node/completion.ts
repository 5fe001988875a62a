/** Completing images of which some quadrants are given. */
import type { PlainFunction, Program } from '../engine/engine.ts'
import type { LatentModel } from '../engine/models/model.ts'
import { completionFunctions, completions } from '../engine/tasks/completion.ts'
import type { Pixels } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'

/** The part of an opened run that this needs. */
export interface Completing {
  readonly model: LatentModel
  apart<Value>(
    functions: Record<string, PlainFunction>,
    task: (program: Program) => Promise<Value>
  ): Promise<Value>
}

/**
 * Draws of what may stand where images are not given: whole images, `samples` of the first, then of the second, and
 * so on. Only the given quadrants of the images are looked at.
 * @throws AppError 'input' for a model that does not complete images, or images of another shape
 */
export async function completeImages(
  { model, apart }: Completing,
  images: Pixels,
  options: { samples: number; seed: number; signal?: AbortSignal }
): Promise<Pixels> {
  if (model.given === undefined)
    throw new AppError(
      'input',
      'This model does not complete images. Train one that does: ' +
        'latentscape train PROJECT --model cvae --condition quadrants --given 1'
    )
  const { height, width, channels } = model.image
  if (images.height !== height || images.width !== width || images.channels !== channels)
    throw new AppError('input', `The model completes images of ${width}×${height} pixels.`)
  const data = await apart(completionFunctions(model), (own) => completions(own, model, images.data, options))
  return { ...images, data, count: images.count * options.samples }
}
