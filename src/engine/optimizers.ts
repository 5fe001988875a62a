/**
 * The update rules, each defined once, as TensorFlow's fused kernels compute them (tf.train's Adam adds epsilon
 * elsewhere, so it is not used). An engine with a fused kernel calls it; the others run `update`.
 */
import type { OptimizerConfig, OptimizerOf } from '../shared/schemas.ts'
import { adagrad } from './optimizers/adagrad.ts'
import { adam } from './optimizers/adam.ts'
import { adamw } from './optimizers/adamw.ts'
import { momentum } from './optimizers/momentum.ts'
import { rmsprop } from './optimizers/rmsprop.ts'
import type { OptimizerRule } from './optimizers/rule.ts'
import { sgd } from './optimizers/sgd.ts'

export type { OptimizerRule } from './optimizers/rule.ts'

/** Every rule by its name on the command line. A new one is one module and one line here. */
const rules: { [K in OptimizerConfig['kind']]: (config: OptimizerOf<K>) => OptimizerRule } = {
  sgd,
  momentum,
  adagrad,
  rmsprop,
  adam,
  adamw
}

/** The rule of a configuration. */
export function optimizerRule(config: OptimizerConfig): OptimizerRule {
  const rule = rules[config.kind] as (config: OptimizerConfig) => OptimizerRule
  return rule(config)
}
