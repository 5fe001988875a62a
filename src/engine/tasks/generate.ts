import { normals } from '../random.ts'

/**
 * Draws from the prior N(0, temperature²·I), [count, D].
 * @param temperature below 1 keeps to the likelier middle
 */
export function priorSamples(count: number, latent: number, seed: number, temperature = 1): Float32Array {
  return normals(count * latent, seed, 'prior', 0).map((value) => value * temperature)
}
