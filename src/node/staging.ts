/** A project being written: in a folder of a temporary name until it is whole. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../shared/contract.ts'
import { AppError, toEnvelope } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { splits } from '../shared/schemas.ts'
import type { ProjectManifest } from '../shared/schemas.ts'
import { openDatabase } from './database.ts'
import type { Database } from './database.ts'
import { channelCount } from './square.ts'
import { writeManifest } from './manifest.ts'
import { byName } from './names.ts'
import { pixelsFolder, writePixelTables } from './pixels.ts'
import type { Facts } from './small.ts'
import type { Entry } from './scan.ts'
import { assignSplits, placeOf, splitIndex } from './split.ts'

/** What is kept of an image beside its pixels; its id is its place in the list. */
export interface ImageRow extends Facts {
  entry: Entry
  /** What a person had changed about it before it was imported again. */
  relabelled?: boolean
  excluded?: boolean
}

/**
 * Does some writing; what fails becomes words that say what is safe.
 * @throws AppError 'disk', or what was an AppError before
 */
export async function writing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) throw error
    const envelope = toEnvelope(error)
    // The database reports a full disk by its message alone.
    const message = /no space left/i.test(envelope.message) ? 'The disk is full' : envelope.message
    throw new AppError('disk', said('unwritable-project', { reason: message.replace(/\.$/, '') }), {
      cause: error
    })
  }
}

const prefix = '.latentscape-import-'
const bufferSize = 2 ** 22

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * Makes a temporary folder in `parent`, and removes those that killed imports have left there.
 * @throws the system's error where that cannot be written
 */
export async function makeStaging(parent: string): Promise<string> {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : process.pid
    if (!isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true })
  }
  // Made with the rights of any folder, since it becomes the project.
  const folder = join(parent, `${prefix}${process.pid}-${randomUUID().slice(0, 8)}`)
  await mkdir(folder)
  return folder
}

/** Appends images to `pixels/images.u8` of a folder, some megabytes at a time. */
export class PixelWriter {
  private waiting: Uint8Array[] = []
  private waitingBytes = 0

  private constructor(private readonly file: FileHandle) {}

  static async open(folder: string): Promise<PixelWriter> {
    return writing(async () => {
      await mkdir(pixelsFolder(folder), { recursive: true })
      return new PixelWriter(await open(join(pixelsFolder(folder), 'images.u8'), 'w'))
    })
  }

  /** @param pixels uint8, [height, width, channels] */
  async add(pixels: Uint8Array): Promise<void> {
    this.waiting.push(pixels)
    this.waitingBytes += pixels.length
    if (this.waitingBytes >= bufferSize) await this.flush()
  }

  private async flush(): Promise<void> {
    const bytes = Buffer.concat(this.waiting)
    this.waiting = []
    this.waitingBytes = 0
    await writing(() => this.file.writeFile(bytes))
  }

  /**
   * Writes what is left.
   * @returns what waits until the disk has it; other files may be written meanwhile
   */
  async finish(): Promise<{ onDisk: Promise<void> }> {
    try {
      await this.flush()
    } catch (error) {
      await this.file.close()
      throw error
    }
    const onDisk = writing(() => this.file.sync()).finally(() => this.file.close())
    // Whoever waits hears of a failure; before that it is nobody's.
    onDisk.catch(() => {})
    return { onDisk }
  }

  async close(): Promise<void> {
    await (
      await this.finish()
    ).onDisk
  }

  /** Lets the file go without caring for what was not written. */
  async abandon(): Promise<void> {
    await this.file.close().catch(() => {})
  }
}

/** Ids of the first image with the same content, −1 where an image is the first. */
function findDuplicates(rows: ImageRow[]): Int32Array {
  const first = new Map<string, number>()
  return Int32Array.from(rows, ({ hash }, id) => {
    const known = first.get(hash)
    if (known === undefined) first.set(hash, id)
    return known ?? -1
  })
}

/** Makes the database of a project in a folder, which takes long enough to begin it early. */
export function makeDatabase(folder: string): Promise<Database> {
  const database = openDatabase(join(folder, 'data.duckdb'), folder, true)
  // Whoever needs it hears of a failure.
  database.catch(() => {})
  return database
}

/**
 * Writes everything of a project but `images.u8`, and closes its database.
 * @param making its database, where that was begun before
 * @returns how many images are duplicates
 */
export async function writeProject(
  folder: string,
  manifest: ProjectManifest,
  rows: ImageRow[],
  problems: Problem[],
  making = makeDatabase(folder)
): Promise<number> {
  const names = [...new Set(rows.flatMap(({ entry }) => entry.label ?? []))].sort(byName)
  const index = new Map(names.map((name, at) => [name, at]))
  const labels = Int16Array.from(rows, ({ entry }) =>
    entry.label === undefined ? -1 : index.get(entry.label)!
  )
  const given = rows.map(({ entry }) => (entry.split === undefined ? -1 : splitIndex(entry.split)))
  const assigned = assignSplits(
    rows.map(({ hash }) => placeOf(hash)),
    given
  )
  const duplicates = findDuplicates(rows)
  const { size, channels } = manifest.settings
  const about = {
    format: 1 as const,
    dataVersion: manifest.dataVersion,
    importVersion: manifest.importVersion,
    count: rows.length,
    labelNames: names
  }
  const shape = { height: size, width: size, channels: channelCount({ channels }) }
  const excluded = Uint8Array.from(rows, ({ excluded }) => Number(excluded ?? false))
  const tables = { labels, splits: assigned, excluded }
  await writePixelTables(pixelsFolder(folder), { ...about, ...shape }, tables)
  const database = await making
  try {
    const images = await database.connection.createAppender('images')
    for (const [id, { entry, hash, width, height, bytes }] of rows.entries()) {
      images.appendInteger(id)
      images.appendVarchar(entry.path)
      if (labels[id] < 0) images.appendNull()
      else images.appendSmallInt(labels[id])
      images.appendVarchar(splits[assigned[id]])
      images.appendInteger(width)
      images.appendInteger(height)
      images.appendBigInt(BigInt(bytes))
      images.appendVarchar(hash)
      if (duplicates[id] < 0) images.appendNull()
      else images.appendInteger(duplicates[id])
      images.appendInteger(entry.source)
      images.appendVarchar(entry.file)
      images.endRow()
    }
    images.closeSync()
    const labelTable = await database.connection.createAppender('labels')
    for (const [id, name] of names.entries()) {
      labelTable.appendSmallInt(id)
      labelTable.appendVarchar(name)
      labelTable.endRow()
    }
    labelTable.closeSync()
    for (const table of ['relabelled', 'excluded'] as const) {
      const marks = await database.connection.createAppender(table)
      for (const [id, row] of rows.entries()) {
        if (!row[table]) continue
        marks.appendInteger(id)
        marks.endRow()
      }
      marks.closeSync()
    }
    const problemTable = await database.connection.createAppender('problems')
    for (const { path, reason } of problems) {
      problemTable.appendVarchar(path)
      problemTable.appendVarchar(reason)
      problemTable.endRow()
    }
    problemTable.closeSync()
  } finally {
    await database.close()
  }
  await writeManifest(folder, manifest)
  return duplicates.filter((first) => first >= 0).length
}
