/** Restoring an image: what was done to it, what is inferred from the pixels that are left. */
import * as v from 'valibot'
import { between, bytes, finite, name, natural, path, pixels } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'
import { RunId } from '../schemas.ts'

/**
 * What is known of the way from the image to what was observed of it. Deviations of noise are in the pixels' range
 * 0…1, those of a blur in pixels of the image.
 */
export type Degradation =
  | { kind: 'gaussian'; deviation: number }
  /** Salt and pepper: this share of the pixels was made black or white, each as often. */
  | { kind: 'impulse'; share: number }
  | { kind: 'blur'; deviation: number }
  /** Pixels are missing: 1 where, [height × width]. */
  | { kind: 'hole'; hole: Uint8Array }
  /** A smaller image, each of its pixels the mean of factor × factor. */
  | { kind: 'shrink'; factor: 2 | 4 }

/** By gradient on z through the likelihood of what was observed, or by encoding and decoding in turn. */
export type RestoreMethod = 'gradient' | 'chain'

export type RestoreSource = { image: number } | { path: string } | { bytes: Uint8Array }

/** An image as a run's model takes it. */
export interface RestoreImage {
  pixels: Pixels
  /** Its size and channels as they were, where they had to be changed. */
  was?: { width: number; height: number; channels: 1 | 3 | 4 }
}

export interface RestoreWish {
  degradation: Degradation
  /** The image before it is degraded, to try it; or, with `observed`, as it was found. */
  image: Pixels
  observed: boolean
  /** Of the noise added and of the samples. */
  seed: number
}

export interface RestoreOptions {
  samples: number
  method: RestoreMethod
  /** What a conditional model is asked for; inferred when left out. */
  label?: string
}

/** How near a picture is to the truth. PSNR in dB (infinite where nothing differs), SSIM at most 1. */
export interface Likeness {
  psnr: number
  ssim: number
}

/** What the model sees, and what can be had without a model. */
export interface Observed {
  /** As observed: smaller where the image was shrunk. */
  pixels: Pixels
  /** Restored without a model. */
  baseline: Pixels
  baselineName: 'bicubic' | 'surroundings' | 'blurred' | 'median' | 'unsharp'
  /** Of the baseline, where the truth is known. */
  likeness?: Likeness
}

export interface Restoration extends Observed {
  samples: Pixels
  /** log p(observed | z) of each sample, in nats. */
  logLikelihoods: Float32Array
  /** log p(z) of each sample, in nats; absent for a model without a prior. */
  logPriors?: Float32Array
  /** [samples, D] */
  z: Float32Array
  /** The mean of many samples. */
  mean: Pixels
  sampleLikeness?: Likeness[]
  meanLikeness?: Likeness
  /** The σ that the likelihood of an observed pixel has; absent where it is the decoder's own. */
  deviation?: number
  /** The label of each sample, for a conditional model, and how probable each label is where it was inferred. */
  labels?: string[]
  labelShares?: { label: string; share: number }[]
}

export interface RestoreRequests {
  /** An image at the size and channels of a run's model; with `factor` that many times smaller. */
  'restore.read'(run: string, source: RestoreSource, factor: number): RestoreImage
  /** What the model would see. */
  'restore.observe'(run: string, wish: RestoreWish): Observed
  /** The work; progress is told as events. */
  restore(run: string, wish: RestoreWish, options: RestoreOptions): Restoration
}

export const degradation = v.variant('kind', [
  v.object({ kind: v.literal('gaussian'), deviation: v.pipe(finite, v.minValue(0), v.maxValue(2)) }),
  v.object({ kind: v.literal('impulse'), share: v.pipe(finite, v.minValue(0), v.maxValue(0.95)) }),
  v.object({ kind: v.literal('blur'), deviation: v.pipe(finite, v.minValue(0), v.maxValue(16)) }),
  v.object({ kind: v.literal('hole'), hole: bytes }),
  v.object({ kind: v.literal('shrink'), factor: v.picklist([2, 4]) })
])

const wish = v.object({ degradation, image: pixels, observed: v.boolean(), seed: natural })

export const restoreSchemas: Schemas<RestoreRequests> = {
  'restore.read': v.tuple([
    RunId,
    v.union([v.object({ image: natural }), v.object({ path }), v.object({ bytes })]),
    v.picklist([1, 2, 4])
  ]),
  'restore.observe': v.tuple([RunId, wish]),
  restore: v.tuple([
    RunId,
    wish,
    v.object({
      samples: between(1, 64),
      method: v.picklist(['gradient', 'chain']),
      label: v.optional(name)
    })
  ])
}

/** Those that may be asked a second time without harm. */
export const restoreReads = ['restore.read', 'restore.observe'] as const satisfies (keyof RestoreRequests)[]
