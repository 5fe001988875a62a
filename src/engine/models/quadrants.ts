/**
 * Images of which some quadrants are given and the rest is to be predicted (Sohn, Lee & Yan 2015, section 5.1):
 * one is the lower left, two the left half, three all but the lower right.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { Distribution, FactorisedDistribution } from '../distributions/distribution.ts'
import type { ImageShape } from '../networks/parameters.ts'

/** How many quadrants of four are given. */
export type Given = 1 | 2 | 3

interface Region {
  top: number
  left: number
  height: number
  width: number
}

/** The rectangles that are not given, which do not overlap. */
export function missingRegions({ height, width }: ImageShape, given: Given): Region[] {
  const [middle, centre] = [Math.floor(height / 2), Math.floor(width / 2)]
  const right = { top: 0, left: centre, height, width: width - centre }
  const upperLeft = { top: 0, left: 0, height: middle, width: centre }
  const lowerRight = { top: middle, left: centre, height: height - middle, width: width - centre }
  return { 1: [upperLeft, right], 2: [right], 3: [lowerRight] }[given]
}

/** 1 where a pixel is given, 0 where it is to be predicted, [height·width·channels]. */
export function givenMask(image: ImageShape, given: Given): Float32Array {
  const { height, width, channels } = image
  const mask = new Float32Array(height * width * channels).fill(1)
  for (const region of missingRegions(image, given))
    for (let row = region.top; row < region.top + region.height; row++) {
      const from = (row * width + region.left) * channels
      mask.fill(0, from, from + region.width * channels)
    }
  return mask
}

/** The missing pixels alone, [batch, pixels, 1, channels], of images [batch, height, width, channels]. */
export function missingPixels(x: Tensor, image: ImageShape, given: Given): Tensor {
  const [batch, , , channels] = x.shape
  const parts = missingRegions(image, given).map(({ top, left, height, width }) =>
    tf.reshape(tf.slice(x as Tensor4D, [0, top, left, 0], [batch, height, width, channels!]), [
      batch,
      height * width,
      1,
      channels!
    ])
  )
  return parts.length === 1 ? parts[0] : tf.concat(parts, 1)
}

/** p(missing pixels | z, given pixels), whose mean and samples are whole images with the given pixels as they are. */
export class Completion implements Distribution {
  /**
   * @param whole the likelihood of every pixel
   * @param missing the same of the missing pixels alone
   * @param images whose given pixels are known, in 0…1, [batch, height, width, channels]
   */
  constructor(
    private readonly whole: FactorisedDistribution,
    private readonly missing: Distribution,
    private readonly images: Tensor,
    private readonly image: ImageShape,
    private readonly given: Given
  ) {}

  get noise(): 'normal' | 'uniform' {
    return this.whole.noise
  }

  mean(): Tensor {
    return this.completed(this.whole.mean())
  }

  sample(noise: Tensor): Tensor {
    return this.completed(this.whole.sample(noise))
  }

  /** Of the missing pixels of x, [batch]. */
  logProbability(x: Tensor): Tensor {
    return this.missing.logProbability(missingPixels(x, this.image, this.given))
  }

  /** Of each pixel of x; the given ones are certain, 0. */
  logProbabilities(x: Tensor): Tensor {
    return tf.mul(this.whole.logProbabilities(x), tf.sub(1, this.mask()))
  }

  private completed(predicted: Tensor): Tensor {
    const mask = this.mask()
    return tf.add(tf.mul(this.images, mask), tf.mul(predicted, tf.sub(1, mask)))
  }

  private mask(): Tensor {
    const { height, width, channels } = this.image
    return tf.tensor(givenMask(this.image, this.given), [1, height, width, channels])
  }
}
