/** What a person changes about the images of an open project: their labels, and which are left out of training. */
import { INTEGER, SMALLINT } from '@duckdb/node-api'
import type { DuckDBConnection } from '@duckdb/node-api'
import { createHash } from 'node:crypto'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { importVersion, writeManifest } from './manifest.ts'
import { normal } from './names.ts'
import { pixelsFolder, readPixelsManifest, writePixelTables } from './pixels.ts'
import type { Project } from './project.ts'
import { readMarks } from './marks.ts'
import type { Marks } from './marks.ts'
import type { ImageRow } from './staging.ts'
import { writing } from './staging.ts'

/** The same labels and exclusions have the same hash; labels keep their index until the next import. */
function hashOf({ labels, excluded }: Marks): string {
  const bytes = new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength)
  return createHash('sha256').update(bytes).update(excluded).digest('hex')
}

async function knownVersion(connection: DuckDBConnection, hash: string): Promise<number | undefined> {
  const found = await connection.runAndReadAll('SELECT version FROM versions WHERE hash = $1', [hash])
  return (found.getRowsJS()[0] as [number] | undefined)?.[0]
}

async function largestVersion(connection: DuckDBConnection): Promise<number> {
  const found = await connection.runAndReadAll('SELECT coalesce(max(version), 0)::INTEGER FROM versions')
  return (found.getRowsJS()[0] as [number])[0]
}

/** The largest data version the project has had. */
export async function latestVersion({ database, manifest }: Project): Promise<number> {
  return Math.max(manifest.dataVersion, await largestVersion(database.connection))
}

/** The marks in the files that training reads, and their version in `project.json`. */
async function publish(project: Project, marks: Marks, version: number): Promise<void> {
  const { manifest, path } = project
  manifest.importVersion = importVersion(manifest)
  manifest.dataVersion = version
  const about = await readPixelsManifest(path)
  await writing(() => writeManifest(path, manifest))
  const { importVersion: imported } = manifest
  const { labelNames } = marks
  const pixels = { ...about, dataVersion: version, importVersion: imported, labelNames }
  await writing(() => writePixelTables(pixelsFolder(path), pixels, marks))
}

/**
 * Changes the database, then what follows from it. Labels and exclusions that were there before get the data
 * version they had then, so that what is undone leaves no trace; others get a new one.
 */
async function edit(
  project: Project,
  change: (connection: DuckDBConnection) => Promise<void>
): Promise<Marks> {
  const { database, manifest } = project
  const result: { marks?: Marks; version: number } = { version: manifest.dataVersion }
  await writing(() =>
    database.transaction(async (connection) => {
      const before = hashOf(await readMarks(connection))
      if ((await knownVersion(connection, before)) === undefined)
        await connection.run('INSERT INTO versions VALUES ($1, $2)', [manifest.dataVersion, before])
      await change(connection)
      const marks = await readMarks(connection)
      const after = hashOf(marks)
      const known = await knownVersion(connection, after)
      const version = known ?? Math.max(manifest.dataVersion, await largestVersion(connection)) + 1
      if (known === undefined) await connection.run('INSERT INTO versions VALUES ($1, $2)', [version, after])
      Object.assign(result, { marks, version })
    })
  )
  if (result.version !== manifest.dataVersion) await publish(project, result.marks!, result.version)
  return result.marks!
}

/** After a crash between the database and the files the database is right. */
export async function settleEdits(project: Project): Promise<void> {
  const { connection } = project.database
  if ((await largestVersion(connection)) === 0) return
  const version = await knownVersion(connection, hashOf(await readMarks(connection)))
  if (version === undefined || version === project.manifest.dataVersion) return
  project.manifest.importVersion = importVersion(project.manifest)
  project.manifest.dataVersion = version
  await writeManifest(project.path, project.manifest)
}

