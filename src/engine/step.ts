/** What a training step is fed. */
import type { RunConfig } from '../shared/schemas.ts'
import type { Batch } from './batches.ts'
import { binarisedAnew } from './binarisation.ts'
import { conditionOfBatch } from './conditions.ts'
import type { HostArrays } from './engine.ts'
import { maskOf, padded } from './inference.ts'
import { noiseSize, type Learner } from './models/learner.ts'
import type { OptimizerRule } from './optimizers.ts'
import { normals } from './random.ts'
import { klFactor, rateFactor } from './schedules.ts'

/** Rules whose step grows with the gradient: where the loss is N times larger the rate must be N times smaller. */
const proportional = ['sgd', 'momentum']

/**
 * The inputs of the training function at a step: a function of the settings, the step and the batch alone, so that
 * a resume repeats it.
 * @param images N, the images of the whole set
 */
export function stepInputs(
  config: RunConfig,
  model: Learner,
  optimizer: OptimizerRule,
  { pixels, count, labels }: Batch,
  { step, images }: { step: number; images: number }
): HostArrays {
  const { height, width, channels } = model.image
  const { batch, samples, seed, schedules, scaling, betaKl = 1 } = config
  const position = { step, steps: Math.ceil(images / batch) }
  const shrunk = scaling === 'set' && proportional.includes(config.optimizer.kind) ? 1 / images : 1
  const scalars = {
    ...optimizer.scalarsAt(step, shrunk * rateFactor(schedules?.learningRate, position)),
    betaKl: betaKl * klFactor(schedules?.betaKl, position),
    images
  }
  const shown = config.binarise ? binarisedAnew(pixels, seed, step) : pixels
  return {
    pixels: padded(shown, batch * height * width * channels),
    noise: normals(samples * batch * noiseSize(model), seed, 'posterior', step),
    mask: maskOf(count, batch),
    ...conditionOfBatch(model, { pixels: shown, count, labels }, batch),
    ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, Float32Array.of(value)]))
  }
}
