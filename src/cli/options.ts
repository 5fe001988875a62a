/** Options that several commands share. */
import { Option, type Command } from 'commander'
import { engineCatalogue } from '../engine/catalogue.ts'
import { optimizerKinds } from '../shared/defaults.ts'
import type { OptimizerKind } from '../shared/defaults.ts'
import { engineNames } from '../shared/schemas.ts'
import type { EngineName, ImportOptions } from '../shared/schemas.ts'
import { addObjectiveOptions, type ObjectiveFlags } from './objective.ts'
import { pictureFile } from './output.ts'
import { inShell, type Outcome, type Shell } from './shell.ts'
import { above, between, colour, kinds, named, whole } from './values.ts'

export type WantedEngine = 'auto' | EngineName

/** Every command can answer with one object. */
export interface JsonOption {
  json?: boolean
}

/** What a command that uses a trained model takes. */
export interface ModelOptions extends JsonOption {
  run?: string
  weights: 'best' | 'last'
  engine: WantedEngine
}

/** What a command that writes a picture takes. */
export interface PictureOptions extends ModelOptions {
  out?: string
  scale?: number
}

export function jsonOption(): Option {
  return new Option('--json', 'print one JSON object on standard output')
}

export function engineOption(): Option {
  return new Option('--engine <name>', 'what computes').choices(['auto', ...engineNames]).default('auto')
}

export function addModelOptions(command: Command): Command {
  return command
    .option('--run <run>', 'the run: its id, the start of it, or its name (default: the newest)')
    .addOption(new Option('--weights <which>', 'of which epoch').choices(['best', 'last']).default('best'))
    .addOption(engineOption())
    .addOption(jsonOption())
}

/** @param file reads --out */
export function addPictureOptions(command: Command, out: string, file = pictureFile): Command {
  return addModelOptions(
    command
      .option('-o, --out <file>', `the PNG or WebP to write (default: ${out})`, file)
      .option('--scale <times>', 'picture pixels to an image pixel', whole(1, 64))
  )
}

/** What a command that decodes takes. */
export interface Drawing {
  draw: 'mean' | 'sample'
}

export function drawOption(): Option {
  return new Option('--draw <what>', "of p(x | z): its mean, or a sample with the pixels' own noise")
    .choices(['mean', 'sample'])
    .default('mean')
}

export interface ImportFlags {
  size?: number
  channels?: 'gray' | 'rgb'
  fit?: 'crop' | 'fit'
  background?: string
  labelLevel?: number
  name?: string
}

export function addImportOptions(command: Command): Command {
  return command
    .option(
      '--size <pixels>',
      'side of the square images, 16 to 256 (default: from the images)',
      whole(16, 256)
    )
    .addOption(new Option('--channels <which>', 'default: from the images').choices(['gray', 'rgb']))
    .addOption(
      new Option('--fit <how>', 'cut to the square, or fit inside it (default: crop)').choices([
        'crop',
        'fit'
      ])
    )
    .option('--background <#rrggbb>', 'behind transparent pixels and beside fitted images', colour)
    .option('--label-level <level>', 'which folder level names the label (default: 1)', whole(1, 64))
}

/** The flags as an import's options; undefined when none was given. */
export function importOptions(flags: ImportFlags): ImportOptions | undefined {
  const { size, channels, fit, background, labelLevel, name } = flags
  const all = { size, channels, fit, background, labelLevel, name }
  const given = Object.entries(all).filter(([, value]) => value !== undefined)
  return given.length > 0 ? (Object.fromEntries(given) as ImportOptions) : undefined
}

export interface TrainingFlags extends ObjectiveFlags {
  model?: string
  condition?: 'label' | 'quadrants'
  given?: 1 | 2 | 3
  prior?: 'standard' | 'conditional-mean' | 'conditional'
  estimator?: 'A' | 'B'
  betaReconstruction?: number
  betaKl?: number
  network?: 'mlp' | 'conv'
  width?: number
  depth?: number
  gated?: boolean
  latent?: number
  epochs?: number
  batch?: number
  seed?: number
  likelihood?: string
  optimizer?: OptimizerKind
  learningRate?: number
  samples?: number
}

