/** A project on disk, opened by its one owner. */
import type { DuckDBAppender } from '@duckdb/node-api'
import { FLOAT, LIST } from '@duckdb/node-api'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { DatasetSummary, ImageRecord, Problem, ProjectSummary } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { splits } from '../shared/schemas.ts'
import type { ProjectManifest, Split } from '../shared/schemas.ts'
import type { Database } from './database.ts'
import { openDatabase } from './database.ts'
import { settleEdits } from './edits.ts'
import { readLatents } from './latents.ts'
import { importVersion, readManifest } from './manifest.ts'
import type { ImportHooks } from './ingest.ts'
import { ensurePixels } from './rebuild.ts'
import { hasNearBinaryImages } from './nearbinary.ts'
import { listRuns, readMetrics } from './runs.ts'
import { openTree } from './scan.ts'
import type { Tree } from './tree.ts'

/** A finished import of an open project lies in this folder until all of it is in place. */
const readyFolder = (path: string) => join(path, '.ready')

/** Puts the parts of a finished import in their places; begun again after a crash, it goes on where it was. */
export async function moveIntoPlace(path: string): Promise<void> {
  const ready = readyFolder(path)
  if (!existsSync(ready)) return
  for (const part of ['pixels', 'data.duckdb', 'project.json']) {
    if (!existsSync(join(ready, part))) continue
    await rm(join(path, part), { recursive: true, force: true })
    if (part === 'data.duckdb') await rm(join(path, 'data.duckdb.wal'), { force: true })
    await rename(join(ready, part), join(path, part))
  }
  await rm(ready, { recursive: true })
}

/** Marks a staged import as whole: from here on it takes the place of the old data, whatever happens. */
export const markReady = (path: string, staging: string): Promise<void> => rename(staging, readyFolder(path))

export interface SourceImage {
  source: number
  file: string
  hash: string
}

export class Project {
  private trees = new Map<number, Promise<Tree>>()
  private nearBinary: Promise<boolean> | undefined

  private constructor(
    readonly path: string,
    readonly manifest: ProjectManifest,
    readonly database: Database
  ) {}

  /**
   * Opens a project as its owner: finishes an import that a crash cut short, makes missing pixels again from the
   * sources, and takes in what the runs have written since.
   * @throws AppError 'missing' where there is none or its pixels and sources are gone, 'busy' while another
   * process has it open, 'format' when it is damaged or of a newer version
   */
  static async open(path: string, hooks: ImportHooks = {}): Promise<Project> {
    const folder = resolve(path)
    const file = join(folder, 'data.duckdb')
    if (existsSync(readyFolder(folder))) {
      // The database is what holds others off, so nothing is moved before it could be had.
      if (existsSync(file)) await (await openDatabase(file, folder)).close()
      await moveIntoPlace(folder)
    }
    const manifest = await readManifest(folder)
    if (!existsSync(file)) throw new AppError('format', said('no-database', { path: folder }))
    const database = await openDatabase(file, folder)
    const project = new Project(folder, manifest, database)
    try {
      await settleEdits(project)
      await ensurePixels(project, hooks)
      for (const run of await listRuns(folder)) await project.takeIn(run.id)
      return project
    } catch (error) {
      await project.close()
      throw error
    }
  }

  /** Lets the project go. */
  async close(): Promise<void> {
    for (const tree of this.trees.values()) (await tree.catch(() => undefined))?.close()
    this.trees.clear()
    await this.database.close()
  }

  async dataset(): Promise<DatasetSummary> {
    const { rows } = this.database
    const labels = await rows<{ name: string; count: bigint }>(
      `SELECT name, count(images.id) AS count FROM labels LEFT JOIN images ON images.label = labels.id
       GROUP BY labels.id, name ORDER BY labels.id`
    )
    // Labels that were taken back stay behind, since the others keep their indices; at the end they can go.
    const used = 1 + labels.findLastIndex(({ count }) => count > 0n)
    const counts = await rows<{ split: Split; count: bigint; kept: bigint; duplicates: bigint }>(
      `SELECT split, count(*) AS count, count(*) FILTER (id NOT IN (SELECT image FROM excluded)) AS kept,
         count(duplicate_of) AS duplicates
       FROM images GROUP BY split`
    )
    const [problems] = await rows<{ count: bigint }>('SELECT count(*) AS count FROM problems')
    const total = (key: 'count' | 'kept' | 'duplicates') =>
      counts.reduce((sum, row) => sum + Number(row[key]), 0)
    const ofSplit = (split: Split) => Number(counts.find((row) => row.split === split)?.kept ?? 0)
    return {
      count: total('count'),
      settings: this.manifest.settings,
      labels: labels.slice(0, used).map(({ name, count }) => ({ name, count: Number(count) })),
      splits: { train: ofSplit('train'), validation: ofSplit('validation'), test: ofSplit('test') },
      problems: Number(problems.count),
      duplicates: total('duplicates'),
      nearBinary: await (this.nearBinary ??= hasNearBinaryImages(this.path)),
      dataVersion: this.manifest.dataVersion,
      importVersion: importVersion(this.manifest),
      excluded: total('count') - total('kept')
    }
  }

  /** The data set in figures and the runs, newest first. */
  async summary(): Promise<ProjectSummary> {
    const [dataset, runs] = [await this.dataset(), await listRuns(this.path)]
    return { path: this.path, name: this.manifest.name, dataset, runs }
  }

