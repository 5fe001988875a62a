import type { Command } from 'commander'
import { averageOf } from '../../engine/tasks/likelihood.ts'
import { completeBeside } from '../../node/completion.ts'
import { idsOfSplit } from '../../node/latents.ts'
import { openPixels } from '../../node/pixels.ts'
import type { Completed, Pixels } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { changesOf, readImages } from '../images.ts'
import { withModel, type Model } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import type { Outcome, Shell } from '../shell.ts'
import { several, whole } from '../values.ts'
import { nats } from '../words.ts'

interface CompleteOptions extends PictureOptions {
  image?: string[]
  samples: number
  seed: number
}

/** Images shown when none is named. */
const shown = 8

export function addComplete(program: Command, outcome: Outcome): void {
  const command = program
    .command('complete')
    .description(
      'Predict the missing quadrants of images: what is given, draws, their mean, one prediction without drawing, the truth.'
    )
    .argument('<project>', 'a .latent folder')
    .option(
      '--image <image>',
      'an image file, or "#12" of the project; may be given again (default: eight of the test images)',
      several((text) => text)
    )
    .option('--samples <draws>', 'of each image', whole(1, 64), 8)
    .option('--seed <number>', 'the same seed, the same draws', whole(0, 0xffffffff), 0)
  addPictureOptions(command, 'PROJECT-complete.png').action((project: string, options: CompleteOptions) =>
    act(outcome, options, (shell) =>
      withModel(shell, project, options, async (model) => {
        const { samples, seed, weights } = options
        const images = await wanted(shell, model, options.image)
        const completed = await completeBeside(model.inference, images, {
          samples,
          seed,
          signal: shell.signal
        })
        const { given } = model.inference.config.condition!
        const { logLikelihood, predictedLogLikelihood } = completed
        const logs = { logLikelihood, predictedLogLikelihood }
        await writeSheet(shell, model, options, {
          kind: 'complete',
          pixels: sideBySide(completed, samples),
          columns: samples + 4,
          gap: 1,
          settings: { given, samples, seed, weights },
          figures: logs
        })
        shell.terminal.line(
          `log p(missing | given): ${nats(averageOf(logLikelihood).mean)} nats per image, ` +
            `${nats(averageOf(predictedLogLikelihood).mean)} of the one prediction at the prior’s mean`
        )
      })
    )
  )
}

/** The images that were named, or the first of the test split. */
async function wanted(shell: Shell, { project, manifest }: Model, names?: string[]): Promise<Pixels> {
  const store = await openPixels(project)
  try {
    const { height, width, channels } = store
    const item = height * width * channels
    const test = idsOfSplit(store, 2)
    const ids = test.length > 0 ? test : Int32Array.from(store.splits.keys())
    const parts: Uint8Array[] = []
    // Spread over them, since they may lie label by label.
    const step = Math.max(1, ids.length / shown)
    const spread = Array.from(
      { length: Math.min(shown, ids.length) },
      (_, i) => `#${ids[Math.floor(i * step)]}`
    )
    for (const name of names ?? spread) {
      const id = /^#(\d+)$/.exec(name)?.[1]
      if (id === undefined) {
        const images = await readImages([name], manifest.settings, shell.signal)
        const [problem] = images.problems
        if (problem) throw new AppError('input', `${name}: ${problem.reason}`)
        for (const line of changesOf(images)) shell.terminal.line(line)
        parts.push(images.pixels.data)
      } else if (Number(id) >= store.count) {
        throw new AppError(
          'missing',
          `There is no image #${id}: the project holds #0 to #${store.count - 1}.`
        )
      } else parts.push(await store.read([Number(id)]))
    }
    const data = new Uint8Array(parts.length * item)
    parts.forEach((part, index) => data.set(part, index * item))
    return { data, count: parts.length, height, width, channels }
  } finally {
    await store.close()
  }
}

/** A row an image: what is given, the draws, their mean, one prediction without drawing, the truth. */
function sideBySide({ given, drawn, mean, predicted, truth }: Completed, samples: number): Pixels {
  const item = truth.height * truth.width * truth.channels
  const of = ({ data }: Pixels, from: number, count = 1) => data.subarray(from * item, (from + count) * item)
  const columns = samples + 4
  const data = new Uint8Array(truth.count * columns * item)
  for (let image = 0; image < truth.count; image++) {
    let place = image * columns * item
    const parts = [of(given, image), of(drawn, image * samples, samples)]
    for (const part of [...parts, of(mean, image), of(predicted, image), of(truth, image)]) {
      data.set(part, place)
      place += part.length
    }
  }
  return { ...truth, data, count: truth.count * columns }
}
