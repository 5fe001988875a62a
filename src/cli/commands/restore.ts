import { readFile } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { readManifest } from '../../node/manifest.ts'
import { drawGrid, scaleFor } from '../../node/export/grid.ts'
import { Restorer } from '../../node/restore.ts'
import { readMask, readRestoreImage, settingsFor } from '../../node/restoreimages.ts'
import type { Degradation, Likeness, Pixels, Restoration, RestoreMethod } from '../../shared/contract.ts'
import { AppError, toEnvelope } from '../../shared/errors.ts'
import { presetHole } from '../../shared/hole.ts'
import type { ImageSettings } from '../../shared/schemas.ts'
import { imagesIn, shapeWords } from '../images.ts'
import { findTrainedRun, openEngine } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import { saveFile } from '../output.ts'
import type { Outcome, Shell } from '../shell.ts'
import { above, named, whole } from '../values.ts'
import { counted, nats, table } from '../words.ts'

type Task = 'denoise' | 'inpaint' | 'super-resolve'

interface RestoreFlags extends ModelOptions {
  task: Task
  kind: 'gaussian' | 'salt-pepper' | 'blur'
  noise?: number
  mask?: string
  hole?: 'half' | 'box'
  scale: string
  try?: boolean
  truth?: string
  method: RestoreMethod
  label?: string
  samples: number
  seed: number
  out?: string
}

/** What is not said of how strong a noise is. */
const usualNoise = { gaussian: 0.25, 'salt-pepper': 0.25, blur: 1.5 }

function check(options: RestoreFlags, files: number): void {
  const wrong = (text: string) => new AppError('usage', text)
  const { task } = options
  if (task !== 'inpaint' && (options.mask !== undefined || options.hole !== undefined))
    throw wrong(`--mask and --hole are for --task inpaint, not ${task}.`)
  if (task === 'inpaint' && options.mask === undefined && options.hole === undefined)
    throw wrong('Say what is missing: --mask FILE, white where it is, or --hole half or box.')
  if (options.mask !== undefined && options.hole !== undefined)
    throw wrong('Give --mask or --hole, not both.')
  if (options.truth !== undefined && (options.try || files > 1))
    throw wrong('--truth goes with one image that was found degraded, without --try.')
  if (options.kind === 'salt-pepper' && (options.noise ?? 0) > 0.95)
    throw wrong('--noise is the share of the pixels that salt and pepper hit, at most 0.95.')
}

/** What the options say was done to an image of `source` pixels. */
async function degradationOf(
  options: RestoreFlags,
  settings: ImageSettings,
  source: { width: number; height: number }
): Promise<Degradation> {
  const { size } = settings
  if (options.task === 'super-resolve') return { kind: 'shrink', factor: options.scale === '2' ? 2 : 4 }
  if (options.task === 'inpaint')
    return {
      kind: 'hole',
      hole: options.hole
        ? presetHole(options.hole === 'half' ? 'lower' : options.hole, { height: size, width: size })
        : await readMask(await readFile(options.mask!), settings, source)
    }
  const amount = options.noise ?? usualNoise[options.kind]
  if (options.kind === 'salt-pepper') return { kind: 'impulse', share: amount }
  return { kind: options.kind, deviation: amount }
}

interface Restored {
  path: string
  resized?: string
  restoration: Restoration
}

async function restoreFile(
  shell: Shell,
  restorer: Restorer,
  own: ImageSettings,
  path: string,
  options: RestoreFlags
): Promise<Restored> {
  const settings = settingsFor(own, restorer.model.image)
  const bytes = await readFile(path)
  const found = options.task === 'super-resolve' && !options.try
  const { pixels, was } = await readRestoreImage(bytes, settings, found ? Number(options.scale) : 1)
  const degradation = await degradationOf(options, settings, was ?? pixels)
  const truth = options.truth && (await readRestoreImage(await readFile(options.truth), settings)).pixels
  const { seed, samples, method, label } = options
  const wish = { degradation, image: pixels, observed: !options.try, seed }
  const restoration = await restorer.restore(
    wish,
    { samples, method, label },
    {
      signal: shell.signal,
      progress: (done, total) =>
        shell.terminal.progress({ phase: `Restoring ${basename(path)}`, done, total, unit: 'steps', rate: 0 })
    },
    truth || undefined
  )
  return {
    path,
    restoration,
    ...(was && {
      resized: `${shapeWords(was)} to ${pixels.width}×${pixels.height}${was.channels > pixels.channels ? ' in grey' : ''}`
    })
  }
}

