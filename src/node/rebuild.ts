import { rename, rm } from 'node:fs/promises'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { prepareAll } from './bulk.ts'
import { channelCount } from './square.ts'
import type { ImportHooks } from './ingest.ts'
import { reporter } from './ingest.ts'
import { importVersion } from './manifest.ts'
import { readMarks } from './marks.ts'
import { pixelsFolder, readPixelsManifest, writePixelTables } from './pixels.ts'
import type { Project, SourceImage } from './project.ts'
import { makeStaging, PixelWriter, writing } from './staging.ts'

interface Row extends SourceImage {
  path: string
}

/**
 * Decodes the images of a project again where `pixels/` is missing, damaged or of other data: every image in its
 * old place, checked to be the same file as at the import.
 * @throws AppError 'missing' when a source is gone or has changed, 'cancelled' on abort; nothing is changed then
 */
export async function ensurePixels(project: Project, hooks: ImportHooks = {}): Promise<void> {
  const { path, manifest, database } = project
  const present = await readPixelsManifest(path).catch(() => undefined)
  if (present?.dataVersion === manifest.dataVersion) return
  const marks = await readMarks(database.connection)
  const { labelNames } = marks
  const versions = { dataVersion: manifest.dataVersion, importVersion: importVersion(manifest) }
  if (present && (present.importVersion ?? present.dataVersion) === versions.importVersion) {
    // The images are those of the import; only their labels have changed.
    await writing(() => writePixelTables(pixelsFolder(path), { ...present, ...versions, labelNames }, marks))
    return
  }
  const rows = await database.rows<Row>('SELECT source, file, hash, path FROM images ORDER BY id')
  const staging = await writing(() => makeStaging(path))
  const { size, channels } = manifest.settings
  try {
    const writer = await PixelWriter.open(staging)
    try {
      const report = reporter('Decoding', rows.length, hooks.progress)
      const sources = await Promise.all(
        rows.map(async (row) => ({
          root: await project.rootOf(row),
          file: row.file,
          read: () => project.readSource(row)
        }))
      )
      let done = 0
      for await (const results of prepareAll(sources, manifest.settings, hooks.signal))
        for (const prepared of results) {
          if (prepared instanceof AppError) throw prepared
          // A helper reads the file without knowing which one it should be.
          if (prepared.hash !== rows[done].hash) await project.readSource(rows[done])
          await writer.add(prepared.pixels)
          report(++done)
        }
      await writer.close()
    } catch (error) {
      await writer.abandon()
      throw error
    }
    const about = {
      format: 1 as const,
      ...versions,
      count: rows.length,
      height: size,
      width: size,
      channels: channelCount({ channels }),
      labelNames
    }
    await writing(() => writePixelTables(pixelsFolder(staging), about, marks))
    await rm(pixelsFolder(path), { recursive: true, force: true })
    await rename(pixelsFolder(staging), pixelsFolder(path))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(error.kind, said('pixels-lost', { reason: error.message }), { cause: error })
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}
