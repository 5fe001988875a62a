import type { Command } from 'commander'
import { labelsFor } from '../../node/asking.ts'
import { AppError } from '../../shared/errors.ts'
import { withModel } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import type { Outcome } from '../shell.ts'
import { latentPoint, named, several } from '../values.ts'

interface DecodeOptions extends PictureOptions {
  z: number[][]
  label?: string
}

/** Points of the wrong length are a wrong call, but only the run knows the right one. */
export function checkLatent(points: number[][], latent: number): void {
  for (const point of points)
    if (point.length !== latent)
      throw new AppError(
        'usage',
        `This run has ${latent} latent ${latent === 1 ? 'dimension' : 'dimensions'}, but ${point.join(',')} has ${point.length}.`
      )
}

export function addDecode(program: Command, outcome: Outcome): void {
  const command = program
    .command('decode')
    .description('Draw the images that latent points stand for.')
    .argument('<project>', 'a .latent folder')
    .requiredOption(
      '--z <figures>',
      'a latent point such as --z=0.5,-1; may be given again',
      several(latentPoint)
    )
    .option('--label <name>', 'what a conditional model is asked for', named)
  addPictureOptions(command, 'PROJECT-decode.png').action((project: string, options: DecodeOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, async (model) => {
        checkLatent(options.z, model.inference.config.latent)
        const labels = labelsFor(model.inference, options.z.length, options.label)
        const pixels = await model.inference.decode(Float32Array.from(options.z.flat()), labels)
        await writeSheet(shell, model, options, {
          kind: 'decode',
          pixels,
          columns: pixels.count,
          scale: 1,
          settings: {
            weights: options.weights,
            ...(options.label !== undefined && { label: options.label })
          },
          figures: { z: options.z }
        })
      })
    )
  )
}
