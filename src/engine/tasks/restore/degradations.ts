/** What is done to an image, and what can be said of it afterwards without a model. */
import type { Degradation, Observed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { said } from '../../../shared/problems.ts'
import type { ImageShape } from '../../networks/parameters.ts'
import { normals, uniforms } from '../../random.ts'
import { bicubic, blurred, filledFromSurroundings, median, unsharp } from './baselines.ts'
import { fromBytes, mapped, toBytes, type Image } from './image.ts'
import { apply, areaMatrix, blurMatrix, identityMatrix, type Operator } from './operators.ts'

/** The shape of what is observed of an image of this shape. */
export function observedShape(degradation: Degradation, { height, width, channels }: ImageShape): ImageShape {
  if (degradation.kind !== 'shrink') return { height, width, channels }
  const smaller = (extent: number) => Math.max(1, Math.round(extent / degradation.factor))
  return { height: smaller(height), width: smaller(width), channels }
}

/** The weights by which an image becomes what is observed, noise and holes left out. */
export function operatorOf(degradation: Degradation, shape: ImageShape): Operator {
  const { height, width } = shape
  if (degradation.kind === 'shrink') {
    const smaller = observedShape(degradation, shape)
    return { rows: areaMatrix(height, smaller.height), columns: areaMatrix(width, smaller.width) }
  }
  if (degradation.kind === 'blur')
    return {
      rows: blurMatrix(height, degradation.deviation),
      columns: blurMatrix(width, degradation.deviation)
    }
  return { rows: identityMatrix(height), columns: identityMatrix(width) }
}

/**
 * An image as it would be observed, in whole levels of a byte as a file holds them; what is missing is black.
 * @param seed of the noise
 */
export function degrade(image: Image, degradation: Degradation, seed: number): Image {
  const result = degraded(image, degradation, seed)
  return fromBytes(toBytes(result), result)
}

function degraded(image: Image, degradation: Degradation, seed: number): Image {
  const { channels, values } = image
  switch (degradation.kind) {
    case 'gaussian': {
      const noise = normals(values.length, seed, 'observation', 0)
      return mapped(image, (value, at) => value + degradation.deviation * noise[at])
    }
    case 'impulse': {
      // A pixel is hit as a whole, all its channels at once.
      const chance = uniforms(values.length / channels, seed, 'observation', 1)
      return mapped(image, (value, at) => {
        const drawn = chance[Math.floor(at / channels)]
        return drawn >= degradation.share ? value : drawn < degradation.share / 2 ? 0 : 1
      })
    }
    case 'hole':
      return mapped(image, (value, at) => (degradation.hole[Math.floor(at / channels)] ? 0 : value))
    default:
      return apply(operatorOf(degradation, image), image)
  }
}

/**
 * Refuses what is not an observation of an image of this shape.
 * @throws AppError 'input'
 */
export function checkObservation(degradation: Degradation, observed: ImageShape, shape: ImageShape): void {
  const { height, width, channels } = observedShape(degradation, shape)
  if (observed.height !== height || observed.width !== width || observed.channels !== channels)
    throw new AppError(
      'input',
      said('observed-shape', {
        width,
        height,
        channels,
        ownWidth: observed.width,
        ownHeight: observed.height,
        ownChannels: observed.channels
      })
    )
  if (degradation.kind !== 'hole') return
  const { hole } = degradation
  if (hole.length !== height * width)
    throw new AppError('input', said('mask-pixels', { pixels: hole.length, own: height * width }))
  if (!hole.includes(1)) throw new AppError('input', said('mask-empty'))
}

/** A whole image made of what was observed, without a model. */
export function restoredWithoutModel(
  observed: Image,
  degradation: Degradation,
  { height, width }: ImageShape
): { image: Image; name: Observed['baselineName'] } {
  switch (degradation.kind) {
    case 'shrink':
      return { image: bicubic(observed, height, width), name: 'bicubic' }
    case 'hole':
      return { image: filledFromSurroundings(observed, degradation.hole), name: 'surroundings' }
    case 'gaussian':
      return { image: blurred(observed, blurFor(degradation.deviation)), name: 'blurred' }
    case 'impulse':
      return { image: median(observed), name: 'median' }
    case 'blur':
      return { image: unsharp(observed, degradation.deviation), name: 'unsharp' }
  }
}

/** More noise wants a wider blur; half a pixel at σ 0.1, a whole one at 0.4. */
const blurFor = (deviation: number) => Math.min(2, 0.33 + 1.67 * deviation)
