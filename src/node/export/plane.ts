/** Where a latent point lies in a picture: equal units on both axes, z₂ upwards. */
import { quantileSorted } from 'd3-array'
import { scaleLinear, type ScaleLinear } from 'd3-scale'
import type { MapPoints } from '../../shared/contract.ts'

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** Limits in latent units. */
export interface Domain {
  x: [number, number]
  y: [number, number]
}

export interface Plane {
  x: ScaleLinear<number, number>
  y: ScaleLinear<number, number>
  /** Picture pixels to one latent unit. */
  unit: number
}

/** The prior's 3σ circle and a little air are always in the picture. */
const priorReach = 3.25

function limits(values: Float32Array): [number, number] {
  const sorted = Array.from(values.filter(Number.isFinite).sort())
  if (sorted.length === 0) return [-priorReach, priorReach]
  const inner = (share: number): number => quantileSorted(sorted, share) ?? 0
  // A few far points must not squeeze the map into a corner; what falls outside is counted under the plot.
  const reach = (inner(0.999) - inner(0.001)) * 0.15
  return [
    Math.min(-priorReach, Math.max(sorted[0] - 0.15, inner(0.001) - reach)),
    Math.max(priorReach, Math.min(sorted[sorted.length - 1] + 0.15, inner(0.999) + reach))
  ]
}

/** Without a prior nothing but the points says what to show: their 1 % and 99 % quantiles, and a little air. */
function innerLimits(values: Float32Array): [number, number] {
  const sorted = Array.from(values.filter(Number.isFinite).sort())
  const [low, high] = [quantileSorted(sorted, 0.01) ?? -1, quantileSorted(sorted, 0.99) ?? 1]
  const air = 0.06 * (high - low) || 1
  return [low - air, high + air]
}

/** A point's place on the plane: its first two latents, or for one latent a spread that carries no meaning. */
export function position(points: Pick<MapPoints, 'z' | 'latent' | 'ids'>, index: number): [number, number] {
  const at = index * points.latent
  if (points.latent > 1) return [points.z[at], points.z[at + 1]]
  const golden = 0.6180339887498949
  return [points.z[at], ((((points.ids[index] + 1) * golden) % 1) - 0.5) * 5]
}

/**
 * Limits that hold the prior's 3σ circle and the points, a few far outliers left out.
 * @param hasPrior false for a model without one
 */
export function mapDomain(points: Pick<MapPoints, 'z' | 'latent' | 'ids'>, hasPrior = true): Domain {
  const x = new Float32Array(points.ids.length)
  const y = new Float32Array(points.ids.length)
  for (let index = 0; index < x.length; index++) [x[index], y[index]] = position(points, index)
  const along = hasPrior ? limits : innerLimits
  return { x: along(x), y: along(y) }
}

/** Widens the domain's shorter side so that it fills the box with equal units, and makes the scales. */
export function fitPlane(domain: Domain, box: Box): Plane {
  const unit = Math.min(box.width / (domain.x[1] - domain.x[0]), box.height / (domain.y[1] - domain.y[0]))
  const around = ([low, high]: [number, number], length: number): [number, number] => {
    const middle = (low + high) / 2
    return [middle - length / unit / 2, middle + length / unit / 2]
  }
  return {
    x: scaleLinear(around(domain.x, box.width), [box.left, box.left + box.width]),
    y: scaleLinear(around(domain.y, box.height), [box.top + box.height, box.top]),
    unit
  }
}
