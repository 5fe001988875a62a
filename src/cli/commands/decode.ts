import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { labelsFor } from '../../node/asking.ts'
import { drawGrid } from '../../node/export/grid.ts'
import type { Pixels } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { withModel, type Model } from '../model.ts'
import { act, addPictureOptions, drawOption, type Drawing, type PictureOptions } from '../options.ts'
import { saveFile } from '../output.ts'
import { writeSheet } from '../picture.ts'
import { readPointFile } from '../pointfile.ts'
import { checkLatent } from '../points.ts'
import type { Outcome, Shell } from '../shell.ts'
import { latentPoint, named, several, whole } from '../values.ts'
import { counted } from '../words.ts'

interface DecodeOptions extends PictureOptions, Drawing {
  seed: number
  z?: number[][]
  points?: string
  folder?: string
  label?: string
}

/** A picture holds so many images of a list side by side in a row. */
const widest = 32

export function addDecode(program: Command, outcome: Outcome): void {
  const command = program
    .command('decode')
    .description('Draw the images that latent points stand for.')
    .argument('<project>', 'a .latent folder')
    .option('--z <figures>', 'a latent point such as --z=0.5,-1; may be given again', several(latentPoint))
    .option('--points <file>', 'a list of latent points: .csv, .json or .npy')
    .option('--folder <folder>', 'write each image as a PNG of its own into this folder')
    .option('--label <name>', 'what a conditional model is asked for', named)
    .addOption(drawOption())
    .option('--seed <number>', 'of --draw sample', whole(0, 0xffffffff), 0)
  addPictureOptions(command, 'PROJECT-decode.png').action((project: string, options: DecodeOptions) =>
    act(outcome, options, async (shell) => {
      const points = [...(options.z ?? []), ...(options.points ? await readPointFile(options.points) : [])]
      if (points.length === 0) throw new AppError('usage', 'Say what to decode: --z=0.5,-1 or --points FILE.')
      await withModel(shell, project, options, (model) => decode(shell, model, points, options))
    })
  )
}

async function decode(shell: Shell, model: Model, z: number[][], options: DecodeOptions): Promise<void> {
  checkLatent(z, model.inference.config.latent)
  const labels = labelsFor(model.inference, z.length, options.label)
  const places = Float32Array.from(z.flat())
  const sampled = options.draw === 'sample'
  const pixels = sampled
    ? await model.inference.draw(places, options.seed, labels)
    : await model.inference.decode(places, labels)
  const settings = {
    weights: options.weights,
    ...(sampled && { draw: 'sample', seed: options.seed }),
    ...(options.label !== undefined && { label: options.label })
  }
  if (options.folder !== undefined) return writeEach(shell, model, pixels, z, { ...options, settings })
  await writeSheet(shell, model, options, {
    kind: 'decode',
    pixels,
    columns: options.points ? Math.min(widest, Math.ceil(Math.sqrt(z.length))) : z.length,
    scale: options.points ? undefined : 1,
    settings,
    // A long list is in its file already.
    figures: options.points ? {} : { z }
  })
}

/** A file an image, numbered in the order of the points. */
async function writeEach(
  shell: Shell,
  model: Model,
  pixels: Pixels,
  z: number[][],
  options: DecodeOptions & { settings: Record<string, string | number> }
): Promise<void> {
  const folder = resolve(options.folder!)
  const digits = String(z.length).length
  const extent = pixels.height * pixels.width * pixels.channels
  for (const [index, point] of z.entries()) {
    shell.signal.throwIfAborted()
    const image = { ...pixels, count: 1, data: pixels.data.subarray(index * extent, (index + 1) * extent) }
    const settings = { command: 'decode', run: model.run.id, z: point.join(','), ...options.settings }
    const png = await drawGrid(image, { scale: options.scale ?? 1, settings })
    await saveFile(join(folder, `${String(index + 1).padStart(digits, '0')}.png`), png)
  }
  shell.answer(
    { folder, run: model.run.id, images: z.length, ...options.settings },
    `Wrote ${counted(z.length, 'image')} into ${folder}`
  )
}
