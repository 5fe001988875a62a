/** A whole project as one zip, and back. */
import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'
import type { Entry, ZipFile as OpenZip } from 'yauzl'
import { ZipFile } from 'yazl'
import type { Progress } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import { parse, ProjectManifest } from '../shared/schemas.ts'
import type { Database } from './database.ts'
import { makeFolder } from './files.ts'
import { migrate } from './manifest.ts'
import { makeStaging } from './staging.ts'

export interface ArchiveHooks {
  signal?: AbortSignal
  progress?(progress: Progress): void
}

const database = 'data.duckdb'

/** What belongs to a project: not what is half written, thrown away, or the database's own notes. */
const belongs = (name: string) => !name.startsWith('.') && !name.endsWith('.wal') && !name.endsWith('.tmp')

async function* filesOf(folder: string, below = ''): AsyncGenerator<string> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!belongs(entry.name)) continue
    const name = below ? `${below}/${entry.name}` : entry.name
    if (entry.isDirectory()) yield* filesOf(folder, name)
    else if (entry.isFile()) yield name
  }
}

function meter(phase: string, total: number, hooks: ArchiveHooks) {
  const began = performance.now()
  let done = 0
  return (bytes: number) => {
    done += bytes
    const rate = done / Math.max(0.001, (performance.now() - began) / 1000)
    hooks.progress?.({ phase, done, total, unit: 'bytes', rate })
  }
}

/**
 * Writes a project into one zip, in a folder `NAME.latent` inside it.
 * @param open its database, where this process has it open: all of it is written into its file first
 * @throws the system's error when there is no space or no right; nothing half written is left
 */
export async function packProject(
  project: string,
  path: string,
  open?: Pick<Database, 'run'>,
  hooks: ArchiveHooks = {}
): Promise<{ path: string; bytes: number }> {
  const folder = resolve(project)
  const target = resolve(path)
  await makeFolder(dirname(target))
  const beside = (ending: string) => join(dirname(target), `.${randomUUID()}.${ending}`)
  const [temporary, copied] = [beside('zip.tmp'), beside('duckdb.tmp')]
  try {
    await open?.run('CHECKPOINT')
    // A copy, since the one that is open may change while it is read.
    await copyFile(join(folder, database), copied)
    const names: string[] = []
    for await (const name of filesOf(folder)) names.push(name)
    const files = names.map((name) => ({ name, file: name === database ? copied : join(folder, name) }))
    const sizes = await Promise.all(files.map(async ({ file }) => (await stat(file)).size))
    const tell = meter(
      'Packing',
      sizes.reduce((sum, size) => sum + size, 0),
      hooks
    )
    const zip = new ZipFile()
    const root = `${basename(folder).replace(/\.latent$/i, '')}.latent`
    for (const { name, file } of files) {
      zip.addReadStreamLazy(`${root}/${name}`, {}, (callback) => {
        const stream = createReadStream(file)
        stream.on('data', (part) => tell(part.length))
        callback(null, stream)
      })
    }
    zip.end()
    await pipeline(zip.outputStream, createWriteStream(temporary, { flags: 'wx' }), { signal: hooks.signal })
    await rename(temporary, target)
    return { path: target, bytes: (await stat(target)).size }
  } finally {
    await rm(temporary, { force: true })
    await rm(copied, { force: true })
  }
}

interface Archived {
  zip: OpenZip
  /** By the path inside the project. */
  entries: Map<string, Entry>
}

const refused = (title: string, reason: string) =>
  new AppError('format', said('archive-refused', { title, reason }))

async function openArchive(path: string): Promise<Archived | undefined> {
  const title = basename(path)
  const zip = await yauzl
    .openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true })
    .catch((cause: NodeJS.ErrnoException) => {
      if (cause.code) throw cause
      throw new AppError('format', said('zip-damaged', { title }), { cause })
    })
  try {
    const all: Entry[] = []
    for await (const entry of zip.eachEntry()) all.push(entry)
    const manifest = all.find(({ fileName }) => /^([^/]+\/)?project\.json$/.test(fileName))
    if (!manifest) {
      zip.close()
      return undefined
    }
    const root = manifest.fileName.slice(0, -'project.json'.length)
    const files = all.filter(({ fileName }) => !fileName.endsWith('/'))
    const stranger = files.find(({ fileName }) => !fileName.startsWith(root))
    if (stranger) throw refused(title, inWords('archive-strangers', { file: stranger.fileName }))
    const links = files.find((entry) => ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000)
    if (links) throw refused(title, inWords('archive-link', { file: links.fileName }))
    return { zip, entries: new Map(files.map((entry) => [entry.fileName.slice(root.length), entry])) }
  } catch (cause) {
    zip.close()
    // The reader itself refuses names that lead out of the zip.
    if (cause instanceof AppError) throw cause
    throw refused(title, `${(cause as Error).message}.`)
  }
}

/** Whether a zip holds a project rather than images. A zip that cannot be read holds none. */
export async function holdsProject(path: string): Promise<boolean> {
  const archived = await openArchive(path).catch(
    (error: unknown) => error instanceof AppError && /refused/.test(error.message)
  )
  if (typeof archived === 'object') archived.zip.close()
  return Boolean(archived)
}

async function readAll({ zip, entries }: Archived, name: string): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of await zip.openReadStreamPromise(entries.get(name)!)) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/**
 * Makes a project of a zip that `packProject` wrote: all of it, or nothing.
 * @param out the project's folder, which must not be there yet
 * @throws AppError 'format' for a zip without a project, of another version, or one that is damaged or hostile;
 * 'input' when there is something at `out` already
 */
export async function unpackProject(path: string, out: string, hooks: ArchiveHooks = {}): Promise<string> {
  const title = basename(path)
  const target = resolve(out)
  if (existsSync(target)) throw new AppError('input', said('archive-taken', { path: target }))
  const archived = await openArchive(path)
  if (!archived) throw new AppError('format', said('archive-empty', { title }))
  const { zip, entries } = archived
  let staging: string | undefined
  try {
    const manifest = JSON.parse((await readAll(archived, 'project.json')).toString('utf8')) as Record<
      string,
      unknown
    >
    parse(ProjectManifest, migrate(manifest), 'project.json')
    if (!entries.has(database)) throw refused(title, inWords('archive-no-database'))
    await makeFolder(dirname(target))
    staging = await makeStaging(dirname(target))
    const sizes = [...entries.values()].reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
    const tell = meter('Unpacking', sizes, hooks)
    for (const [name, entry] of entries) {
      hooks.signal?.throwIfAborted()
      const file = join(staging, ...name.split('/'))
      await mkdir(dirname(file), { recursive: true })
      const stream = await zip.openReadStreamPromise(entry)
      await pipeline(stream, createWriteStream(file, { flags: 'wx' }), { signal: hooks.signal })
      tell(entry.uncompressedSize)
    }
    await rename(staging, target)
    return target
  } catch (cause) {
    if (staging) await rm(staging, { recursive: true, force: true })
    const { code, name } = cause as NodeJS.ErrnoException
    if (cause instanceof AppError || code?.startsWith('E') || name === 'AbortError') throw cause
    throw new AppError('format', said('archive-damaged', { title, reason: (cause as Error).message }), {
      cause
    })
  } finally {
    zip.close()
  }
}
