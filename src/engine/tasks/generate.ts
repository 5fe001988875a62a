/** Latents to draw images from: the prior's noise, narrowed as a person asks, and draws around one that pleased. */
import { normals } from '../random.ts'

export interface DrawOptions {
  seed: number
  /** What the noise is multiplied by; below 1 keeps to the likelier middle. 1 when left out. */
  temperature?: number
  /** Noise beyond ± this many standard deviations is drawn again. */
  truncation?: number
}

/** Redraws an element may need before its bound is taken in its place; at the narrowest bound about one in 10¹⁰ is. */
const mostRedraws = 300

/**
 * Standard normal noise times the temperature, [count, D]. What lies beyond the truncation is drawn again, all else
 * stays: the noise is that of N(0, 1) on ±truncation (Brock et al. 2019, “truncation trick”). The same seed gives the
 * same numbers, and more of them begin with the same ones.
 */
export function drawNoise(count: number, latent: number, options: DrawOptions): Float32Array {
  const { seed, temperature = 1, truncation = Infinity } = options
  const noise = normals(count * latent, seed, 'prior', 0)
  const beyond = (value: number) => Math.abs(value) > truncation
  for (let pass = 1; pass <= mostRedraws && noise.some(beyond); pass++) {
    const again = normals(noise.length, seed, 'prior', pass)
    noise.forEach((value, i) => {
      if (beyond(value)) noise[i] = again[i]
    })
  }
  return noise.map((value) => temperature * Math.max(-truncation, Math.min(truncation, value)))
}

/** Draws from the prior N(0, temperature²·I), [count, D]. */
export function priorSamples(count: number, latent: number, seed: number, temperature = 1): Float32Array {
  return drawNoise(count, latent, { seed, temperature })
}

/** The priors of a conditional model's labels, N(μ(c), diag σ²(c)): [labels, D] each. */
export interface LabelPriors {
  means: Float32Array
  deviations: Float32Array
}

/** Standard normal draws [count, D] as draws of the priors that their labels have, μ(c) + σ(c)·ε. */
export function drawsOfPriors(
  noise: Float32Array,
  labels: ArrayLike<number>,
  { means, deviations }: LabelPriors,
  latent: number
): Float32Array {
  return noise.map((value, i) => {
    const at = labels[Math.floor(i / latent)] * latent + (i % latent)
    return means[at] + deviations[at] * value
  })
}

/**
 * More like one: draws around a latent, [count, D], the first of them the latent itself.
 * @param centre [D]
 * @param radius the draws' standard deviation, as a multiple of `spread`
 * @param noise standard normal, [count, D]
 * @param spread how wide the latents lie in each dimension, [D]; 1 when left out, as under a prior N(0, I)
 */
export function samplesAround(
  centre: ArrayLike<number>,
  radius: number,
  noise: Float32Array,
  spread?: ArrayLike<number>
): Float32Array {
  const latent = centre.length
  return noise.map((value, i) => {
    const d = i % latent
    return i < latent ? centre[d] : centre[d] + radius * (spread?.[d] ?? 1) * value
  })
}