/** A table of images, with a label each where given, for one transaction. */
async function choose(connection: DuckDBConnection, ids: Int32Array, labels?: Int16Array): Promise<void> {
  await connection.run('CREATE TEMP TABLE chosen (image INTEGER, label SMALLINT)')
  const table = await connection.createAppender('chosen', null, 'temp')
  for (let at = 0; at < ids.length; at++) {
    table.appendValue(ids[at], INTEGER)
    if (labels && labels[at] >= 0) table.appendValue(labels[at], SMALLINT)
    else table.appendNull()
    table.endRow()
  }
  table.closeSync()
}

const fewLabels = 32_767

/** The index of a label, made where there is none of that name. */
async function labelNamed(connection: DuckDBConnection, name: string): Promise<number> {
  const found = await connection.runAndReadAll('SELECT id FROM labels WHERE name = $1', [name])
  const known = found.getRowsJS()[0] as [number] | undefined
  if (known) return known[0]
  const last = await connection.runAndReadAll('SELECT coalesce(max(id), -1)::INTEGER FROM labels')
  const next = (last.getRowsJS()[0] as [number])[0] + 1
  if (next >= fewLabels) throw new AppError('input', said('full-labels'))
  await connection.run('INSERT INTO labels VALUES ($1, $2)', [next, name])
  return next
}

async function setLabels(connection: DuckDBConnection, ids: Int32Array, labels: Int16Array): Promise<void> {
  await choose(connection, ids, labels)
  await connection.run('UPDATE images SET label = chosen.label FROM chosen WHERE images.id = chosen.image')
  await connection.run(
    'INSERT INTO relabelled SELECT DISTINCT image FROM chosen WHERE image NOT IN (SELECT image FROM relabelled)'
  )
}

/**
 * Gives images a label, of the project or a new one; null takes their labels away.
 * @throws AppError 'disk' when it cannot be written; nothing is changed then
 */
export function relabel(project: Project, ids: Int32Array, name: string | null): Promise<Marks> {
  return edit(project, async (connection) => {
    const label = name === null ? -1 : await labelNamed(connection, normal(name.trim()))
    await setLabels(connection, ids, new Int16Array(ids.length).fill(label))
  })
}

/**
 * Gives each image the label it had, by index (−1 for none), as an undo does.
 * @throws AppError 'input' for a label the project does not have
 */
export function restoreLabels(project: Project, ids: Int32Array, labels: Int16Array): Promise<Marks> {
  return edit(project, async (connection) => {
    const { labelNames } = await readMarks(connection)
    if (labels.length !== ids.length || labels.some((label) => label >= labelNames.length))
      throw new AppError('input', said('foreign-labels'))
    await setLabels(connection, ids, labels)
  })
}

/** Leaves images out of training, or takes them in again. */
export function exclude(project: Project, ids: Int32Array, excluded: boolean): Promise<Marks> {
  return edit(project, async (connection) => {
    await choose(connection, ids)
    await connection.run('DELETE FROM excluded WHERE image IN (SELECT image FROM chosen)')
    if (excluded)
      await connection.run(
        'INSERT INTO excluded SELECT DISTINCT image FROM chosen WHERE image IN (SELECT id FROM images)'
      )
  })
}

/** Takes over, before an import takes the place of a project's images, what was changed about them. */
export async function carryEdits({ database }: Project, rows: ImageRow[]): Promise<void> {
  const edited = await database.rows<{
    source: number
    file: string
    label: string | null
    relabelled: boolean
    excluded: boolean
  }>(
    `SELECT source, file, labels.name AS label, images.id IN (SELECT image FROM relabelled) AS relabelled,
       images.id IN (SELECT image FROM excluded) AS excluded
     FROM images LEFT JOIN labels ON labels.id = images.label
     WHERE images.id IN (SELECT image FROM relabelled UNION SELECT image FROM excluded)`
  )
  const key = (source: number, file: string) => `${source} ${file}`
  const known = new Map(edited.map((row) => [key(row.source, row.file), row]))
  for (const row of rows) {
    const before = known.get(key(row.entry.source, row.entry.file))
    if (!before) continue
    row.excluded = before.excluded
    row.relabelled = before.relabelled
    if (before.relabelled) row.entry = { ...row.entry, label: before.label ?? undefined }
  }
}