export function addTrainingOptions(command: Command): Command {
  return addSettingOptions(command)
    .option('--beta-kl <weight>', 'of the KL in the objective (default: 1)', above(0))
    .option('--name <name>', 'of the run', named)
}

/** What decides a run, but for the weight of the KL. */
export const addSettingOptions = (command: Command): Command =>
  addObjectiveOptions(addLikelihoodOptions(addModelChoices(command)))

/** An option of its own for each number that a likelihood is told. */
function addLikelihoodOptions(command: Command): Command {
  for (const { kind, options = [] } of engineCatalogue.likelihoods)
    for (const { key, usual, min, max } of options) {
      const about = `of the ${kind} likelihood, with pixels in 0…1 (default: ${usual})`
      command.option(`--${key} <number>`, about, between(min, max))
    }
  return command
}

function addModelChoices(command: Command): Command {
  return command
    .addOption(
      new Option('--model <kind>', 'what learns (default: vae)').choices(kinds(engineCatalogue.models))
    )
    .addOption(
      new Option(
        '--condition <kind>',
        'of a cvae: the label, or quadrants of the image (default: label)'
      ).choices(['label', 'quadrants'])
    )
    .option(
      '--given <quadrants>',
      'of --condition quadrants, how many of the four are given: the lower left, then the upper left, then the ' +
        'upper right (default: 1)',
      whole(1, 3)
    )
    .addOption(
      new Option(
        '--prior <kind>',
        'of a cvae: N(0, I), N(μ(c), I) or N(μ(c), σ²(c)) (default: conditional-mean; conditional for quadrants)'
      ).choices(['standard', 'conditional-mean', 'conditional'])
    )
    .addOption(
      new Option('--network <kind>', 'of the encoder and decoder (default: conv)').choices(['mlp', 'conv'])
    )
    .option('--width <units>', 'in a dense layer (default: 400 of an mlp, 128 of a conv)', whole(1, 65_536))
    .option(
      '--depth <layers>',
      'hidden layers of an mlp, in the encoder and again in the decoder',
      whole(1, 64)
    )
    .option('--gated', 'an mlp’s hidden layers let through what a sigmoid of their own says')
    .option('--latent <dimensions>', 'of the latent space, 1 to 512 (default: 2)', whole(1, 512))
    .option('--epochs <times>', 'through the training images (default: 10)', whole(1, 100_000))
    .option('--batch <images>', 'a step (default: 100)', whole(1, 8192))
    .option('--seed <number>', 'the same seed, the same run (default: 0)', whole(0, 0xffffffff))
    .addOption(
      new Option(
        '--likelihood <kind>',
        'of a pixel given z (default: bernoulli for nearly black-and-white images, else gaussian-sigma)'
      ).choices(kinds(engineCatalogue.likelihoods))
    )
    .addOption(
      new Option('--optimizer <rule>', 'how the weights follow the gradient (default: adam)').choices(
        optimizerKinds
      )
    )
    .option('--learning-rate <rate>', "the optimizer's (default: what suits it, 0.001 for adam)", above(0))
    .addOption(
      new Option(
        '--estimator <which>',
        'of the ELBO: A samples the KL, B has it in closed form (default: B)'
      ).choices(['A', 'B'])
    )
    .option('--samples <number>', 'noise samples an image a step (default: 1)', whole(1, 64))
    .option('--beta-reconstruction <weight>', 'of the reconstruction in the objective (default: 1)', above(0))
}

/** Runs an action in a shell and keeps its exit status. */
export async function act(
  outcome: Outcome,
  options: JsonOption,
  work: (shell: Shell) => Promise<void>
): Promise<void> {
  outcome.status = await inShell(options.json === true, work)
}
