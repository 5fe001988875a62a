import { choiceOf } from '../../shared/catalogue.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import { inPlace } from '../choices.ts'
import type { Objective } from './objective.ts'
import * as registry from './registry.ts'

/** Every objective, in the order in which they are offered. */
export const objectives = inPlace<Objective>(registry)

/** The objective of a configuration. */
export const objectiveOf = ({ objective = 'elbo' }: Pick<RunConfig, 'objective'>): Objective =>
  choiceOf(objectives, objective, 'objective')
