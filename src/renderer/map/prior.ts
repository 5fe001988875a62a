/** The standard normal prior over latents. */

export function norm(z: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < z.length; i++) sum += z[i] * z[i]
  return Math.sqrt(sum)
}

/** log N(z; 0, I), in nats. */
export function logPrior(z: ArrayLike<number>): number {
  return -0.5 * (norm(z) ** 2 + z.length * Math.log(2 * Math.PI))
}

/** A latent in deviations from the mean of a prior N(μ, diag σ²), and what log σ takes from the log density. */
export function standardised(
  z: ArrayLike<number>,
  { mean, deviation }: { mean: ArrayLike<number>; deviation: ArrayLike<number> }
): { z: Float64Array; logScale: number } {
  let logScale = 0
  const away = Float64Array.from(z, (value, d) => {
    logScale += Math.log(deviation[d])
    return (value - mean[d]) / deviation[d]
  })
  return { z: away, logScale }
}

/** The circle of the prior a point lies within, in half standard deviations. */
export function priorBand(distance: number): number {
  return Math.max(0.5, Math.ceil(distance * 2 - 1e-9) / 2)
}
