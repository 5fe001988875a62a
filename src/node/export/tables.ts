/** A project's images with their latents, and a run's metrics, as tables that DuckDB writes. */
import { randomUUID } from 'node:crypto'
import { copyFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { TableKind } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { inWords, said } from '../../shared/problems.ts'
import type { Database } from '../database.ts'
import { makeFolder } from '../files.ts'
import { writingTo } from './target.ts'

export type TableFormat = 'csv' | 'parquet'

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`
const options: Record<TableFormat, string> = {
  csv: 'FORMAT csv, HEADER',
  parquet: 'FORMAT parquet, COMPRESSION zstd'
}

/** Each image's id, file, label and split; of a run with its latents z_1 … z_D; or the run's figures by epoch. */
function query(kind: TableKind, run: string | undefined, latent: number): string {
  const images = `images.id, images.path, labels.name AS label, images.split::VARCHAR AS split`
  const joined = 'FROM images LEFT JOIN labels ON labels.id = images.label'
  const of = literal(run ?? '')
  switch (kind) {
    case 'labels':
      return `SELECT ${images} ${joined} ORDER BY images.id`
    case 'latents': {
      const z = Array.from({ length: latent }, (_, d) => `z[${d + 1}] AS z_${d + 1}`).join(', ')
      return `SELECT ${images}, ${z} ${joined} JOIN latents ON latents.image = images.id AND latents.run = ${of}
        ORDER BY images.id`
    }
    case 'metrics':
      return `SELECT epoch, step, split::VARCHAR AS split, elbo, reconstruction, kl FROM metrics
        WHERE run = ${of} ORDER BY step, split`
  }
}

/**
 * Writes a table. The database may write inside its project only, so it does, and the file is then moved.
 * @param project its folder
 * @param run whose latents or metrics; they must have been taken in
 * @throws AppError 'missing' when there are none yet, 'disk' when it cannot be written
 */
export async function writeTable(
  { rows, run: execute }: Pick<Database, 'rows' | 'run'>,
  project: string,
  table: { kind: TableKind; format: TableFormat; run?: string },
  path: string
): Promise<{ path: string; bytes: number; rows: number }> {
  const latent = table.kind === 'latents' ? await latentsOf(rows, table.run) : 0
  const select = query(table.kind, table.run, latent)
  const [{ count }] = await rows<{ count: bigint }>(`SELECT count(*) AS count FROM (${select})`)
  if (count === 0n && table.kind !== 'labels')
    throw new AppError('missing', said('table-none', { run: table.run ?? '', kind: table.kind }))
  const inside = join(resolve(project), `.export-${randomUUID()}.${table.format}`)
  try {
    await writingTo(path, inWords('do-elsewhere'), async () => {
      await execute(`COPY (${select}) TO ${literal(inside)} (${options[table.format]})`)
      await moved(inside, path)
    })
  } finally {
    await rm(inside, { force: true })
  }
  return { path, bytes: (await stat(path)).size, rows: Number(count) }
}

async function latentsOf(rows: Database['rows'], run: string | undefined): Promise<number> {
  const [found] = await rows<{ latent: number | bigint }>(
    'SELECT len(z) AS latent FROM latents WHERE run = $1 LIMIT 1',
    [run ?? '']
  )
  if (!found) throw new AppError('missing', said('table-no-latents', { run: run ?? '' }))
  return Number(found.latent)
}

/** A file put in its place at once, also on another disk. */
async function moved(from: string, to: string): Promise<void> {
  await makeFolder(dirname(resolve(to)))
  const beside = join(dirname(resolve(to)), `.${basename(from)}`)
  try {
    await copyFile(from, beside)
    await rename(beside, to)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
