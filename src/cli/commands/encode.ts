import { extname, resolve } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../shared/errors.ts'
import { changesOf, imagesIn, readImages } from '../images.ts'
import { withModel } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import { saveFile } from '../output.ts'
import type { Outcome } from '../shell.ts'
import { table } from '../words.ts'

interface EncodeOptions extends ModelOptions {
  out?: string
}

interface EncodedImage {
  path: string
  mean: number[]
  variance: number[]
}

/** RFC 4180: quotes where a name holds what would break a row. */
const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function asCsv(images: EncodedImage[], latent: number): string {
  const numbers = Array.from({ length: latent }, (_, index) => index + 1)
  const head = ['path', ...numbers.map((d) => `mean_${d}`), ...numbers.map((d) => `variance_${d}`)]
  const rows = images.map(({ path, mean, variance }) => [csvField(path), ...mean, ...variance])
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

function asTable(images: EncodedImage[]): string {
  const figures = (values: number[]): string =>
    values.map((value) => value.toFixed(3).replace('-', '−')).join(', ')
  const rows = images.map(({ path, mean, variance }) => [path, figures(mean), figures(variance)])
  return table([['image', 'mean', 'variance'], ...rows])
}

export function addEncode(program: Command, outcome: Outcome): void {
  const command = program
    .command('encode')
    .description('Tell where images lie in latent space: mean and variance of the posterior.')
    .argument('<project>', 'a .latent folder')
    .argument('<images...>', 'image files, or folders of them')
    .option('-o, --out <file>', 'also write a table: .csv, or .json')
  addModelOptions(command).action((project: string, files: string[], options: EncodeOptions) =>
    act(outcome, options, async (shell) => {
      const out = options.out === undefined ? undefined : resolve(options.out)
      if (out && !['.csv', '.json'].includes(extname(out).toLowerCase()))
        throw new AppError('usage', `--out must end in .csv or .json, not ${extname(out) || 'in nothing'}.`)
      await withModel(shell, project, options, async ({ inference, manifest, run }) => {
        const read = await readImages(await imagesIn(files), manifest.settings, shell.signal)
        const { pixels, paths, problems } = read
        for (const line of changesOf(read)) shell.terminal.line(line)
        for (const { path, reason } of problems) shell.terminal.line(`${path}: ${reason}`)
        if (paths.length === 0) throw new AppError('input', 'None of the images could be read.')
        const { latent } = inference.config
        const { mean, logVariance } = await inference.encode(pixels)
        const images = paths.map((path, index): EncodedImage => {
          const own = [index * latent, (index + 1) * latent] as const
          const variance = Array.from(logVariance.subarray(...own), (value) => Math.exp(value))
          return { path, mean: [...mean.subarray(...own)], variance }
        })
        const answer = { run: run.id, images, problems }
        if (out)
          await saveFile(
            out,
            extname(out).toLowerCase() === '.csv'
              ? asCsv(images, latent)
              : `${JSON.stringify(answer, null, 2)}\n`
          )
        shell.answer(out ? { out, ...answer } : answer, asTable(images) + (out ? `\nWrote ${out}` : ''))
      })
    })
  )
}
