/** log p(x) of images for few latent dimensions, by samples of the true posterior instead of the encoder's. */
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { inBatches, type Images } from '../batches.ts'
import { conditionOf } from '../conditions.ts'
import type { Program } from '../engine.ts'
import { padded } from '../inference.ts'
import type { LatentModel } from '../models/model.ts'
import { KernelDensity } from './kerneldensity.ts'
import { averageOf, LogSum, type Average } from './likelihood.ts'
import { chainImages, chains, posteriorSamples, type PosteriorSamples } from './posterior.ts'

/** With more dimensions a density fitted to samples says too little. */
const mostDimensions = 5

/** @throws AppError 'input' for a model of more than five latent dimensions */
export function checkDimensions({ latent }: Pick<LatentModel, 'latent'>): void {
  if (latent > mostDimensions)
    throw new AppError('input', said('mcmc-dimensions', { most: mostDimensions, latent }))
}

export interface McmcOptions {
  seed: number
  /** p(c) of each label, for a conditional model. */
  labelShares?: ArrayLike<number>
  /** Trajectories until the chains count, and then of each of 16 chains; half fit q, half are averaged over. */
  warmUp?: number
  kept?: number
  done?(images: number): void
  signal?: AbortSignal
}

export interface McmcLikelihood extends Average {
  /** Posterior samples an image that the mean is over. */
  samples: number
  /** The share of proposals that were accepted; near 0.8 or above the chains move well. */
  acceptance: number
}

/**
 * The marginal likelihood estimator of Kingma & Welling 2013, appendix D: p(x) ≈ 1 / mean(q(z) / (p(z)·p(x|z))),
 * with a density q fitted to some samples of the posterior, and the mean over others.
 * @param latent D
 * @returns nats
 */
export function estimateFrom({ z, logJoint }: PosteriorSamples, latent: number): number {
  const half = Math.floor(logJoint.length / 2)
  const density = new KernelDensity(z.subarray(0, half * latent), latent)
  const sum = new LogSum()
  for (let sample = half; sample < logJoint.length; sample++)
    sum.add(density.logDensity(z, sample * latent) - logJoint[sample])
  return Math.log(logJoint.length - half) - sum.value
}

/**
 * log p(x) of images, each by its own chains; with a condition log Σ_c p(c)·p(x|c), each c with its own posterior.
 * @param program loaded with `posteriorFunctions`
 * @throws AppError 'input' for a model of more than five latent dimensions
 */
export async function mcmcLogLikelihood(
  program: Program,
  model: LatentModel,
  images: Images,
  { seed, labelShares, warmUp = 45, kept = 50, done, signal }: McmcOptions
): Promise<McmcLikelihood> {
  checkDimensions(model)
  const { height, width, channels } = model.image
  const shares = model.conditions > 0 ? Array.from(labelShares!) : [1]
  const order = Uint32Array.from({ length: images.count }, (_, place) => place)
  const estimates: number[] = []
  let [stream, acceptance] = [0, 0]
  for await (const part of inBatches(images, order, chainImages)) {
    const pixels = padded(part.pixels, chainImages * height * width * channels)
    const sums = Array.from({ length: part.count }, () => new LogSum())
    for (const [label, share] of shares.entries()) {
      const values = model.given === undefined ? new Int16Array(chainImages).fill(label) : pixels
      const condition = conditionOf(model, values, chainImages)
      const samples = await posteriorSamples(
        program,
        model,
        { pixels, ...condition },
        { seed, stream, warmUp, kept, signal }
      )
      stream += warmUp + kept + 1
      sums.forEach((sum, image) => {
        sum.add(Math.log(share) + estimateFrom(samples[image], model.latent))
        acceptance += samples[image].acceptance / (shares.length * images.count)
      })
    }
    estimates.push(...sums.map(({ value }) => value))
    done?.(estimates.length)
  }
  return { ...averageOf(estimates), samples: Math.ceil((chains * kept) / 2), acceptance }
}
