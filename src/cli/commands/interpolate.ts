import { Option, type Command } from 'commander'
import { defaultMode, interpolate } from '../../engine/tasks/interpolate.ts'
import { labelsFor } from '../../node/asking.ts'
import { openPixels } from '../../node/pixels.ts'
import type { InterpolationMode } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { readImages } from '../images.ts'
import { withModel, type Model } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import type { Outcome, Shell } from '../shell.ts'
import { latentPoint, named, whole } from '../values.ts'
import { checkLatent } from './decode.ts'

interface InterpolateOptions extends PictureOptions {
  steps: number
  mode?: InterpolationMode
  label?: string
}

/** The latent point an endpoint stands for: "z:0.5,-1", "#12" (an image of the project), or an image file. */
async function endpoint(shell: Shell, model: Model, text: string): Promise<Float32Array> {
  const { inference, project, manifest } = model
  if (text.startsWith('z:')) {
    const point = latentPoint(text.slice(2))
    checkLatent([point], inference.config.latent)
    return Float32Array.from(point)
  }
  const id = /^#(\d+)$/.exec(text)?.[1]
  if (id !== undefined) {
    const store = await openPixels(project)
    try {
      if (Number(id) >= store.count)
        throw new AppError(
          'missing',
          `There is no image #${id}: the project holds #0 to #${store.count - 1}.`
        )
      const { height, width, channels } = store
      const data = await store.read([Number(id)])
      return (await inference.encode({ data, count: 1, height, width, channels })).mean
    } finally {
      await store.close()
    }
  }
  const { pixels, problems } = await readImages([text], manifest.settings, shell.signal)
  if (problems.length > 0) throw new AppError('input', `${text}: ${problems[0].reason}`)
  return (await inference.encode(pixels)).mean
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
    .addOption(
      new Option('--mode <mode>', 'default: linear below 8 latents, else spherical').choices([
        'linear',
        'spherical'
      ])
    )
  addPictureOptions(command, 'PROJECT-interpolate.png').action(
    (project: string, from: string, to: string, options: InterpolateOptions) =>
      act(outcome, options, (shell) =>
        withModel(shell, project, options, async (model) => {
          const { latent } = model.inference.config
          const mode = options.mode ?? defaultMode(latent)
          const ends = [await endpoint(shell, model, from), await endpoint(shell, model, to)]
          const z = interpolate(ends[0], ends[1], options.steps, mode)
          const rows = Array.from({ length: options.steps }, (_, step) =>
            Array.from(z.subarray(step * latent, (step + 1) * latent))
          )
          await writeSheet(shell, model, options, {
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
          })
        })
      )
  )
}
