/** The part of a plane that a model knows: what its prior holds, or where its codes lie. */
import type { Bounds } from './camera.ts'
import type { Place } from './overlay.ts'
import type { Covariance } from './projection.ts'

/** A Gaussian on the plane. */
export interface Ellipse {
  centre: Place
  covariance: Covariance
}

/** N(0, I) on two of its dimensions. */
export const standardPrior: Ellipse = { centre: [0, 0], covariance: [1, 0, 1] }

/** Standard deviations that the manifold and the circles reach. */
const reach = 3

/** The box around an ellipse at so many standard deviations. */
export function boundsOfEllipse({ centre, covariance }: Ellipse, deviations = reach): Bounds {
  const [x, y] = [deviations * Math.sqrt(covariance[0]), deviations * Math.sqrt(covariance[2])]
  return { left: centre[0] - x, right: centre[0] + x, bottom: centre[1] - y, top: centre[1] + y }
}

/** Bounds with a share of their size more on every side. */
export function widened({ left, right, bottom, top }: Bounds, share: number): Bounds {
  const [x, y] = [share * (right - left), share * (top - bottom)]
  return { left: left - x, right: right + x, bottom: bottom - y, top: top + y }
}

/** Radii and the direction of the longer one, of one standard deviation. */
export function axesOf([xx, xy, yy]: Covariance): { long: number; short: number; angle: number } {
  const middle = (xx + yy) / 2
  const apart = Math.hypot((xx - yy) / 2, xy)
  return {
    long: Math.sqrt(middle + apart),
    short: Math.sqrt(Math.max(0, middle - apart)),
    angle: apart < 1e-12 ? 0 : Math.atan2(2 * xy, xx - yy) / 2
  }
}

/** The box that leaves out a share of the points on each of its four sides. */
export function quantileBounds(first: Float32Array, second: Float32Array, share: number): Bounds {
  const [left, right] = quantiles(first, share)
  const [bottom, top] = quantiles(second, share)
  return { left, right, bottom, top }
}

function quantiles(values: Float32Array, share: number): [number, number] {
  if (values.length === 0) return [-1, 1]
  // A sorted sample is enough to find the quantiles.
  const step = Math.max(1, Math.floor(values.length / 5000))
  const sample = Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step])
  sample.sort()
  const skip = Math.floor(sample.length * share)
  return [sample[skip], sample[sample.length - 1 - skip]]
}
