import type { Command } from 'commander'
import { givenMask, type Given } from '../../engine/models/quadrants.ts'
import { meanCompletions } from '../../engine/tasks/completion.ts'
import { completeImages } from '../../node/completion.ts'
import { idsOfSplit } from '../../node/latents.ts'
import { openPixels } from '../../node/pixels.ts'
import type { Pixels } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { readImages } from '../images.ts'
import { withModel, type Model } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import type { Outcome, Shell } from '../shell.ts'
import { several, whole } from '../values.ts'

interface CompleteOptions extends PictureOptions {
  image?: string[]
  samples: number
  seed: number
}

/** Images shown when none is named. */
const shown = 8
/** What stands where an image is not given. */
const unknown = 128

export function addComplete(program: Command, outcome: Outcome): void {
  const command = program
    .command('complete')
    .description('Predict the missing quadrants of images: what is given, draws, their mean and the truth.')
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
        const drawn = await completeImages(model.inference, images, { samples, seed, signal: shell.signal })
        const { given } = model.inference.config.condition!
        await writeSheet(shell, model, options, {
          kind: 'complete',
          pixels: sideBySide(images, drawn, samples, given),
          columns: samples + 3,
          gap: 1,
          settings: { given, samples, seed, weights }
        })
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
        const { pixels, problems } = await readImages([name], manifest.settings, shell.signal)
        if (problems.length > 0) throw new AppError('input', `${name}: ${problems[0].reason}`)
        parts.push(pixels.data)
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

/** A row an image: what is given, the draws, their mean, the truth. */
function sideBySide(images: Pixels, drawn: Pixels, samples: number, given: Given): Pixels {
  const item = images.height * images.width * images.channels
  const mask = givenMask(images, given)
  const means = meanCompletions(drawn.data, samples, item)
  const columns = samples + 3
  const data = new Uint8Array(images.count * columns * item)
  for (let image = 0; image < images.count; image++) {
    const truth = images.data.subarray(image * item, (image + 1) * item)
    const row = image * columns * item
    data.set(
      truth.map((value, i) => (mask[i] ? value : unknown)),
      row
    )
    data.set(drawn.data.subarray(image * samples * item, (image + 1) * samples * item), row + item)
    data.set(means.subarray(image * item, (image + 1) * item), row + (samples + 1) * item)
    data.set(truth, row + (samples + 2) * item)
  }
  return { ...images, data, count: images.count * columns }
}
