import type { RunConfig } from '../../shared/schemas.ts'
import { elbo } from './elbo.ts'
import { importance } from './importance.ts'
import type { Objective } from './objective.ts'

/** Every objective by its name on the command line. A new one is one module and one line here. */
export const objectives: Record<NonNullable<RunConfig['objective']>, Objective> = { elbo, importance }

/** The objective of a configuration. */
export const objectiveOf = ({ objective = 'elbo' }: Pick<RunConfig, 'objective'>): Objective =>
  objectives[objective]
