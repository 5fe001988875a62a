/** Climbing to where log p(y|z) + log p(z) is largest, from many starts at once. */
import type { HostArrays, Program } from '../../engine.ts'

/** Places of chains, [chains, D], with what the model says there, [chains] each in nats. */
export interface Places {
  z: Float32Array
  logLikelihood: Float32Array
  logPrior: Float32Array
}

export const logJointOf = ({ logLikelihood, logPrior }: Places): Float32Array =>
  logLikelihood.map((value, chain) => value + logPrior[chain])

/** Adam's constants (Kingma & Ba 2015), its mean square forgotten sooner, since the ascent is short. */
const [beta1, beta2] = [0.9, 0.98]

/**
 * Adam on z with a rate that falls to nothing along half a cosine. The gradient is exact, so there is no noise in it
 * that a smaller rate would have to average out; the fall settles the last figures.
 * @param given what `score` is fed beside z
 */
export async function ascend(
  program: Program,
  given: HostArrays,
  start: Float32Array,
  { steps, rate, tick }: { steps: number; rate: number; tick: () => Promise<void> }
): Promise<Places> {
  const z = start.slice()
  const mean = new Float32Array(z.length)
  const square = new Float32Array(z.length)
  for (let step = 1; step <= steps; step++) {
    await tick()
    const { gradient } = await program.run('score', { ...given, z })
    const now = (rate * (1 + Math.cos((Math.PI * (step - 1)) / steps))) / 2
    for (let at = 0; at < z.length; at++) {
      mean[at] = beta1 * mean[at] + (1 - beta1) * gradient[at]
      square[at] = beta2 * square[at] + (1 - beta2) * gradient[at] ** 2
      const direction = mean[at] / (1 - beta1 ** step)
      const size = Math.sqrt(square[at] / (1 - beta2 ** step))
      z[at] += (now * direction) / (size + 1e-6)
    }
  }
  const { logLikelihood, logPrior } = await program.run('score', { ...given, z })
  return { z, logLikelihood: logLikelihood as Float32Array, logPrior: logPrior as Float32Array }
}

/**
 * Which places to go on from. A state that is as probable as most of the posterior's lies D/2 nats below the top, give
 * or take √(D/2); climbs that ended more than two of those lower are stuck, and one of the others goes on in their
 * place, the best first.
 * @returns for each of `count` chains the place it takes
 */
export function choosePlaces(logJoint: ArrayLike<number>, latent: number, count: number): number[] {
  const order = Array.from(logJoint, (_, place) => place)
    .filter((place) => Number.isFinite(logJoint[place]))
    .sort((a, b) => logJoint[b] - logJoint[a])
  if (order.length === 0) return Array.from({ length: count }, (_, chain) => chain % logJoint.length)
  const least = logJoint[order[0]] - latent / 2 - 2 * Math.sqrt(latent / 2)
  const good = order.filter((place) => logJoint[place] >= least)
  return Array.from({ length: count }, (_, chain) => good[chain % good.length])
}
