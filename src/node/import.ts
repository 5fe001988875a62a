/** From folders, files and zips to a project on disk. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname, resolve } from 'node:path'
import type { Problem, Progress } from '../shared/contract.ts'
import { AppError, toEnvelope } from '../shared/errors.ts'
import { ImportOptions, parse } from '../shared/schemas.ts'
import type { ImageSettings, ProjectManifest } from '../shared/schemas.ts'
import { chooseSettings, defaultSettings } from './choice.ts'
import { decode, toSquare } from './images.ts'
import { Pace } from './pace.ts'
import { markReady, moveIntoPlace, Project } from './project.ts'
import { scan } from './scan.ts'
import type { Collection, Entry } from './scan.ts'
import type { ImageRow } from './staging.ts'
import { makeStaging, PixelWriter, writeProject } from './staging.ts'

export interface ImportHooks {
  /** At most ten times a second. */
  progress?(progress: Progress): void
  signal?: AbortSignal
}

export interface ImportResult {
  /** Open, owned by the caller. */
  project: Project
  images: number
  /** Images whose file is the same as another's, byte by byte; they are kept. */
  duplicates: number
  problems: Problem[]
  /** Files passed over because their name is not an image's. */
  skipped: number
}

/** More labels than this are no labels but a mistake in the level. */
const maxLabels = 10_000
const progressInterval = 100

/** Images under way at once: enough to keep every core and the disk busy. */
const concurrency = Math.max(8, availableParallelism() * 4)

/** Tells progress at most ten times a second, and always at the end. */
function reporter(phase: string, total: number, progress: ImportHooks['progress']) {
  const pace = new Pace()
  let last = -Infinity
  return (done: number) => {
    const now = performance.now()
    if (!progress || (now - last < progressInterval && done !== total)) return
    last = now
    pace.mark(done)
    const secondsLeft = total ? pace.secondsLeft(total) : undefined
    progress({ phase, done, total, unit: 'images', rate: pace.rate(), secondsLeft })
  }
}

type Outcome = { row: ImageRow; pixels: Uint8Array } | { problem: Problem }

async function importOne(collection: Collection, entry: Entry, settings: ImageSettings): Promise<Outcome> {
  try {
    const bytes = await collection.read(entry)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const image = await decode(bytes, settings.size)
    const pixels = toSquare(image, settings)
    const { sourceWidth: width, sourceHeight: height } = image
    return { row: { entry, hash, width, height, bytes: bytes.length }, pixels }
  } catch (error) {
    return { problem: { path: entry.path, reason: toEnvelope(error).message } }
  }
}

/** Rejects when the signal aborts; without a signal it waits for ever. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  const never = new Promise<never>((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  never.catch(() => {})
  return never
}

/** Decodes on all cores and writes in the order of the entries; ends early, with what there is, on abort. */
async function importAll(
  collection: Collection,
  settings: ImageSettings,
  folder: string,
  { progress, signal }: ImportHooks
): Promise<{ rows: ImageRow[]; problems: Problem[]; complete: boolean }> {
  const { entries } = collection
  const rows: ImageRow[] = []
  const problems: Problem[] = []
  const writer = await PixelWriter.open(folder)
  const report = reporter('Importing', entries.length, progress)
  const stop = aborted(signal)
  const underway: Promise<Outcome>[] = []
  let next = 0
  try {
    for (let done = 0; done < entries.length; done++) {
      while (underway.length < concurrency && next < entries.length)
        underway.push(importOne(collection, entries[next++], settings))
      let outcome: Outcome
      try {
        outcome = await Promise.race([underway.shift()!, stop])
        signal?.throwIfAborted()
      } catch (error) {
        if (!signal?.aborted) throw error
        break
      }
      if ('problem' in outcome) problems.push(outcome.problem)
      else {
        rows.push(outcome.row)
        await writer.add(outcome.pixels)
      }
      report(done + 1)
    }
    await writer.close()
  } catch (error) {
    await writer.abandon()
    throw error
  }
  return { rows, problems, complete: !signal?.aborted }
}

/** @throws AppError 'input' saying what to give instead */
function checkEntries({ entries, problems, skipped, sources }: Collection): void {
  const labels = new Set(entries.map(({ label }) => label))
  if (labels.size > maxLabels)
    throw new AppError(
      'input',
      `The folders name ${labels.size.toLocaleString('en')} labels, more than can be shown. Choose another folder ` +
        'level for the labels.'
    )
  if (entries.length > 0) return
  const where = sources.length === 1 ? sources[0] : `the ${sources.length} inputs`
  const passed = skipped ? ` ${skipped} other files were passed over.` : ''
  const first = problems.length ? ` ${problems[0].path}: ${problems[0].reason}` : ''
  throw new AppError(
    'input',
    `There are no images in ${where}.${passed}${first} Give a folder or zip with PNG, JPEG, WebP, GIF, BMP, TIFF or ` +
      'AVIF files.'
  )
}

/** @throws AppError 'input' where none of the files could be read */
function checkRows(rows: ImageRow[], problems: Problem[]): void {
  if (rows.length > 0) return
  const [first] = problems
  throw new AppError(
    'input',
    `None of the ${problems.length} image files could be read. ${first.path}: ${first.reason}`
  )
}

/** What failed while writing, in words that say what is safe. */
function diskError(error: unknown, target: string): unknown {
  const { kind, message } = toEnvelope(error)
  if (error instanceof AppError || kind !== 'disk') {
    const code = (error as NodeJS.ErrnoException).code
    if (
      error instanceof AppError ||
      !code ||
      !['ENOTDIR', 'ENOENT', 'ENAMETOOLONG', 'EIO', 'EEXIST'].includes(code)
    )
      return error
  }
  const advice = 'Choose another place. The source images are as they were, and nothing was left behind.'
  return new AppError('disk', `The project cannot be written to ${target}: ${message}. ${advice}`, {
    cause: error
  })
}

