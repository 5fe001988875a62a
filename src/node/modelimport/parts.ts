/** What a model is taken in from: a file of weights, the folder of a run, or a zip of one, as its parts. */
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import yauzl, { type Entry } from 'yauzl'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'

/** Contents of the parts that are there. */
export interface ModelParts {
  weights: Uint8Array
  /** Names the weights in errors. */
  title: string
  /** JSON that says what the weights are of: a run's settings, or what an export puts beside its files. */
  config?: string
  about?: string
  run?: string
  metrics?: string
}

const names = {
  weights: 'weights.safetensors',
  config: 'config.json',
  about: 'about.json',
  run: 'run.json',
  metrics: 'metrics.jsonl'
} as const
type Part = keyof typeof names

/** Weights of a few hundred million numbers; more than any network here has. */
const mostBytes = 2 ** 31

/** @throws AppError 'missing', 'format' */
export async function readParts(path: string): Promise<ModelParts> {
  const status = await stat(path)
  if (status.isDirectory()) return fromFolder(path)
  if (extname(path).toLowerCase() === '.zip') return fromZip(path)
  if (status.size > mostBytes) throw new AppError('format', said('model-large', { title: basename(path) }))
  const folder = dirname(path)
  const stem = basename(path, extname(path))
  const beside = { ...names, about: `${stem}.json` }
  return {
    weights: await readFile(path),
    title: basename(path),
    config: await text(join(folder, names.config)),
    about: (await text(join(folder, beside.about))) ?? (await text(join(folder, names.about)))
  }
}

const text = (path: string) => readFile(path, 'utf8').catch(() => undefined)

async function fromFolder(folder: string): Promise<ModelParts> {
  const weights = await readFile(join(folder, names.weights)).catch((cause: unknown) => {
    throw noWeights(basename(folder), cause)
  })
  const [config, about, run, metrics] = await Promise.all(
    [names.config, names.about, names.run, names.metrics].map((name) => text(join(folder, name)))
  )
  return { weights, title: `${basename(folder)}/${names.weights}`, config, about, run, metrics }
}

const noWeights = (title: string, cause?: unknown) =>
  new AppError('missing', said('model-no-weights', { title, file: names.weights }), { cause })

async function fromZip(path: string): Promise<ModelParts> {
  const title = basename(path)
  const broken = (cause: unknown) =>
    new AppError('format', said('model-zip-damaged', { title }), {
      cause
    })
  const zip = await yauzl
    .openPromise(path, { lazyEntries: true, autoClose: false })
    .catch((cause: unknown) => {
      throw broken(cause)
    })
  try {
    const entries: Entry[] = []
    for await (const entry of zip.eachEntry()) entries.push(entry)
    const folder = folderOf(entries)
    if (folder === undefined) throw noWeights(title)
    const read = async (part: Part) => {
      const entry = entries.find(({ fileName }) => fileName === folder + names[part])
      if (!entry) return undefined
      if (entry.uncompressedSize > mostBytes)
        throw new AppError('format', said('model-large', { title: `${title}: ${names[part]}` }))
      return buffer(await zip.openReadStreamPromise(entry))
    }
    const weights = (await read('weights'))!
    const [config, about, run, metrics] = await Promise.all(
      (['config', 'about', 'run', 'metrics'] as const).map(async (part) =>
        (await read(part))?.toString('utf8')
      )
    )
    return { weights, title: `${title}/${names.weights}`, config, about, run, metrics }
  } catch (error) {
    throw error instanceof AppError ? error : broken(error)
  } finally {
    zip.close()
  }
}

/** The folder in a zip that the weights lie in, the outermost where there are several: a checkpoint lies deeper. */
function folderOf(entries: Entry[]): string | undefined {
  const folders = entries
    .filter(({ fileName }) => fileName === names.weights || fileName.endsWith(`/${names.weights}`))
    .map(({ fileName }) => fileName.slice(0, -names.weights.length))
  return folders.sort((a, b) => a.length - b.length)[0]
}
