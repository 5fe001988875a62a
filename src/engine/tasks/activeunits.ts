/** Which latent dimensions a model uses. */

/** A dimension is in use where the posterior's mean varies by more than this over the images. */
export const activeVariance = 0.01

/**
 * The variance over images of E[z_d|x], for each dimension d (Burda, Grosse & Salakhutdinov 2016, section 5.2).
 * @param means posterior means, [count, D]
 * @returns [D]
 */
export function variancesOfMeans(means: Float32Array, latent: number): Float64Array {
  const count = means.length / latent
  const centre = new Float64Array(latent)
  means.forEach((value, i) => (centre[i % latent] += value / count))
  const variances = new Float64Array(latent)
  means.forEach((value, i) => (variances[i % latent] += (value - centre[i % latent]) ** 2 / count))
  return variances
}

/** How many dimensions are in use. */
export const activeUnits = (means: Float32Array, latent: number): number =>
  variancesOfMeans(means, latent).filter((variance) => variance > activeVariance).length
