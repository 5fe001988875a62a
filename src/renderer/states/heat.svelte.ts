import type { Progress } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import type { Field } from '../map/field.ts'

export type HeatKind = 'prior' | 'posterior' | 'sensitivity'

/** The heat map under the points, and how far it is; written by map/heat.svelte.ts. */
class HeatState {
  kind = $state<HeatKind | undefined>()
  field = $state.raw<Field | undefined>()
  /** What its colours run between. */
  limits = $state.raw<readonly [number, number] | undefined>()
  progress = $state.raw<Progress | undefined>()
  problem = $state.raw<ErrorEnvelope | undefined>()
  /** Why there is none: a word of the catalogue. */
  missing = $state<'heat.bent' | 'heat.training' | 'heat.noPrior' | undefined>()
}

export const heat = new HeatState()
