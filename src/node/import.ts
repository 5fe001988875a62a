/** From folders, files and zips to a project on disk. */
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { Problem } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { Said } from '../shared/problems.ts'
import { ImportOptions, parse } from '../shared/schemas.ts'
import type { ProjectManifest } from '../shared/schemas.ts'
import { chooseSettings, givenSettings, withDefaults } from './choice.ts'
import type { Database } from './database.ts'
import { carryEdits, latestVersion } from './edits.ts'
import { makeFolder } from './files.ts'
import type { ImportHooks, Ingested } from './ingest.ts'
import { checkEntries, checkRows, ingest, reporter } from './ingest.ts'
import { markReady, moveIntoPlace, Project } from './project.ts'
import { scan } from './scan.ts'
import type { Collection } from './scan.ts'
import { makeDatabase, makeStaging, PixelWriter, writeProject, writing } from './staging.ts'

export type { ImportHooks } from './ingest.ts'

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

/** @throws AppError 'input' where something is in the way */
async function checkTarget(target: string): Promise<void> {
  const status = await stat(target).catch(() => undefined)
  if (!status) return
  const names = status.isDirectory() ? await readdir(target) : undefined
  if (names?.length === 0) return
  const what = names?.includes('project.json') ? 'target-project' : 'target-taken'
  throw new AppError('input', said(what, { path: target }))
}

const stopped = (what: Said) => new AppError('cancelled', what)

const scanHooks = ({ progress, signal }: ImportHooks) => ({
  signal,
  found: reporter('Scanning', 0, progress)
})

/**
 * Imports images into a new project. Sources are only read; the project appears at once when it is whole. An
 * abort ends with 'cancelled' and leaves a project with the images imported until then.
 * @param inputs folders, zips, image files; see `scan` for labels and splits
 * @param out folder of the new project, usually NAME.latent; must not exist, or be empty
 * @throws AppError 'input' when there is nothing to import or something in the way, 'missing' or 'format' for
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
  await checkTarget(target)
  const parent = dirname(target)
  const made = await writing(() => makeFolder(parent))
  let staging: string | undefined
  try {
    staging = await writing(() => makeStaging(parent))
    const name = wanted.name ?? basename(target).replace(/\.latent$/i, '')
    const staged = await stage(inputs, staging, name, wanted, hooks)
    const folder = staging
    await writing(() => rename(folder, target))
    if (!staged.complete)
      throw stopped(
        said('import-stopped-part', { path: target, count: staged.rows.length.toLocaleString('en') })
      )
    const { rows, duplicates, problems, skipped } = staged
    return { project: await Project.open(target), images: rows.length, duplicates, problems, skipped }
  } catch (error) {
    if (staging) await rm(staging, { recursive: true, force: true })
    const hasProject = await stat(target).catch(() => undefined)
    if (made && !hasProject) await rm(made, { recursive: true, force: true })
    throw error
  }
}

/** Closes a database that came to nothing. */
async function letGo(making: Promise<Database>): Promise<void> {
  const database = await making.catch(() => undefined)
  await database?.close()
}

/** Writes the whole project into a temporary folder; on abort as far as it came. */
async function stage(
  inputs: string[],
  folder: string,
  name: string,
  options: ImportOptions,
  hooks: ImportHooks
): Promise<Ingested & { duplicates: number; skipped: number }> {
  const manifest: ProjectManifest = {
    format: 1,
    name,
    created: new Date().toISOString(),
    dataVersion: 1,
    importVersion: 1,
    settings: withDefaults(options),
    sources: inputs.map((input) => resolve(input)),
    labelLevel: options.labelLevel
  }
  let collection: Collection | undefined
  let result: Ingested = { rows: [], problems: [], complete: false, onDisk: Promise.resolve() }
  // Made while the images are decoded.
  const database = makeDatabase(folder)
  try {
    collection = await scan(inputs, options.labelLevel, scanHooks(hooks))
    checkEntries(collection)
    manifest.sources = collection.sources
    manifest.settings = await chooseSettings(collection, options, hooks.signal)
    result = await ingest(collection, manifest.settings, folder, hooks)
    result.problems.unshift(...collection.problems)
    if (result.complete) checkRows(result.rows, result.problems)
  } catch (error) {
    if (!hooks.signal?.aborted) {
      await letGo(database)
      throw error
    }
    // Stopped before the first image: an empty project, which opens, and can be imported again.
    await (await PixelWriter.open(folder)).close()
  } finally {
    collection?.close()
  }
  const { rows, problems, onDisk } = result
  const duplicates = await writing(() => writeProject(folder, manifest, rows, problems, database))
  await onDisk
  return { ...result, duplicates, skipped: collection?.skipped ?? 0 }
}

/**
 * Imports the sources of an open project again, with other settings; its runs stay, marked as of an older data
 * version, and images keep the labels they were given and whether they are left out. The given project is closed when all is read; on failure or abort before that it is untouched.
 * @returns the project, opened anew
 * @throws as `importImages`
 */
export async function reimportImages(
  project: Project,
  options: ImportOptions = {},
  hooks: ImportHooks = {}
): Promise<ImportResult> {
  const wanted = parse(ImportOptions, options, 'Import')
  const { path, manifest } = project
  const labelLevel = wanted.labelLevel ?? manifest.labelLevel
  const settings = { ...manifest.settings, ...givenSettings(wanted) }
  const staging = await writing(() => makeStaging(path))
  let collection: Collection | undefined
  try {
    collection = await scan(manifest.sources, labelLevel, scanHooks(hooks))
    checkEntries(collection)
    const { rows, problems, complete, onDisk } = await ingest(collection, settings, staging, hooks)
    if (!complete) throw stopped(said('import-stopped'))
    problems.unshift(...collection.problems)
    checkRows(rows, problems)
    const name = wanted.name ?? manifest.name
    await carryEdits(project, rows)
    const version = (await latestVersion(project)) + 1
    const next = {
      ...manifest,
      name,
      settings,
      labelLevel,
      dataVersion: version,
      importVersion: version
    }
    const duplicates = await writing(() => writeProject(staging, next, rows, problems))
    await onDisk
    await project.close()
    await writing(() => markReady(path, staging))
    await moveIntoPlace(path)
    const { skipped } = collection
    return { project: await Project.open(path), images: rows.length, duplicates, problems, skipped }
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    throw hooks.signal?.aborted ? stopped(said('import-stopped')) : error
  } finally {
    collection?.close()
  }
}
