import { Option, type Command } from 'commander'
import { samplesAsCodes } from '../../engine/tasks/codes.ts'
import { priorSamples } from '../../engine/tasks/generate.ts'
import { aroundPrior, labelsFor } from '../../node/asking.ts'
import { traitsOf } from '../../shared/traits.ts'
import { withModel, type Model } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import { readPoints } from '../points.ts'
import type { Outcome, Shell } from '../shell.ts'
import { above, named, whole } from '../values.ts'

interface GenerateOptions extends PictureOptions {
  count: number
  seed: number
  temperature: number
  columns?: number
  label?: string
  from?: 'prior' | 'codes'
}

export function addGenerate(program: Command, outcome: Outcome): void {
  const command = program
    .command('generate')
    .description('Draw new images: samples from the prior, decoded.')
    .argument('<project>', 'a .latent folder')
    .option('--count <images>', 'how many', whole(1, 10_000), 64)
    .option(
      '--label <name>',
      'what a conditional model is asked for (default: each of its labels in turn)',
      named
    )
    .option('--columns <images>', 'images in a row (default: a square sheet)', whole(1, 10_000))
    .option('--seed <number>', 'the same seed, the same images', whole(0, 0xffffffff), 0)
    .option('--temperature <number>', 'below 1 keeps to what is likeliest', above(0), 1)
    .addOption(
      new Option(
        '--from <where>',
        'draw z from the prior, or as wide as the training images’ codes lie (default: prior; codes for ae)'
      ).choices(['prior', 'codes'])
    )
  addPictureOptions(command, 'PROJECT-generate.png').action((project: string, options: GenerateOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, async (model) => {
        const { count, seed, temperature } = options
        const { inference } = model
        const known = inference.config.labels
        const labels =
          known && options.label === undefined
            ? Int16Array.from({ length: count }, (_, sample) => sample % known.length)
            : labelsFor(inference, count, options.label)
        const from = options.from ?? (traitsOf(inference.config).prior ? 'prior' : 'codes')
        const z =
          from === 'codes'
            ? await asCodes(shell, model, options)
            : await aroundPrior(
                inference,
                priorSamples(count, inference.config.latent, seed, temperature),
                labels
              )
        const square = Math.ceil(Math.sqrt(count))
        const inTurn = known && options.label === undefined ? Math.min(known.length, count) : square
        await writeSheet(shell, model, options, {
          kind: 'generate',
          pixels: await inference.decode(z, labels),
          columns: options.columns ?? inTurn,
          settings: {
            seed,
            temperature,
            from,
            weights: options.weights,
            ...(options.label !== undefined && { label: options.label })
          }
        })
      })
    )
  )
}

/** Draws as wide as the codes of the training images lie. */
async function asCodes(shell: Shell, model: Model, options: GenerateOptions): Promise<Float32Array> {
  const { points } = await readPoints(shell, model, (split) => split === 0)
  return samplesAsCodes(options.count, points.z, points.latent, options.seed, options.temperature)
}
