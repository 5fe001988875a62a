import { Option, type Command } from 'commander'
import { defaultMode, interpolate } from '../../engine/tasks/interpolate.ts'
import { labelsFor } from '../../node/asking.ts'
import type { InterpolationMode } from '../../shared/contract.ts'
import { withModel } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { filmFile, onlyFilm } from '../output.ts'
import { writeFilm, writeSheet } from '../picture.ts'
import { latentOf } from '../points.ts'
import type { Outcome } from '../shell.ts'
import { above, latentPoint, named, whole } from '../values.ts'

interface InterpolateOptions extends PictureOptions {
  steps: number
  mode?: InterpolationMode
  film?: boolean
  rate: number
  label?: string
}

/** What a wrong point is called before any model is opened. */
function readEndpoint(text: string): string {
  if (text.startsWith('z:')) latentPoint(text.slice(2))
  return text
}

export function addInterpolate(program: Command, outcome: Outcome): void {
  const command = program
    .command('interpolate')
    .description('Draw the way from one image to another through latent space, as a filmstrip.')
    .argument('<project>', 'a .latent folder')
    .argument('<from>', 'an image file, "#12" for image 12 of the project, or z:0.5,-1', readEndpoint)
    .argument('<to>', 'the same', readEndpoint)
    .option('--label <name>', 'what a conditional model is asked for', named)
    .option('--steps <images>', 'both ends included', whole(2, 1000), 16)
    .option('--film', 'one image after the other, there and back: a .gif, or .webp, .mp4, .webm by --out')
    .option('--rate <frames>', 'frames a second of a film', above(0), 12)
    .addOption(
      new Option('--mode <mode>', 'default: linear below 8 latents, else spherical').choices([
        'linear',
        'spherical'
      ])
    )
  addPictureOptions(command, 'PROJECT-interpolate.png', filmFile).action(
    (project: string, from: string, to: string, options: InterpolateOptions) =>
      act(outcome, options, (shell) =>
        withModel(shell, project, options, async (model) => {
          const { latent } = model.inference.config
          const mode = options.mode ?? defaultMode(latent)
          const ends = [await latentOf(shell, model, from), await latentOf(shell, model, to)]
          const z = interpolate(ends[0], ends[1], options.steps, mode)
          const rows = Array.from({ length: options.steps }, (_, step) =>
            Array.from(z.subarray(step * latent, (step + 1) * latent))
          )
          const sheet = {
            kind: 'interpolate',
            pixels: await model.inference.decode(z, labelsFor(model.inference, options.steps, options.label)),
            columns: options.steps,
            settings: {
              from,
              to,
              steps: options.steps,
              mode,
              weights: options.weights,
              ...(options.label !== undefined && { label: options.label })
            },
            figures: { z: rows }
          }
          if (options.film || onlyFilm.test(options.out ?? '')) await writeFilm(shell, model, options, sheet)
          else await writeSheet(shell, model, options, sheet)
        })
      )
  )
}
