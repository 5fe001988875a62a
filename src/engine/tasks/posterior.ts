/** Samples of the true posterior p(z|x) ∝ p(z)·p(x|z), by Hamiltonian Monte Carlo. */
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import type { HostArrays, PlainFunction, Program } from '../engine.ts'
import { encodingFunction } from '../functions.ts'
import type { LatentModel } from '../models/model.ts'
import { normals, uniforms } from '../random.ts'

/** Images that are worked on at once, and chains of each. */
export const chainImages = 16
export const chains = 16
const rows = chainImages * chains

/** Steps of a trajectory; its length is at most a quarter of a turn of a standard normal's orbit. */
const leapfrogs = 6
const longest = Math.PI / 2 / leapfrogs
/** The share of trajectories accepted that steps are made for (Neal 2011, section 4.4). */
const wantedAcceptance = 0.8

/**
 * The functions `posteriorSamples` calls, by the names it calls them.
 *
 * `trajectory` is one proposal of Hamiltonian Monte Carlo (Neal 2011, section 3.2) for each row, its mass the inverse
 * of `scale`²: from z with momentum p through a few leapfrog steps to z′ and p′, with log p(x, z′).
 */
export function posteriorFunctions(model: LatentModel): Record<string, PlainFunction> {
  const { height, width, channels } = model.image
  const state = { kind: 'float32' as const, shape: [rows, model.latent] }
  const given = {
    pixels: { kind: 'pixels' as const, shape: [chainImages, height, width, channels] },
    ...(model.conditions > 0 && {
      condition: { kind: 'float32' as const, shape: [chainImages, model.conditions] }
    })
  }
  const logJointOf = (parameters: Record<string, Tensor>, { pixels, condition }: Record<string, Tensor>) => {
    // Row r is of image r mod `chainImages`.
    const repeat = (values: Tensor) => tf.tile(values, [chains, ...values.shape.slice(1).map(() => 1)])
    const [x, c] = [repeat(pixels), condition && repeat(condition)]
    const prior = model.prior(parameters, rows, c)
    return (z: Tensor) => tf.add(prior.logProbability(z), model.decode(parameters, z, c).logProbability(x))
  }
  return {
    encode: encodingFunction(model, chainImages),
    logJoint: {
      inputs: { ...given, z: state },
      outputs: { logJoint: { kind: 'float32' } },
      body: (parameters, inputs) => ({ logJoint: logJointOf(parameters, inputs)(inputs.z) })
    },
    trajectory: {
      inputs: {
        ...given,
        z: state,
        momentum: state,
        scale: state,
        step: { kind: 'float32', shape: [rows, 1] }
      },
      outputs: {
        z: { kind: 'float32' },
        momentum: { kind: 'float32' },
        logJoint: { kind: 'float32' }
      },
      body(parameters, inputs) {
        const { scale, step } = inputs
        const logJoint = logJointOf(parameters, inputs)
        const gradient = tf.grad((z: Tensor) => tf.sum(logJoint(z)))
        const kick = (p: Tensor, z: Tensor, share: number) =>
          tf.add(p, tf.mul(tf.mul(tf.mul(step, share), scale), gradient(z)))
        let { z } = inputs
        let momentum = kick(inputs.momentum, z, 0.5)
        for (let leap = 0; leap < leapfrogs; leap++) {
          z = tf.add(z, tf.mul(tf.mul(step, scale), momentum))
          momentum = kick(momentum, z, leap + 1 < leapfrogs ? 1 : 0.5)
        }
        return { z, momentum, logJoint: logJoint(z) }
      }
    }
  }
}

export interface PosteriorOptions {
  seed: number
  /** The stream's part, so that no two calls draw the same. */
  stream: number
  /** Trajectories until the chains are where the posterior is, their steps fitted to it. */
  warmUp: number
  /** Trajectories of each chain that are kept. */
  kept: number
  signal?: AbortSignal
}

/** Samples of one image's posterior. */
export interface PosteriorSamples {
  /** [samples, D] */
  z: Float32Array
  /** log p(x, z) of each in nats, [samples]. */
  logJoint: Float32Array
  /** The share of proposals that was accepted. */
  acceptance: number
}

interface Walk {
  z: Float32Array
  logJoint: Float32Array
  scale: Float32Array
  /** Each image's step. */
  step: Float32Array
}

/**
 * Samples p(z|x) of `chainImages` images with `chains` chains each, begun at the encoder's answer.
 * @param program loaded with `posteriorFunctions`
 * @param given the pixels and, for a conditional model, the condition of `chainImages` images
 * @returns samples by image; the chains one after the other in time, so halves are of different times
 */
