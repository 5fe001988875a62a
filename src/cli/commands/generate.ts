import { Option, type Command } from 'commander'
import { generate } from '../../node/generate.ts'
import { leastTruncation } from '../../shared/contract/generate.ts'
import { AppError } from '../../shared/errors.ts'
import { withModel, type Model } from '../model.ts'
import { act, addPictureOptions, drawOption, type Drawing, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import { latentOf, readPoints } from '../points.ts'
import type { Outcome, Shell } from '../shell.ts'
import { above, atLeast, named, whole } from '../values.ts'

interface GenerateOptions extends PictureOptions, Drawing {
  count: number
  seed: number
  temperature: number
  truncation?: number
  columns?: number
  label?: string
  rows?: boolean
  from?: 'prior' | 'codes'
  around?: string
  radius: number
}

export function addGenerate(program: Command, outcome: Outcome): void {
  const command = program
    .command('generate')
    .description('Draw new images: samples from the prior, decoded.')
    .argument('<project>', 'a .latent folder')
    .option('--count <images>', 'how many (with --rows, in each row)', whole(1, 10_000))
    .option(
      '--label <name>',
      'what a conditional model is asked for (default: each of its labels in turn)',
      named
    )
    .option('--rows', 'a row for each label of a conditional model, the same draws in each')
    .option('--columns <images>', 'images in a row (default: a square sheet)', whole(1, 10_000))
    .option('--seed <number>', 'the same seed, the same images', whole(0, 0xffffffff), 0)
    .option('--temperature <number>', 'below 1 keeps to what is likeliest', above(0), 1)
    .option(
      '--truncation <deviations>',
      'draw again what lies beyond this many standard deviations',
      atLeast(leastTruncation)
    )
    .option('--around <place>', 'more like one: an image file, "#12" of the project, or z:0.5,-1')
    .option('--radius <number>', 'how far around it, in standard deviations', above(0), 0.5)
    .addOption(
      new Option(
        '--from <where>',
        'draw z from the prior, or as wide as the training images’ codes lie (default: prior; codes for ae)'
      ).choices(['prior', 'codes'])
    )
    .addOption(drawOption())
  addPictureOptions(command, 'PROJECT-generate.png').action((project: string, options: GenerateOptions) =>
    act(outcome, options, (shell) => {
      if (options.rows && options.label !== undefined)
        throw new AppError('usage', '--rows draws every label, --label only one: leave one of them out.')
      return withModel(shell, project, options, (model) => draw(shell, model, options))
    })
  )
}

async function draw(shell: Shell, model: Model, options: GenerateOptions): Promise<void> {
  const { seed, temperature, truncation, label, rows, from, radius } = options
  const count = options.count ?? (rows ? 10 : 64)
  const centre = options.around === undefined ? undefined : await latentOf(shell, model, options.around)
  const around = centre && { z: Array.from(centre), radius }
  const drawn = await generate(
    model.inference,
    { count, seed, temperature, truncation, label, rows, from, around },
    {
      codes: async () => (await readPoints(shell, model, (split) => split === 0)).points.z,
      ...(options.draw === 'sample' && { decode: (z, labels) => model.inference.draw(z, seed, labels) })
    }
  )
  await writeSheet(shell, model, options, {
    kind: 'generate',
    pixels: drawn.pixels,
    columns: options.columns ?? (drawn.columns || Math.ceil(Math.sqrt(count))),
    settings: {
      seed,
      temperature,
      from: drawn.from,
      weights: options.weights,
      ...(truncation !== undefined && { truncation }),
      ...(options.around !== undefined && { around: options.around, radius }),
      ...(label !== undefined && { label }),
      ...(rows && { rows: 'a row for each label' }),
      ...(options.draw === 'sample' && { draw: 'sample' })
    }
  })
}
