/** What an open project's database knows of each image, in arrays by id. */
import type { DuckDBConnection } from '@duckdb/node-api'
import type { PixelTables } from './pixels.ts'

export interface Marks extends PixelTables {
  labelNames: string[]
}

export async function readMarks(connection: DuckDBConnection): Promise<Marks> {
  const images = await connection.runAndReadAll(
    `SELECT coalesce(label, -1)::INTEGER, enum_code(split)::INTEGER, id IN (SELECT image FROM excluded)
     FROM images ORDER BY id`
  )
  const [labels = [], splits = [], excluded = []] = images.getColumnsJS()
  const names = await connection.runAndReadAll('SELECT name FROM labels ORDER BY id')
  return {
    labels: Int16Array.from(labels as number[]),
    splits: Uint8Array.from(splits as number[]),
    excluded: Uint8Array.from(excluded as boolean[], Number),
    labelNames: (names.getColumnsJS()[0] ?? []) as string[]
  }
}
