import type { InterpolationMode } from '../../shared/contract.ts'

/**
 * Points from one latent to another, both ends included, [steps, D].
 * Spherical follows the great circle, the angle at an even pace (Shoemake 1985), where linear would pass through
 * the thinly populated middle of a many-dimensional Gaussian; it falls back to linear for parallel vectors.
 */
export function interpolate(
  from: Float32Array,
  to: Float32Array,
  steps: number,
  mode: InterpolationMode
): Float32Array {
  const latent = from.length
  const result = new Float32Array(steps * latent)
  const angle = mode === 'spherical' ? angleBetween(from, to) : 0
  for (let step = 0; step < steps; step++) {
    const t = steps === 1 ? 0 : step / (steps - 1)
    const [a, b] =
      Math.sin(angle) > 1e-6
        ? [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)]
        : [1 - t, t]
    for (let d = 0; d < latent; d++) result[step * latent + d] = a * from[d] + b * to[d]
  }
  return result
}

/** The usual choice: linear below eight dimensions, spherical from there on. */
export const defaultMode = (latent: number): InterpolationMode => (latent < 8 ? 'linear' : 'spherical')

function angleBetween(a: Float32Array, b: Float32Array): number {
  let product = 0
  let squareA = 0
  let squareB = 0
  for (let d = 0; d < a.length; d++) {
    product += a[d] * b[d]
    squareA += a[d] * a[d]
    squareB += b[d] * b[d]
  }
  const lengths = Math.sqrt(squareA * squareB)
  return lengths === 0 ? 0 : Math.acos(Math.min(1, Math.max(-1, product / lengths)))
}
