/**
 * What was observed is kept: E[x|y, z], where the decoder says x = μ + a residual of variance r² in each pixel. In a
 * hole's surroundings that is the observed pixel itself; with noise the mean of μ and y, each weighed by its precision;
 * of an image made smaller the nearest one to μ that has those means.
 */
import type { Degradation } from '../../../shared/contract.ts'
import { operatorOf } from './degradations.ts'
import { mapped, withValues, type Image } from './image.ts'
import { apply, applyAdjoint } from './operators.ts'

/** Variance of what a byte rounds off, and a little more: no observation is surer than that. */
const rounding = (0.5 / 255) ** 2

/**
 * @param decoded μ, the model's image
 * @param variance r², what decoded images leave to real ones in a pixel
 */
export function keepObserved(
  decoded: Image,
  observed: Image,
  degradation: Degradation,
  variance: number
): Image {
  const { channels } = decoded
  const y = observed.values
  switch (degradation.kind) {
    case 'hole':
      return mapped(decoded, (mean, at) => (degradation.hole[Math.floor(at / channels)] ? mean : y[at]))
    case 'gaussian': {
      const noise = Math.max(degradation.deviation ** 2, rounding)
      return mapped(decoded, (mean, at) => meanWithNoise(mean, y[at], variance, noise))
    }
    case 'impulse':
      return mapped(decoded, (mean, at) => {
        const genuine = genuineShare(mean, y[at], variance, degradation.share)
        return genuine * y[at] + (1 - genuine) * mean
      })
    default:
      return nearestWithMeans(decoded, observed, degradation, variance)
  }
}

/** E[x|y] of x ~ N(mean, variance) and y = x + noise, cut off at 0 and 1. */
function meanWithNoise(mean: number, y: number, variance: number, noise: number): number {
  const total = variance + noise
  if (y > 0 && y < 1) return clipped(mean + (variance / total) * (y - mean))
  // All that is known is that x with its noise lies beyond the end (the mean of a truncated normal).
  const sign = y <= 0 ? 1 : -1
  const t = (sign * (mean - y)) / Math.sqrt(total)
  return clipped(mean - sign * (variance / Math.sqrt(total)) * hazard(t))
}

/** φ(t) / Φ(−t), the inverse of Mills' ratio. */
function hazard(t: number): number {
  if (t > 6) return t + 1 / t
  const above = 1 / (1 + Math.exp(1.5976 * t + 0.07056 * t ** 3))
  return Math.exp(-0.5 * t * t) / Math.sqrt(2 * Math.PI) / above
}

const clipped = (value: number) => Math.min(1, Math.max(0, value))

/** How probable it is that salt and pepper left a pixel as it was. */
function genuineShare(mean: number, y: number, variance: number, share: number): number {
  if (y > 0 && y < 1) return 1
  const density = (centre: number) => Math.exp((-0.5 * (y - centre) ** 2) / variance)
  const genuine = (1 - share) * density(mean)
  return genuine / (genuine + (share / 2) * (density(0) + density(1)))
}

/** μ + r²·Aᵀ·(r²·A·Aᵀ + ε²)⁻¹·(y − A·μ), the inverse by conjugate gradients. */
function nearestWithMeans(
  decoded: Image,
  observed: Image,
  degradation: Degradation,
  variance: number
): Image {
  const operator = operatorOf(degradation, decoded)
  const covariance = (v: Image) => {
    const there = apply(operator, applyAdjoint(operator, v))
    return mapped(there, (value, at) => variance * value + rounding * v.values[at])
  }
  const seen = apply(operator, decoded)
  let residual = mapped(observed, (value, at) => value - seen.values[at])
  let direction = residual
  let solution = mapped(observed, () => 0)
  let size = product(residual, residual)
  const enough = 1e-8 * size
  for (let round = 0; round < 60 && size > enough; round++) {
    const along = covariance(direction)
    const step = size / product(direction, along)
    solution = sum(solution, direction, step)
    residual = sum(residual, along, -step)
    const next = product(residual, residual)
    direction = sum(residual, direction, next / size)
    size = next
  }
  const change = applyAdjoint(operator, solution)
  return withValues(
    decoded,
    decoded.values.map((value, at) => clipped(value + variance * change.values[at]))
  )
}

const product = (a: Image, b: Image) => a.values.reduce((total, value, at) => total + value * b.values[at], 0)
const sum = (a: Image, b: Image, scale: number) => mapped(a, (value, at) => value + scale * b.values[at])
