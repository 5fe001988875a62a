/** The usual settings of a likelihood or an optimiser that is chosen by its name alone. */
import { LikelihoodConfig, OptimizerConfig, parse } from './schemas.ts'

export type LikelihoodKind = LikelihoodConfig['kind']
export type OptimizerKind = OptimizerConfig['kind']

export const likelihoodKinds: LikelihoodKind[] = LikelihoodConfig.options.map(
  ({ entries }) => entries.kind.literal
)
export const optimizerKinds: OptimizerKind[] = OptimizerConfig.options.map(
  ({ entries }) => entries.kind.literal
)

/** @param variance of a Gaussian whose variance is a setting; the others have none */
export function defaultLikelihood(kind: LikelihoodKind, variance = 0.01): LikelihoodConfig {
  return kind === 'gaussian' ? { kind, variance } : { kind }
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
