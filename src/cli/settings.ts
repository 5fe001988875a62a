/** A run's settings from the command line's flags. */
import type { ImageShape } from '../engine/networks/parameters.ts'
import { defaultNetwork, defaultRunConfig } from '../engine/presets.ts'
import type { DatasetSummary } from '../shared/contract.ts'
import { likelihoodChoice, objectiveChoice } from '../shared/catalogue.ts'
import { defaultLikelihood, defaultOptimizer } from '../shared/defaults.ts'
import type { NetworkConfig, RunConfig } from '../shared/schemas.ts'
import { objectiveSettings } from './objective.ts'
import type { TrainingFlags, WantedEngine } from './options.ts'

/** The flags that are settings of a run. */
export type SettingFlags = TrainingFlags & { engine: WantedEngine }

/** What of the images decides the settings that suit them. */
export interface Suited extends Pick<DatasetSummary['settings'], 'size' | 'channels'> {
  nearBinary: boolean
}

/** The network that was asked for, or the default one, with the widths that were asked for. */
function networkOf({ network, width, depth, gated }: SettingFlags, image: ImageShape): NetworkConfig {
  const chosen = defaultNetwork(network ?? 'conv', image)
  const asked = chosen.kind === 'mlp' ? { width, depth, gated } : { width }
  return { ...chosen, ...given(asked) }
}

/** What was given, without what was left out. */
export const given = <T extends object>(settings: T): Partial<T> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<T>

/** The numbers that were given for a likelihood, each an option of its name. */
export function likelihoodOptions(options: object, kind: string): Record<string, number> {
  const keys = (likelihoodChoice(kind).options ?? []).map(({ key }) => key)
  return Object.fromEntries(Object.entries(options).filter(([name]) => keys.includes(name)))
}

/** The settings of a new run: what was asked, and for the rest what suits the images. */
export function configOf(options: SettingFlags, { size, channels, nearBinary }: Suited): RunConfig {
  const image = { height: size, width: size, channels: channels === 'gray' ? 1 : 3, nearBinary }
  const { model, prior, latent, epochs, batch, seed, samples, engine, learningRate } = options
  const { betaReconstruction, betaKl, optimizer } = options
  const defaults = defaultRunConfig(image)
  // Black and white pixels have one likelihood, and a bound of several samples one estimator.
  const likelihood = options.likelihood ?? (options.binarise && 'bernoulli')
  const estimator = options.estimator ?? (objectiveChoice(options.objective).samples ? 'A' : undefined)
  const asked = {
    model,
    prior,
    estimator,
    betaReconstruction,
    betaKl,
    latent,
    epochs,
    batch,
    seed,
    samples,
    engine,
    network: networkOf(options, image),
    likelihood: likelihood
      ? defaultLikelihood(likelihood, likelihoodOptions(options, likelihood))
      : undefined,
    condition:
      options.condition === 'quadrants'
        ? { kind: 'quadrants' as const, given: options.given ?? 1 }
        : undefined,
    optimizer: defaultOptimizer(optimizer ?? 'adam', learningRate),
    ...objectiveSettings(options, epochs ?? defaults.epochs)
  }
  return { ...defaults, ...given<Partial<RunConfig>>(asked) }
}