  /** The images of a label (−1: those without one) or a split, by id. */
  async list(
    filter: { label?: number; split?: Split } = {},
    offset = 0,
    count = 1000
  ): Promise<ImageRecord[]> {
    const { where, values } = condition(filter)
    return this.database.rows<ImageRecord>(
      `SELECT id, path, coalesce(label, -1)::INTEGER AS label, split::VARCHAR AS split FROM images ${where}
       ORDER BY id LIMIT ${Math.trunc(count)} OFFSET ${Math.trunc(offset)}`,
      values
    )
  }

  /** The ids of the images of a label or a split, in their order. */
  async ids(filter: { label?: number; split?: Split } = {}): Promise<Int32Array> {
    const { where, values } = condition(filter)
    const rows = await this.database.rows<{ id: number }>(
      `SELECT id FROM images ${where} ORDER BY id`,
      values
    )
    return Int32Array.from(rows, ({ id }) => id)
  }

  /** The files that could not be read, and why. */
  problems(): Promise<Problem[]> {
    return this.database.rows<Problem>('SELECT path, reason FROM problems ORDER BY path')
  }

  /**
   * The bytes of the file that an image came from, read again.
   * @throws AppError 'missing' when the image or its file is gone or has become another
   */
  async sourceBytes(id: number): Promise<Uint8Array> {
    const [image] = await this.database.rows<SourceImage>(
      'SELECT source, file, hash FROM images WHERE id = $1',
      [id]
    )
    if (!image) throw new AppError('missing', said('no-image', { id }))
    return this.readSource(image)
  }

  /** The folder that an image's file begins at, where its source is one and is still there. */
  async rootOf({ source }: Pick<SourceImage, 'source'>): Promise<string | undefined> {
    return (await this.tree(source).catch(() => undefined))?.root
  }

  private tree(source: number): Promise<Tree> {
    const path = this.manifest.sources[source]
    const opened = this.trees.get(source) ?? openTree(path)
    this.trees.set(source, opened)
    return opened
  }

  /** As `sourceBytes`, for an image already looked up. */
  async readSource({ source, file, hash }: SourceImage): Promise<Uint8Array> {
    const path = this.manifest.sources[source]
    if (path === undefined) throw new AppError('format', said('no-source'))
    try {
      const bytes = await (await this.tree(source)).read(file)
      if (createHash('sha256').update(bytes).digest('hex') === hash) return bytes
    } catch (error) {
      this.trees.delete(source)
      if (!(error instanceof AppError)) throw error
      throw new AppError('missing', said('source-unread', { path, file, reason: error.message }))
    }
    throw new AppError('missing', said('source-changed', { path, file }))
  }

  /**
   * Takes the latents and metrics that a run has written into the database, in place of what it held of the run.
   * Nothing happens twice, and a torn file is passed over until it is written again.
   */
  async takeIn(run: string): Promise<void> {
    await this.takeMetrics(run)
    await this.takeLatents(run)
  }

  /** Replaces a run's rows in a table, unless the same content has been taken in before. */
  private async replace(
    run: string,
    part: 'metrics' | 'latents',
    content: Uint8Array | string,
    fill: (table: DuckDBAppender) => void | Promise<void>
  ): Promise<void> {
    const { rows, transaction } = this.database
    const hash = createHash('sha256').update(content).digest('hex')
    const known = await rows('SELECT 1 FROM taken WHERE run = $1 AND part = $2 AND hash = $3', [
      run,
      part,
      hash
    ])
    if (known.length) return
    await transaction(async (connection) => {
      await connection.run(`DELETE FROM ${part} WHERE run = $1`, [run])
      await connection.run('DELETE FROM taken WHERE run = $1 AND part = $2', [run, part])
      const table = await connection.createAppender(part)
      await fill(table)
      table.closeSync()
      await connection.run('INSERT INTO taken VALUES ($1, $2, $3)', [run, part, hash])
    })
  }

  private async takeMetrics(run: string): Promise<void> {
    const metrics = await readMetrics(this.path, run)
    await this.replace(run, 'metrics', JSON.stringify(metrics), (table) => {
      for (const metric of metrics) {
        table.appendVarchar(run)
        table.appendVarchar(metric.split)
        table.appendDouble(metric.epoch)
        table.appendBigInt(BigInt(metric.step))
        table.appendDouble(metric.elbo)
        table.appendDouble(metric.reconstruction)
        table.appendDouble(metric.kl)
        table.endRow()
      }
    })
  }

  private async takeLatents(run: string): Promise<void> {
    // A damaged file is no reason to keep a project closed; the next training writes it anew.
    const latents = await readLatents(this.path, run).catch(() => undefined)
    // Latents of older data speak of other images under the same ids.
    if (!latents || latents.header.dataVersion < importVersion(this.manifest)) return
    const { z, header } = latents
    await this.replace(
      run,
      'latents',
      new Uint8Array(z.buffer, z.byteOffset, z.byteLength),
      async (table) => {
        for (let image = 0; image < header.count; image++) {
          // A click that is waiting for its picture comes first.
          if (image % 2048 === 2047) await setImmediate()
          table.appendVarchar(run)
          table.appendInteger(image)
          table.appendList([...z.subarray(image * header.latent, (image + 1) * header.latent)], floats)
          table.endRow()
        }
      }
    )
  }
}

const floats = LIST(FLOAT)

function condition({ label, split }: { label?: number; split?: Split }) {
  const parts: string[] = []
  const values: (string | number)[] = []
  if (label !== undefined) parts.push(`coalesce(label, -1) = $${values.push(label)}`)
  if (split !== undefined && splits.includes(split)) parts.push(`split = $${values.push(split)}::split`)
  return { where: parts.length ? `WHERE ${parts.join(' AND ')}` : '', values }
}
