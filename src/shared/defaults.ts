/** The usual settings of a likelihood or an optimiser that is chosen by its name alone. */
import { likelihoodChoice } from './catalogue.ts'
import { OptimizerConfig, parse } from './schemas.ts'
import type { LikelihoodConfig } from './schemas.ts'

export type OptimizerKind = OptimizerConfig['kind']

export const optimizerKinds: OptimizerKind[] = OptimizerConfig.options.map(
  ({ entries }) => entries.kind.literal
)

/** @param given its options, where they are not the usual ones */
export function defaultLikelihood(kind: string, given: Record<string, number> = {}): LikelihoodConfig {
  const options = likelihoodChoice(kind).options ?? []
  return { kind, ...Object.fromEntries(options.map(({ key, usual }) => [key, given[key] ?? usual])) }
}

/** The learning rates suit bounds of some hundred nats, whose gradients plain descent takes as they are. */
const rates: Record<OptimizerKind, number> = {
  sgd: 3e-4,
  momentum: 3e-5,
  adagrad: 0.01,
  rmsprop: 1e-3,
  adam: 1e-3,
  adamw: 1e-3
}

export function defaultOptimizer(kind: OptimizerKind, learningRate: number = rates[kind]): OptimizerConfig {
  return parse(OptimizerConfig, { kind, learningRate }, 'The optimizer')
}
