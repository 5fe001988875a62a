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

/** The circle of the prior a point lies within, in half standard deviations. */
export function priorBand(distance: number): number {
  return Math.max(0.5, Math.ceil(distance * 2 - 1e-9) / 2)
}