/** What is seen, the baseline, the mean and the samples in a row; what is seen is enlarged to the others' size. */
function sheet({ pixels, baseline, mean, samples }: Restoration): Pixels {
  const { width, height, channels } = mean
  const seen = new Uint8Array(mean.data.length)
  for (let at = 0; at < seen.length; at++) {
    const [pixel, channel] = [Math.floor(at / channels), at % channels]
    const x = Math.floor(((pixel % width) * pixels.width) / width)
    const y = Math.floor((Math.floor(pixel / width) * pixels.height) / height)
    seen[at] = pixels.data[(y * pixels.width + x) * channels + channel]
  }
  const data = new Uint8Array(Buffer.concat([seen, baseline.data, mean.data, samples.data]))
  return { data, count: 3 + samples.count, width, height, channels }
}

const isPixels = (value: unknown) => typeof value === 'object' && value !== null && 'data' in value

const figure = ({ psnr, ssim }: Likeness) => `${psnr.toFixed(2)} dB, ${ssim.toFixed(3)}`

function told({ path, resized, restoration }: Restored): string {
  const { logLikelihoods, likeness, meanLikeness, sampleLikeness, labels, labelShares } = restoration
  const rows = Array.from(logLikelihoods, (value, at) => [
    `sample ${at + 1}`,
    `log p(observed | z) ${nats(value)}`,
    ...(restoration.logPriors ? [`log p(z) ${nats(restoration.logPriors[at])}`] : []),
    ...(labels ? [labels[at]] : []),
    ...(sampleLikeness ? [figure(sampleLikeness[at])] : [])
  ])
  const lines = [path, table(rows)]
  if (resized) lines.push(`resized from ${resized}`)
  if (restoration.deviation !== undefined)
    lines.push(`σ of an observed pixel in the likelihood: ${restoration.deviation.toFixed(3)}`)
  if (!restoration.logPriors) lines.push('An autoencoder has no prior: only the likelihood was climbed.')
  if (labelShares) {
    const [likeliest] = [...labelShares].sort((a, b) => b.share - a.share)
    lines.push(`label: ${likeliest.label} (inferred, ${(100 * likeliest.share).toFixed(0)} %)`)
  } else if (labels) lines.push(`label: ${labels[0]} (given)`)
  if (likeness && meanLikeness)
    lines.push(
      `mean of the samples: ${figure(meanLikeness)} (PSNR, SSIM)`,
      `${restoration.baselineName}, without a model: ${figure(likeness)}`
    )
  return lines.join('\n')
}

const picture = async (pixels: Pixels, settings: Record<string, string | number>) =>
  drawGrid(pixels, {
    scale: scaleFor(pixels.count > 1 ? 1800 : 512, pixels.count, pixels.width),
    gap: 2,
    settings
  })

