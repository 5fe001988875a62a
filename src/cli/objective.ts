/** What `train` may be told about what is maximised and how: the options, and the settings they become. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { engineCatalogue } from '../engine/catalogue.ts'
import type { KlSchedule, RateSchedule, RunConfig } from '../shared/schemas.ts'
import { above, kinds, whole } from './values.ts'

export interface ObjectiveFlags {
  objective?: string
  freeBits?: number
  clip?: number
  earlyStopping?: number
  /** A cosine without epochs lasts as long as the run. */
  learningRateSchedule?: RateSchedule | { kind: 'cosine' }
  betaSchedule?: KlSchedule
  scaling?: 'image' | 'set'
  map?: number
  binarise?: 'dynamic'
}

/** "step:30:0.5" in its parts. */
function partsOf(text: string): { kind: string; epochs?: number; factor?: number } {
  const [kind, ...figures] = text.split(':')
  const numbers = figures.map(Number)
  if (figures.length > 2 || !numbers.every((number) => Number.isFinite(number) && number > 0))
    throw new InvalidArgumentError('It must be a name and figures above 0, such as warm-up:20.')
  const [epochs, factor] = numbers
  return { kind, epochs, factor }
}

/** warm-up:EPOCHS, cyclic:EPOCHS, cosine, cosine:EPOCHS, step:EPOCHS or step:EPOCHS:FACTOR. */
export function rateSchedule(text: string): RateSchedule | { kind: 'cosine' } {
  const { kind, epochs, factor } = partsOf(text)
  if (kind === 'cosine' && factor === undefined) return epochs === undefined ? { kind } : { kind, epochs }
  if (kind === 'step' && epochs !== undefined && (factor ?? 0.1) < 1)
    return { kind, epochs, factor: factor ?? 0.1 }
  if ((kind === 'warm-up' || kind === 'cyclic') && epochs !== undefined && factor === undefined)
    return { kind, epochs }
  throw new InvalidArgumentError(
    'It must be warm-up:EPOCHS, cyclic:EPOCHS, cosine, cosine:EPOCHS or step:EPOCHS:FACTOR with a factor below 1.'
  )
}

/** warm-up:EPOCHS or cyclic:EPOCHS. */
export function klSchedule(text: string): KlSchedule {
  const { kind, epochs, factor } = partsOf(text)
  if ((kind === 'warm-up' || kind === 'cyclic') && epochs !== undefined && factor === undefined)
    return { kind, epochs }
  throw new InvalidArgumentError('It must be warm-up:EPOCHS or cyclic:EPOCHS.')
}

export function addObjectiveOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--objective <bound>',
        'the ELBO, or the importance weighted bound with --samples samples, which is tighter (default: elbo)'
      ).choices(kinds(engineCatalogue.objectives))
    )
    .option('--free-bits <nats>', 'of KL that each latent dimension may have for nothing', above(0))
    .option('--clip <norm>', 'the longest a gradient may be; longer ones are shortened to it', above(0))
    .option(
      '--early-stopping <epochs>',
      'ends when validation has not improved for so many epochs; the best weights and the last are kept',
      whole(1, 100_000)
    )
    .option(
      '--learning-rate-schedule <schedule>',
      'warm-up:EPOCHS, cyclic:EPOCHS, cosine[:EPOCHS] or step:EPOCHS[:FACTOR] multiplies the learning rate',
      rateSchedule
    )
    .option(
      '--beta-schedule <schedule>',
      'warm-up:EPOCHS or cyclic:EPOCHS brings the weight of the KL up from 0',
      klSchedule
    )
    .addOption(
      new Option(
        '--scaling <which>',
        'a step takes the mean per image, or N/M times the sum over its batch (default: image)'
      ).choices(['image', 'set'])
    )
    .option('--map <variance>', "of a Gaussian prior on the decoder's weights (default: no prior)", above(0))
    .addOption(
      new Option('--binarise <how>', 'draws each pixel 0 or 1 by its grey value, anew each step').choices([
        'dynamic'
      ])
    )
}

/** The flags as a run's settings; what was not given is left out. */
export function objectiveSettings(flags: ObjectiveFlags, epochs: number): Partial<RunConfig> {
  const { learningRateSchedule: rate, betaSchedule: betaKl } = flags
  const learningRate = rate && ('epochs' in rate ? rate : { ...rate, epochs })
  return {
    objective: flags.objective,
    schedules: learningRate || betaKl ? { learningRate, betaKl } : undefined,
    freeBits: flags.freeBits,
    clip: flags.clip,
    earlyStopping: flags.earlyStopping,
    scaling: flags.scaling,
    mapVariance: flags.map,
    binarise: flags.binarise
  }
}
