/** How near a restored image is to the true one. */
import type { Likeness } from '../../../shared/contract.ts'
import type { Image } from './image.ts'

/** Peak signal-to-noise ratio in dB: −10·log₁₀ of the mean squared error in the range 0…1; infinite without any. */
export function psnr(truth: Image, image: Image): number {
  let sum = 0
  for (let at = 0; at < truth.values.length; at++) sum += (truth.values[at] - image.values[at]) ** 2
  return -10 * Math.log10(sum / truth.values.length)
}

/** The window's side and deviation, and the two constants, of the paper (section III-C). */
const side = 11
const windowDeviation = 1.5
const c1 = 0.01 ** 2
const c2 = 0.03 ** 2

const gaussian = Array.from({ length: side }, (_, at) =>
  Math.exp(-0.5 * ((at - (side - 1) / 2) / windowDeviation) ** 2)
)
const total = gaussian.reduce((sum, weight) => sum + weight, 0)
const weights = gaussian.map((weight) => weight / total)

/** Weighted means over every window that lies inside, of a plane [height, width]. */
function windowMeans(plane: Float64Array, height: number, width: number): Float64Array {
  const across = width - side + 1
  const down = height - side + 1
  const rows = new Float64Array(height * across)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < across; x++)
      for (let tap = 0; tap < side; tap++) rows[y * across + x] += weights[tap] * plane[y * width + x + tap]
  const means = new Float64Array(down * across)
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++)
      for (let tap = 0; tap < side; tap++)
        means[y * across + x] += weights[tap] * rows[(y + tap) * across + x]
  return means
}

/**
 * The mean structural similarity over windows of 11 × 11 with Gaussian weights (Wang, Bovik, Sheikh & Simoncelli
 * 2004, eq. 13–17), the mean of the channels' for colour. Images of fewer than 11 pixels a side have none: NaN.
 */
export function ssim(truth: Image, image: Image): number {
  const { height, width, channels } = truth
  if (Math.min(height, width) < side) return NaN
  let sum = 0
  for (let channel = 0; channel < channels; channel++) {
    const plane = (of: (at: number) => number) =>
      windowMeans(
        Float64Array.from({ length: height * width }, (_, at) => of(at * channels + channel)),
        height,
        width
      )
    const [x, y] = [truth.values, image.values]
    const [meanX, meanY] = [plane((at) => x[at]), plane((at) => y[at])]
    const [squareX, squareY] = [plane((at) => x[at] ** 2), plane((at) => y[at] ** 2)]
    const products = plane((at) => x[at] * y[at])
    for (let at = 0; at < meanX.length; at++) {
      const variances = squareX[at] - meanX[at] ** 2 + squareY[at] - meanY[at] ** 2
      const covariance = products[at] - meanX[at] * meanY[at]
      const luminance = (2 * meanX[at] * meanY[at] + c1) / (meanX[at] ** 2 + meanY[at] ** 2 + c1)
      sum += (luminance * ((2 * covariance + c2) / (variances + c2))) / meanX.length
    }
  }
  return sum / channels
}

export const likeness = (truth: Image, image: Image): Likeness => ({
  psnr: psnr(truth, image),
  ssim: ssim(truth, image)
})
