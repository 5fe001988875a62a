/** Draws of a diagonal Gaussian, the same ones for the same seed. */

/**
 * Latents μ + σ·ε, [count, D], ε ~ N(0, I) (Box & Muller over mulberry32).
 * @param mean [D]
 * @param logVariance [D]
 */
export function posteriorDraws(
  mean: Float32Array,
  logVariance: Float32Array,
  count: number,
  seed: number
): Float32Array {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32
  }
  const latent = mean.length
  return Float32Array.from({ length: count * latent }, (_, at) => {
    const noise = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
    return mean[at % latent] + Math.exp(logVariance[at % latent] / 2) * noise
  })
}
