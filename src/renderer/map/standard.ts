/** Latents in deviations from the mean of a run's codes, in which separately trained runs can be asked alike. */
import type { Place } from './overlay.ts'

export interface Standard {
  /** The latent at a standardised place of the first two dimensions, the others at their mean, [D]. */
  latentAt(place: Place): Float32Array
  placeOf(z: ArrayLike<number>): Place
}

/** @param z codes, [count, D] */
export function standardOf(z: Float32Array, latent: number): Standard {
  const count = Math.max(1, z.length / latent)
  const mean = new Float64Array(latent)
  const deviation = new Float64Array(latent)
  for (let i = 0; i < z.length; i++) mean[i % latent] += z[i] / count
  for (let i = 0; i < z.length; i++) deviation[i % latent] += (z[i] - mean[i % latent]) ** 2 / count
  for (let d = 0; d < latent; d++) deviation[d] = Math.sqrt(deviation[d]) || 1
  return {
    latentAt(place) {
      const at = Float32Array.from(mean)
      for (let d = 0; d < Math.min(2, latent); d++) at[d] = mean[d] + place[d] * deviation[d]
      return at
    },
    placeOf: (at) => [(at[0] - mean[0]) / deviation[0], latent > 1 ? (at[1] - mean[1]) / deviation[1] : 0]
  }
}
