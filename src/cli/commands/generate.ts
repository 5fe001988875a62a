import type { Command } from 'commander'
import { priorSamples } from '../../engine/tasks/generate.ts'
import { withModel } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import type { Outcome } from '../shell.ts'
import { above, whole } from '../values.ts'

interface GenerateOptions extends PictureOptions {
  count: number
  seed: number
  temperature: number
  columns?: number
}

export function addGenerate(program: Command, outcome: Outcome): void {
  const command = program
    .command('generate')
    .description('Draw new images: samples from the prior, decoded.')
    .argument('<project>', 'a .latent folder')
    .option('--count <images>', 'how many', whole(1, 10_000), 64)
    .option('--columns <images>', 'images in a row (default: a square sheet)', whole(1, 10_000))
    .option('--seed <number>', 'the same seed, the same images', whole(0, 0xffffffff), 0)
    .option('--temperature <number>', 'below 1 keeps to what is likeliest', above(0), 1)
  addPictureOptions(command, 'PROJECT-generate.png').action((project: string, options: GenerateOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, async (model) => {
        const { count, seed, temperature } = options
        const z = priorSamples(count, model.inference.config.latent, seed, temperature)
        await writeSheet(shell, model, options, {
          kind: 'generate',
          pixels: await model.inference.decode(z),
          columns: options.columns ?? Math.ceil(Math.sqrt(count)),
          settings: { seed, temperature, weights: options.weights }
        })
      })
    )
  )
}
