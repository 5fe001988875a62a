import { normalQuantile } from '../distributions/quantile.ts'

/**
 * A grid over the two-dimensional latent plane, [size·size, 2], row by row from the top left: even steps on the
 * unit square through the inverse Gaussian CDF, so that every cell holds the same share of the prior
 * (Kingma & Welling 2013, appendix A).
 */
export function manifoldGrid(size: number): Float32Array {
  const quantiles = Float64Array.from({ length: size }, (_, index) => normalQuantile((index + 0.5) / size))
  const grid = new Float32Array(size * size * 2)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      grid[2 * (row * size + column)] = quantiles[column]
      grid[2 * (row * size + column) + 1] = quantiles[size - 1 - row]
    }
  return grid
}
