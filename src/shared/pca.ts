import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

export interface Principal {
  /** The two directions of greatest variance, [2, D], orthonormal. */
  rows: Float64Array
  mean: Float64Array
  /** Their share of the whole variance, 0 to 1. */
  share: number
}

/** More points than this do not make the directions better in a way that one could see; nor do they cost nothing. */
const mostPoints = 20_000
const mostProducts = 4e8

/**
 * The plane of the two greatest principal components. Of each direction the largest entry is positive, so that the
 * same latents give the same picture.
 * @param values [count, D], D at least 2
 */
export function principalPlane(values: Float32Array, latent: number): Principal {
  const count = values.length / latent
  const most = Math.min(mostPoints, Math.max(4 * latent, Math.floor(mostProducts / latent ** 2)))
  const step = Math.max(1, Math.ceil(count / most))
  const mean = new Float64Array(latent)
  let used = 0
  for (let row = 0; row < count; row += step, used++)
    for (let d = 0; d < latent; d++) mean[d] += (values[row * latent + d] - mean[d]) / (used + 1)
  const covariance = Matrix.zeros(latent, latent)
  const apart = new Float64Array(latent)
  for (let row = 0; row < count; row += step) {
    for (let d = 0; d < latent; d++) apart[d] = values[row * latent + d] - mean[d]
    for (let i = 0; i < latent; i++) {
      const line = (covariance as unknown as { data: Float64Array[] }).data[i]
      for (let j = 0; j <= i; j++) line[j] += apart[i] * apart[j]
    }
  }
  let total = 0
  for (let i = 0; i < latent; i++) {
    total += covariance.get(i, i)
    for (let j = 0; j < i; j++) covariance.set(j, i, covariance.get(i, j))
  }
  // In ascending order.
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true
  })
  const rows = new Float64Array(2 * latent)
  for (const axis of [0, 1]) {
    const direction = eigenvectorMatrix.getColumn(latent - 1 - axis)
    const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    for (let d = 0; d < latent; d++) rows[axis * latent + d] = largest < 0 ? -direction[d] : direction[d]
  }
  const shown = realEigenvalues[latent - 1] + realEigenvalues[latent - 2]
  return { rows, mean, share: total > 0 ? shown / total : 1 }
}