/** @throws AppError 'input' where something is in the way */
async function checkTarget(target: string): Promise<void> {
  const status = await stat(target).catch(() => undefined)
  if (!status) return
  const names = status.isDirectory() ? await readdir(target) : undefined
  if (names?.length === 0) return
  const what = names?.includes('project.json')
    ? 'There is a project already'
    : 'There is something else already'
  throw new AppError('input', `${what}: ${target}. Choose another name; it was not touched.`)
}

const stopped = (what: string) => new AppError('cancelled', `The import was stopped. ${what}`)

/**
 * Imports images into a new project. Sources are only read; the project appears at once when it is whole. An
 * abort ends with 'cancelled' and leaves a project with the images imported until then.
 * @param inputs folders, zips, image files; see `scan` for labels and splits
 * @param out folder of the new project, by custom NAME.latent; must not exist or be empty
 * @throws AppError 'input' when there is nothing to import or something in the way, 'missing', 'format' for
 * inputs that cannot be read at all, 'disk' when the project cannot be written, 'cancelled' on abort
 */
export async function importImages(
  inputs: string[],
  out: string,
  options: ImportOptions = {},
  hooks: ImportHooks = {}
): Promise<ImportResult> {
  const wanted = parse(ImportOptions, options, 'Import')
  const target = resolve(out)
  const parent = dirname(target)
  await checkTarget(target)
  let made: string | undefined
  let staging: string | undefined
  let collection: Collection | undefined
  try {
    made = await mkdir(parent, { recursive: true })
    staging = await makeStaging(parent)
    const manifest: ProjectManifest = {
      format: 1,
      name: wanted.name ?? basename(target).replace(/\.latent$/i, ''),
      created: new Date().toISOString(),
      dataVersion: 1,
      settings: { ...defaultSettings, ...given(wanted) },
      sources: inputs.map((input) => resolve(input)),
      labelLevel: wanted.labelLevel
    }
    let rows: ImageRow[] = []
    let problems: Problem[] = []
    try {
      collection = await scan(inputs, wanted.labelLevel, { signal: hooks.signal, found: scanning(hooks) })
      checkEntries(collection)
      manifest.sources = collection.sources
      manifest.settings = await chooseSettings(collection, wanted, hooks.signal)
      const imported = await importAll(collection, manifest.settings, staging, hooks)
      rows = imported.rows
      problems = [...collection.problems, ...imported.problems]
      if (imported.complete) checkRows(rows, problems)
    } catch (error) {
      if (!hooks.signal?.aborted) throw error
      await (await PixelWriter.open(staging)).close()
    }
    const duplicates = await writeProject(staging, manifest, rows, problems)
    await rename(staging, target)
    staging = undefined
    if (hooks.signal?.aborted)
      throw stopped(`${target} holds the ${rows.length.toLocaleString('en')} images read until then.`)
    const project = await Project.open(target)
    return { project, images: rows.length, duplicates, problems, skipped: collection!.skipped }
  } catch (error) {
    if (staging) await rm(staging, { recursive: true, force: true })
    if (made && staging !== undefined) await rm(made, { recursive: true, force: true })
    throw diskError(error, target)
  } finally {
    collection?.close()
  }
}

/** Only what was really given. */
function given({ size, channels, fit, background }: ImportOptions): Partial<ImageSettings> {
  const entries = Object.entries({ size, channels, fit, background }).filter(
    ([, value]) => value !== undefined
  )
  return Object.fromEntries(entries)
}

function scanning({ progress }: ImportHooks) {
  let last = -Infinity
  return (done: number) => {
    if (!progress || performance.now() - last < progressInterval) return
    last = performance.now()
    progress({ phase: 'Scanning', done, total: 0, unit: 'images', rate: 0 })
  }
}

/**
 * Imports the sources of an open project again, with other settings; its runs stay, marked as of an older data
 * version. The given project is closed; on failure or abort the data is as it was, and must be opened again.
 * @returns the project, opened anew
 */
export async function reimportImages(
  project: Project,
  options: ImportOptions = {},
  hooks: ImportHooks = {}
): Promise<ImportResult> {
  const wanted = parse(ImportOptions, options, 'Import')
  const { path, manifest } = project
  const labelLevel = wanted.labelLevel ?? manifest.labelLevel
  let collection: Collection | undefined
  let staging: string | undefined
  try {
    staging = await makeStaging(path)
    collection = await scan(manifest.sources, labelLevel, { signal: hooks.signal, found: scanning(hooks) })
    checkEntries(collection)
    const settings = { ...manifest.settings, ...given(wanted) }
    const { rows, problems, complete } = await importAll(collection, settings, staging, hooks)
    if (!complete) throw stopped('The project is as it was.')
    const all = [...collection.problems, ...problems]
    checkRows(rows, all)
    const next = { ...manifest, settings, labelLevel, dataVersion: manifest.dataVersion + 1 }
    const duplicates = await writeProject(staging, { ...next, name: wanted.name ?? next.name }, rows, all)
    await project.close()
    await markReady(path, staging)
    staging = undefined
    await moveIntoPlace(path)
    const opened = await Project.open(path)
    return { project: opened, images: rows.length, duplicates, problems: all, skipped: collection.skipped }
  } catch (error) {
    if (staging) await rm(staging, { recursive: true, force: true })
    throw hooks.signal?.aborted ? stopped('The project is as it was.') : diskError(error, path)
  } finally {
    collection?.close()
  }
}
