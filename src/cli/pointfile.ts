/** Lists of latent points in files: CSV, JSON, or NumPy's .npy. */
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { parse as parseCsv } from 'csv-parse/sync'
import { AppError } from '../shared/errors.ts'

const wrong = (path: string, why: string) =>
  new AppError('format', `${path} holds no list of latent points: ${why}. Nothing was drawn.`)

/**
 * The points of a file, a row each. Of a CSV the columns are figures; with a heading, those called z_1, z_2 … or
 * mean_1, mean_2 …, as `encode` and `export` write them. JSON is a list of lists, alone or as "z"; .npy a float32 or
 * float64 array of two dimensions.
 * @throws AppError 'missing' where there is no such file, 'format' where it holds something else
 */
export async function readPointFile(path: string): Promise<number[][]> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new AppError('missing', `The points cannot be read: ${path}`, { cause })
  }
  const ending = extname(path).toLowerCase()
  const points =
    ending === '.npy'
      ? fromNpy(bytes, path)
      : ending === '.json'
        ? fromJson(bytes, path)
        : fromCsv(bytes, path)
  if (points.length === 0) throw wrong(path, 'it is empty')
  for (const [row, point] of points.entries()) {
    if (point.length !== points[0].length)
      throw wrong(path, `row ${row + 1} has ${point.length} figures, the first has ${points[0].length}`)
    if (!point.every(Number.isFinite)) throw wrong(path, `row ${row + 1} holds something that is no figure`)
  }
  return points
}

function fromCsv(bytes: Buffer, path: string): number[][] {
  let rows: string[][]
  try {
    rows = parseCsv(bytes, { bom: true, skip_empty_lines: true, trim: true, delimiter: [',', '\t', ';'] })
  } catch (cause) {
    throw wrong(path, (cause as Error).message)
  }
  const head = rows[0] ?? []
  const figure = (text: string) => (text === '' ? NaN : Number(text.replaceAll('−', '-')))
  if (head.some((text) => !Number.isNaN(figure(text)))) return rows.map((row) => row.map(figure))
  const named = (stem: string) =>
    head.flatMap((name, at) => (new RegExp(`^${stem}_?\\d+$`).test(name) ? at : []))
  const columns = [named('z'), named('mean')].find((list) => list.length > 0)
  if (!columns) throw wrong(path, 'no column is called z_1 or mean_1')
  return rows.slice(1).map((row) => columns.map((at) => figure(row[at] ?? '')))
}

function fromJson(bytes: Buffer, path: string): number[][] {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as unknown
    const list = Array.isArray(value) ? value : (value as { z?: unknown }).z
    if (Array.isArray(list) && list.every((row) => Array.isArray(row))) return list as number[][]
  } catch (cause) {
    throw wrong(path, (cause as Error).message)
  }
  throw wrong(path, 'it is no list of lists')
}

/** NumPy's format, versions 1 to 3: a magic word, a header in Python's notation, the figures row by row. */
function fromNpy(bytes: Buffer, path: string): number[][] {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== '\x93NUMPY')
    throw wrong(path, 'it is no .npy file')
  const long = bytes[6] > 1
  const from = long ? 12 : 10
  const begin = from + (long ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8))
  const header = bytes.toString('latin1', from, begin)
  const kind = /'descr':\s*'<f([48])'/.exec(header)?.[1]
  const shape = /'shape':\s*\((\d+),\s*(\d+),?\s*\)/.exec(header)
  if (!kind || !shape || /'fortran_order':\s*True/.test(header))
    throw wrong(path, 'it must be a float32 or float64 array of two dimensions, row by row')
  const [rows, columns, size] = [Number(shape[1]), Number(shape[2]), Number(kind)]
  if (bytes.length - begin !== rows * columns * size) throw wrong(path, 'it ends too early')
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const at = begin + (row * columns + column) * size
      return size === 4 ? bytes.readFloatLE(at) : bytes.readDoubleLE(at)
    })
  )
}
