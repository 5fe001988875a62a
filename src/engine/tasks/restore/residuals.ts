/** How far decoded images are from real ones: the variance that the observation model gives to a pixel. */
import type { Degradation } from '../../../shared/contract.ts'
import type { Program } from '../../engine.ts'
import { conditionOf } from '../../conditions.ts'
import { padded } from '../../inference.ts'
import type { LatentModel } from '../../models/model.ts'
import { operatorOf } from './degradations.ts'
import { fromBytes, mapped, type Image } from './image.ts'
import type { Residuals } from './infer.ts'
import { apply } from './operators.ts'

/** No pixel is surer than what a byte rounds off. */
const least = (1 / 255) ** 2

/**
 * What is left of images when their reconstruction is taken away.
 * @param program with `encode` and `decode` of `chains` images
 * @param pixels bytes, [count, height, width, channels]
 * @param labels one an image, for a conditional model
 */
export async function differences(
  program: Program,
  model: LatentModel,
  chains: number,
  pixels: Uint8Array,
  labels?: ArrayLike<number>
): Promise<Image[]> {
  const { height, width, channels } = model.image
  const size = height * width * channels
  const count = pixels.length / size
  const result: Image[] = []
  for (let from = 0; from < count; from += chains) {
    const part = padded(pixels.subarray(from * size, (from + chains) * size), chains * size)
    const condition = conditionOf(model, labels, chains, from)
    const { mean } = await program.run('encode', { pixels: part, ...condition })
    const { image } = await program.run('decode', { z: mean, ...condition })
    for (let place = 0; place < Math.min(chains, count - from); place++) {
      const truth = fromBytes(part.subarray(place * size, (place + 1) * size), model.image)
      result.push(mapped(truth, (value, at) => value - image[place * size + at]))
    }
  }
  return result
}

/** The variances that a degradation's likelihood needs. */
export function residualsOf(left: readonly Image[], degradation: Degradation): Residuals {
  const meanSquare = (images: readonly Image[]) => {
    let sum = 0
    let count = 0
    for (const { values } of images) {
      for (const value of values) sum += value * value
      count += values.length
    }
    return Math.max(least, sum / count)
  }
  const image = meanSquare(left)
  if (degradation.kind === 'gaussian') return { image, observed: image + degradation.deviation ** 2 }
  if (degradation.kind === 'hole' || degradation.kind === 'impulse') return { image, observed: image }
  const operator = operatorOf(degradation, left[0])
  return { image, observed: meanSquare(left.map((difference) => apply(operator, difference))) }
}
