/** Where the priors of a conditional model's conditions lie, and one style decoded for every label. */
import * as v from 'valibot'
import { latents } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import { ModelConditionSchema, type ModelCondition } from './maps.ts'
import type { Pixels } from './pixels.ts'
import { RunId } from '../schemas.ts'

/** p(z|c) = N(μ(c), diag σ²(c)) of each label, [labels, D] each; no labels where the condition is an image. */
export interface LabelPriors {
  labels: string[]
  means: Float32Array
  deviations: Float32Array
}

export interface ConditionRequests {
  'condition.priors'(run: string): LabelPriors
  /** p(z|c) of one condition, [D] each. */
  'condition.prior'(run: string, condition: ModelCondition): { mean: Float32Array; deviation: Float32Array }
  /** μ(c) of every image's own condition, [images, D] by id; without a label that of the likeliest. */
  'condition.centres'(run: string): Float32Array
  /** μ(c) + an offset from it, decoded for every label in turn. @param offset z − μ(c), [D] */
  'condition.strip'(run: string, offset: Float32Array): Pixels
}

export const conditionSchemas: Schemas<ConditionRequests> = {
  'condition.priors': v.tuple([RunId]),
  'condition.prior': v.tuple([RunId, ModelConditionSchema]),
  'condition.centres': v.tuple([RunId]),
  'condition.strip': v.tuple([RunId, latents])
}

/** Those that may be asked a second time without harm. */
export const conditionReads = [
  'condition.priors',
  'condition.prior',
  'condition.centres',
  'condition.strip'
] as const satisfies (keyof ConditionRequests)[]
