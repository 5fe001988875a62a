import type { Command } from 'commander'
import { priorSamples } from '../../engine/tasks/generate.ts'
import { aroundPrior, labelsFor } from '../../node/asking.ts'
import { withModel } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import type { Outcome } from '../shell.ts'
import { above, named, whole } from '../values.ts'

interface GenerateOptions extends PictureOptions {
  count: number
  seed: number
  temperature: number
  columns?: number
  label?: string
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
        const drawn = priorSamples(count, inference.config.latent, seed, temperature)
        const z = await aroundPrior(inference, drawn, labels)
        const square = Math.ceil(Math.sqrt(count))
        const inTurn = known && options.label === undefined ? Math.min(known.length, count) : square
        await writeSheet(shell, model, options, {
          kind: 'generate',
          pixels: await inference.decode(z, labels),
          columns: options.columns ?? inTurn,
          settings: {
            seed,
            temperature,
            weights: options.weights,
            ...(options.label !== undefined && { label: options.label })
          }
        })
      })
    )
  )
}
