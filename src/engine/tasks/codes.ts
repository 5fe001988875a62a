/** Where the codes of a model without a prior lie, from the codes themselves. */

/** Mean and standard deviation of codes [count, D] in each dimension, [D] each. */
export function codeMoments(
  z: Float32Array,
  latent: number
): { mean: Float32Array; deviation: Float32Array } {
  const count = z.length / latent
  const sums = new Float64Array(latent)
  const squares = new Float64Array(latent)
  z.forEach((value, i) => (sums[i % latent] += value))
  z.forEach((value, i) => (squares[i % latent] += (value - sums[i % latent] / count) ** 2))
  return {
    mean: Float32Array.from(sums, (sum) => sum / count),
    deviation: Float32Array.from(squares, (square) => Math.sqrt(square / count))
  }
}

/** Standard normal noise [count, D] moved and scaled in each dimension to lie as the codes [any, D] do. */
export function asCodesLie(noise: Float32Array, z: Float32Array, latent: number): Float32Array {
  const { mean, deviation } = codeMoments(z, latent)
  return noise.map((value, i) => mean[i % latent] + deviation[i % latent] * value)
}

/** The quantile of sorted values, with straight lines between them. */
function quantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (place - below) * (sorted[above] - sorted[below])
}

/** The 1 % and 99 % quantiles of codes [count, D] in each dimension: the limits of their map. */
export function codeLimits(z: Float32Array, latent: number): { low: number; high: number }[] {
  return Array.from({ length: latent }, (_, dimension) => {
    const values = z.filter((_, i) => i % latent === dimension).sort()
    return { low: quantile(values, 0.01), high: quantile(values, 0.99) }
  })
}

/**
 * A grid over the plane of two-dimensional codes, [size·size, 2], row by row from the top left, in even steps
 * between their 1 % and 99 % quantiles: without a prior there is no CDF to step by.
 */
export function codeGrid(size: number, z: Float32Array): Float32Array {
  const [across, up] = codeLimits(z, 2)
  const at = ({ low, high }: { low: number; high: number }, index: number) =>
    low + ((index + 0.5) / size) * (high - low)
  const grid = new Float32Array(size * size * 2)
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      grid.set([at(across, column), at(up, size - 1 - row)], 2 * (row * size + column))
  return grid
}
