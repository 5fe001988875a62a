/** Hamiltonian Monte Carlo over z: samples of the posterior p(z|y) of what was observed (Neal 2011). */
import type { HostArrays, Program } from '../../engine.ts'
import { normals, uniforms } from '../../random.ts'
import type { Places } from './ascent.ts'
import { leapfrogs } from './functions.ts'

/** The share of proposals that steps are made for (Neal 2011, section 4.4). */
const wantedAcceptance = 0.8

export interface WalkOptions {
  seed: number
  /** Proposals while each chain's step is fitted, and afterwards. */
  warmUp: number
  kept: number
  /** Called between proposals. */
  tick: () => Promise<void>
  /** Takes the chains' places after each proposal that is kept. */
  visit: (places: Places) => Promise<void>
}

/**
 * Moves chains by `warmUp` and `kept` proposals from where they are; `places` is changed.
 * @param given what `trajectory` is fed beside the state
 * @param scale how far z reaches, [chains, D]: the step's unit
 * @returns the share of proposals accepted after the warm-up
 */
export async function walk(
  program: Program,
  given: HostArrays,
  places: Places,
  scale: Float32Array,
  { seed, warmUp, kept, tick, visit }: WalkOptions
): Promise<number> {
  const chains = places.logLikelihood.length
  const latent = places.z.length / chains
  // Together the steps of a trajectory are a quarter of a turn at the most.
  const longest = Math.PI / 2 / leapfrogs
  const steps = new Float32Array(chains).fill(longest / 4)
  let accepted = 0
  for (let round = 0; round < warmUp + kept; round++) {
    await tick()
    const momentum = normals(chains * latent, seed, 'posterior', 2 * round + 2)
    const chance = uniforms(2 * chains, seed, 'posterior', 2 * round + 3)
    const step = steps.map((value, chain) => value * (0.7 + 0.3 * chance[chains + chain]))
    const proposed = await program.run('trajectory', { ...given, z: places.z, momentum, scale, step })
    for (let chain = 0; chain < chains; chain++) {
      const change =
        energyOf(momentum, chain, latent) -
        energyOf(proposed.momentum, chain, latent) +
        (proposed.logLikelihood[chain] + proposed.logPrior[chain]) -
        (places.logLikelihood[chain] + places.logPrior[chain])
      // Written so that a proposal that is not finite is refused.
      const accept = Math.log(chance[chain]) < change
      if (accept) {
        const [from, to] = [chain * latent, (chain + 1) * latent]
        places.z.set(proposed.z.subarray(from, to) as Float32Array, from)
        places.logLikelihood[chain] = proposed.logLikelihood[chain]
        places.logPrior[chain] = proposed.logPrior[chain]
      }
      if (round < warmUp) {
        const share = Number.isFinite(change) ? Math.min(1, Math.exp(change)) : 0
        steps[chain] = Math.min(longest, steps[chain] * Math.exp(0.6 * (share - wantedAcceptance)))
      } else if (accept) accepted++
    }
    if (round >= warmUp) await visit(places)
  }
  return kept > 0 ? accepted / (kept * chains) : NaN
}

function energyOf(momentum: ArrayLike<number>, chain: number, latent: number): number {
  let sum = 0
  for (let at = chain * latent; at < (chain + 1) * latent; at++) sum += momentum[at] ** 2 / 2
  return sum
}