export async function posteriorSamples(
  program: Program,
  model: LatentModel,
  given: HostArrays,
  { seed, stream, warmUp, kept, signal }: PosteriorOptions
): Promise<PosteriorSamples[]> {
  const { latent } = model
  const { mean, logVariance } = await program.run('encode', given)
  // Places of the padding have no condition; whatever they give is not looked at.
  const at = (row: number, d: number) => (row % chainImages) * latent + d
  const fill = (value: (row: number, d: number) => number) =>
    Float32Array.from({ length: rows * latent }, (_, i) => value(Math.floor(i / latent), i % latent))
  const scale = fill((row, d) => Math.exp(logVariance[at(row, d)] / 2))
  const start = normals(rows * latent, seed, 'posterior', 3 * stream)
  const z = fill((row, d) => mean[at(row, d)] + scale[row * latent + d] * start[row * latent + d])
  const logJoint = (await program.run('logJoint', { ...given, z })).logJoint as Float32Array
  const walk: Walk = { z, logJoint, scale, step: new Float32Array(chainImages).fill(longest) }
  const total = warmUp + kept
  const momenta = (n: number) => normals(rows * latent, seed, 'posterior', 3 * (stream + n) + 1)
  const chances = (n: number) => uniforms(2 * rows, seed, 'posterior', 3 * (stream + n) + 2)
  const recent = Array.from({ length: chainImages }, () => new Moments(latent))
  const samples = recent.map(() => ({ z: [] as number[], logJoint: [] as number[], accepted: 0 }))
  for (let n = 0; n < total; n++) {
    signal?.throwIfAborted()
    const accepted = await move(program, model, given, walk, momenta(n), chances(n))
    if (n < warmUp) {
      accepted.forEach((share, image) => {
        walk.step[image] = Math.min(longest, walk.step[image] * Math.exp(0.5 * (share - wantedAcceptance)))
      })
      for (let row = 0; row < rows; row++)
        recent[row % chainImages].add(walk.z.subarray(row * latent, (row + 1) * latent))
      // Two times on the way the scales become those of the samples so far, which are then forgotten.
      if (n === Math.floor(warmUp / 3) || n === Math.floor((2 * warmUp) / 3)) {
        for (let row = 0; row < rows; row++)
          walk.scale.set(recent[row % chainImages].deviations(), row * latent)
        recent.forEach((moments) => moments.clear())
      }
    } else
      for (let row = 0; row < rows; row++) {
        const sample = samples[row % chainImages]
        sample.z.push(...walk.z.subarray(row * latent, (row + 1) * latent))
        sample.logJoint.push(walk.logJoint[row])
        if (row < chainImages) sample.accepted += accepted[row] / kept
      }
    await new Promise((resolve) => setTimeout(resolve))
  }
  return samples.map(({ z, logJoint, accepted }) => ({
    z: Float32Array.from(z),
    logJoint: Float32Array.from(logJoint),
    acceptance: accepted
  }))
}

/** One proposal for every chain, accepted or not. @returns the share of each image's chains that accepted */
async function move(
  program: Program,
  { latent }: LatentModel,
  given: HostArrays,
  walk: Walk,
  momentum: Float32Array,
  chances: Float64Array
): Promise<number[]> {
  // A step of its own each time, or a chain on a circle's orbit may come back to where it was.
  const step = Float32Array.from(
    { length: rows },
    (_, row) => walk.step[row % chainImages] * (0.6 + 0.4 * chances[rows + row])
  )
  const proposed = await program.run('trajectory', { ...given, z: walk.z, momentum, scale: walk.scale, step })
  const accepted = new Array<number>(chainImages).fill(0)
  const energy = (p: ArrayLike<number>, row: number) => {
    let sum = 0
    for (let d = 0; d < latent; d++) sum += p[row * latent + d] ** 2 / 2
    return sum
  }
  for (let row = 0; row < rows; row++) {
    const gain = proposed.logJoint[row] - walk.logJoint[row]
    const change = gain + energy(momentum, row) - energy(proposed.momentum, row)
    // Written so that a proposal that is not finite is refused.
    if (!(Math.log(chances[row]) < change)) continue
    walk.logJoint[row] = proposed.logJoint[row]
    walk.z.set(proposed.z.subarray(row * latent, (row + 1) * latent) as Float32Array, row * latent)
    accepted[row % chainImages] += 1 / chains
  }
  return accepted
}

/** Running means and deviations of points. */
class Moments {
  private count = 0
  private readonly sum: Float64Array
  private readonly squares: Float64Array

  constructor(dimensions: number) {
    this.sum = new Float64Array(dimensions)
    this.squares = new Float64Array(dimensions)
  }

  add(point: ArrayLike<number>): void {
    this.count++
    for (let d = 0; d < this.sum.length; d++) {
      this.sum[d] += point[d]
      this.squares[d] += point[d] ** 2
    }
  }

  deviations(): Float32Array {
    return Float32Array.from(this.sum, (sum, d) => {
      const mean = sum / this.count
      return Math.sqrt(Math.max(this.squares[d] / this.count - mean * mean, 1e-12))
    })
  }

  clear(): void {
    this.count = 0
    this.sum.fill(0)
    this.squares.fill(0)
  }
}
