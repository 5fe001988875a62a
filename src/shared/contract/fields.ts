/** What a run's model says of every place of its map: where its posteriors lie, and how fast its images change. */
import * as v from 'valibot'
import { latents } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import { ModelConditionSchema, type ModelCondition } from './maps.ts'
import { RunId } from '../schemas.ts'

export interface FieldRequests {
  /** Variances of q(z|x) of every image, [images, D] by id; its progress comes as the event `progress`. */
  'field.spreads'(run: string): Float32Array
  /**
   * ‖J W‖ of the decoder's mean at latents [count, D] along two directions W [2, D], [count]: the change of all
   * pixels (0…1) a unit of z; its progress comes as the event `progress`.
   */
  'field.sensitivity'(
    run: string,
    z: Float32Array,
    directions: Float32Array,
    condition?: ModelCondition
  ): Float32Array
}

export const fieldSchemas: Schemas<FieldRequests> = {
  'field.spreads': v.tuple([RunId]),
  'field.sensitivity': v.tuple([RunId, latents, latents, v.optional(ModelConditionSchema)])
}

/** Those that may be asked a second time without harm. */
export const fieldReads = ['field.spreads', 'field.sensitivity'] as const satisfies (keyof FieldRequests)[]
