/** Settings of a run that contradict each other, for whoever makes one: the command line, the window, a file. */
import { likelihoodChoice, objectiveChoice } from './catalogue.ts'
import { AppError } from './errors.ts'
import { said, sentence } from './problems.ts'
import type { Said } from './problems.ts'
import type { RunConfig } from './schemas.ts'
import { traitsOf } from './traits.ts'

/** A contradiction: when it holds, what is wrong, and what to do. */
type Rule = (config: RunConfig) => Said | false

const lacksPrior = (config: RunConfig) => !traitsOf(config).prior
const named = (config: RunConfig) => ({ model: traitsOf(config).name })

/** The bound is of log p(x) as a whole, from several samples at once. */
const isWhole = ({ objective }: RunConfig) => objectiveChoice(objective).samples !== undefined
const bound = ({ objective }: RunConfig) => ({ objective: objectiveChoice(objective).kind })

const rules: Rule[] = [
  (config) => isWhole(config) && config.estimator === 'B' && said('importance-estimator', bound(config)),
  (config) =>
    isWhole(config) &&
    ((config.betaKl ?? 1) !== 1 ||
      (config.betaReconstruction ?? 1) !== 1 ||
      config.schedules?.betaKl !== undefined) &&
    said('importance-weights', bound(config)),
  (config) => isWhole(config) && config.freeBits !== undefined && said('importance-free-bits', bound(config)),
  (config) => config.freeBits !== undefined && config.estimator === 'A' && said('free-bits-estimator'),
  (config) => config.freeBits !== undefined && lacksPrior(config) && said('free-bits-prior', named(config)),
  (config) =>
    config.schedules?.betaKl !== undefined && lacksPrior(config) && said('schedule-prior', named(config)),
  (config) =>
    isWhole(config) && lacksPrior(config) && said('importance-prior', { ...named(config), ...bound(config) }),
  (config) =>
    config.mapVariance !== undefined && !traitsOf(config).latent && said('map-decoder', named(config)),
  (config) => config.condition !== undefined && config.model !== 'cvae' && said('quadrants'),
  (config) =>
    config.binarise !== undefined &&
    likelihoodChoice(config.likelihood.kind).pixels !== 'binary' &&
    said('binarised', { likelihood: config.likelihood.kind }),
  ({ schedules, epochs }) =>
    schedules?.betaKl?.kind === 'warm-up' &&
    schedules.betaKl.epochs > epochs &&
    said('long-warm-up', { warmUp: schedules.betaKl.epochs, epochs })
]

/** What contradicts in these settings, as a problem that can be told in any language. */
export function contradictionOf(config: RunConfig): Said | undefined {
  for (const rule of rules) {
    const found = rule(config)
    if (found) return found
  }
  return undefined
}

/** What contradicts in these settings, and what to do; undefined when nothing does. */
export function contradictionIn(config: RunConfig): string | undefined {
  const found = contradictionOf(config)
  return found && sentence(found)
}

/** @throws AppError 'input' when settings contradict each other, with the reason and what to do */
export function checkContradictions(config: RunConfig): void {
  const found = contradictionOf(config)
  if (found) throw new AppError('input', found)
}
