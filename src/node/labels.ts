import { parse } from 'csv-parse/sync'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { normal } from './names.ts'

/** The form in which paths are compared: one Unicode form, forward slashes, no leading `./`. */
export const pathKey = (path: string) =>
  normal(path)
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')

/**
 * Reads `labels.csv`: a header naming at least the columns `file` and `label`.
 * @returns label by path; an empty label says that the image has none
 * @throws AppError 'format', in words
 */
export function readLabels(bytes: Uint8Array): Map<string, string> {
  const text = new TextDecoder('utf-8').decode(bytes)
  let rows: Record<string, string>[]
  try {
    rows = parse(text, {
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      delimiter: [',', ';', '\t'],
      record_delimiter: ['\r\n', '\n', '\r'],
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true
    })
  } catch (error) {
    throw new AppError('format', said('table-unread', { reason: (error as Error).message }), { cause: error })
  }
  if (rows.length === 0 || rows[0].file === undefined || rows[0].label === undefined)
    throw new AppError('format', said('table-columns'))
  return new Map(rows.map((row) => [pathKey(row.file), normal(row.label ?? '')]))
}