async function restoreAll(
  shell: Shell,
  project: string,
  inputs: string[],
  options: RestoreFlags
): Promise<void> {
  const files = await imagesIn(inputs)
  check(options, files.length)
  if (files.length === 0) throw new AppError('input', 'There are no images in there.')
  const manifest = await readManifest(project)
  const run = await findTrainedRun(project, options.run)
  const restorer = await Restorer.open(
    project,
    run.id,
    await openEngine(shell, options.engine),
    options.weights
  )
  const out = resolve(options.out ?? (files.length === 1 ? 'restored.png' : 'restored'))
  const intoFile = extname(out).toLowerCase() === '.png'
  if (intoFile && files.length > 1)
    throw new AppError('usage', `--out must be a folder for ${files.length} images, not a PNG.`)
  const problems: { path: string; reason: string }[] = []
  const done: (Restored & { out: string })[] = []
  try {
    for (const path of files) {
      shell.signal.throwIfAborted()
      try {
        const restored = await restoreFile(shell, restorer, manifest.settings, path, options)
        const { task, method, seed, samples } = options
        const kept = { command: 'restore', run: run.id, task, method, seed, samples }
        const name = basename(path, extname(path))
        const { restoration } = restored
        const to = intoFile ? out : join(out, `${name} restored.png`)
        await saveFile(to, await picture(restoration.mean, kept))
        await saveFile(
          intoFile ? out.replace(/\.png$/i, ' samples.png') : join(out, `${name} samples.png`),
          await picture(sheet(restoration), kept)
        )
        done.push({ ...restored, out: to })
      } catch (error) {
        // One image that cannot be read does not keep the others waiting; a wrong mask is wrong for all.
        if (files.length === 1 || shell.signal.aborted || toEnvelope(error).kind !== 'format') throw error
        problems.push({ path, reason: toEnvelope(error).message })
        shell.terminal.line(`${path}: ${toEnvelope(error).message}`)
      }
    }
  } finally {
    restorer.dispose()
  }
  if (done.length === 0) throw new AppError('input', 'None of the images could be read.')
  const images = done.map(({ path, out: to, resized, restoration }) => {
    const figures = Object.entries(restoration).filter(([, value]) => !isPixels(value))
    return { path, out: to, ...(resized && { resized }), ...Object.fromEntries(figures) }
  })
  const lines = done.length > 8 ? [counted(done.length, 'image')] : done.map(told)
  const answer = { out, run: run.id, task: options.task, images, problems }
  shell.answer(answer, [...lines, `Wrote ${out}`].join('\n'))
}

export function addRestore(program: Command, outcome: Outcome): void {
  const command = program
    .command('restore')
    .description('Infer an image from what is left of it: noisy, with a hole, or made smaller.')
    .argument('<project>', 'a .latent folder')
    .argument('<images...>', 'image files, or folders of them')
    .addOption(
      new Option('--task <what>', 'what to restore')
        .choices(['denoise', 'inpaint', 'super-resolve'])
        .makeOptionMandatory()
    )
    .addOption(
      new Option('--kind <noise>', 'what there is to denoise')
        .choices(['gaussian', 'salt-pepper', 'blur'])
        .default('gaussian')
    )
    .option(
      '--noise <amount>',
      'σ of the noise, with pixels in 0…1; the share hit by salt and pepper; σ of a blur in pixels ' +
        '(default: 0.25, 0.25, 1.5)',
      above(0)
    )
    .option('--mask <file>', 'white where the image is missing', named)
    .addOption(new Option('--hole <where>', 'instead of a mask').choices(['half', 'box']))
    .addOption(new Option('--scale <times>', 'how many times larger').choices(['2', '4']).default('4'))
    .option('--try', 'take whole images and degrade them first, to see how well they come back')
    .option('--truth <file>', 'the image as it should be, to compare with')
    .addOption(
      new Option('--method <how>', 'by gradient on z, or encoding and decoding in turn')
        .choices(['gradient', 'chain'])
        .default('gradient')
    )
    .option('--label <name>', 'of the image, for a conditional model (default: inferred)', named)
    .option('--samples <images>', 'how many', whole(1, 64), 8)
    .option('--seed <number>', 'the same seed, the same images', whole(0, 0xffffffff), 0)
    .option('-o, --out <place>', 'a PNG for one image, or a folder (default: restored.png, restored)')
  addModelOptions(command).action((project: string, images: string[], options: RestoreFlags) =>
    act(outcome, options, (shell) => restoreAll(shell, project, images, options))
  )
}
