/** New images: drawn from the prior or for a label, and more like one that pleased. */
import * as v from 'valibot'
import { between, finite, name } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'
import { RunId } from '../schemas.ts'

/** The narrowest truncation: ± a tenth of a standard deviation. */
export const leastTruncation = 0.1
const most = 10_000

/** What is drawn. The same request of the same weights gives the same images. */
export const GenerateRequest = v.object({
  /** How many images; with `rows`, how many in each label's row. */
  count: between(1, most),
  seed: between(0, 0xffffffff),
  /** What the noise is multiplied by; 1 when left out. */
  temperature: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(100))),
  /** Noise beyond ± this many standard deviations is drawn again; never when left out. */
  truncation: v.optional(v.pipe(v.number(), v.minValue(leastTruncation), v.maxValue(100))),
  /** What a conditional model is asked for; its labels in turn when left out. */
  label: v.optional(name),
  /** Pixels drawn from p(x|z) too, noise and all, in place of their mean. */
  sampled: v.optional(v.boolean()),
  /** A row for each label, the same draws in each. */
  rows: v.optional(v.boolean()),
  /** Latents from the prior, or as wide as the training images' codes lie; the prior where there is one. */
  from: v.optional(v.picklist(['prior', 'codes'])),
  /** More like one: its latent, and how far around it. */
  around: v.optional(
    v.object({
      z: v.pipe(v.array(finite), v.minLength(1), v.maxLength(512)),
      radius: v.pipe(v.number(), v.gtValue(0), v.maxValue(100))
    })
  )
})
export type GenerateRequest = v.InferOutput<typeof GenerateRequest>

export interface Generated {
  /** [count, D] */
  z: Float32Array
  /** One an image, an index into the labels it knows; of a conditional model. */
  labels?: Int16Array
  pixels: Pixels
  /** How many images make a row, where rows mean something; 0 where they do not. */
  columns: number
  from: 'prior' | 'codes'
}

/** What can be asked of a run. */
export interface GenerateAbout {
  /** The labels that a conditional model knows. */
  labels?: string[]
  from: 'prior' | 'codes'
  latent: number
  /** Why nothing can be drawn: a density classifier has no latents, a model of quadrants wants an image. */
  refusal?: 'density' | 'quadrants'
}

export interface GenerateRequests {
  'generate.about'(run: string): GenerateAbout
  generate(run: string, request: GenerateRequest): Generated
}

export const generateSchemas: Schemas<GenerateRequests> = {
  'generate.about': v.tuple([RunId]),
  generate: v.tuple([RunId, GenerateRequest])
}

/** Those that may be asked a second time without harm. */
export const generateReads = ['generate.about', 'generate'] as const satisfies (keyof GenerateRequests)[]
