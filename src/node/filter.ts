/** Which images of an open project a filter lets through, and in which order they stand. */
import type { DuckDBValue } from '@duckdb/node-api'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { measuredColumns, weighedColumn } from '../shared/contract/selections.ts'
import type { Condition, ImageFilter, OrderColumn } from '../shared/contract.ts'
import type { Project } from './project.ts'

/** What stands for a column in SQL: fixed text, nothing of what a person writes. */
const columns = {
  id: 'images.id',
  path: 'images.path',
  label: 'coalesce(images.label, -1)',
  split: 'images.split',
  width: 'images.width',
  height: 'images.height',
  area: 'images.width * images.height',
  bytes: 'images.bytes',
  elbo: 'measures.reconstruction - measures.kl',
  reconstruction: 'measures.reconstruction',
  kl: 'measures.kl',
  inferred: 'measures.inferred',
  likelihood: 'likelihoods.nats'
} as const

/** One condition as SQL; its values become parameters, whose places follow those before. */
function sqlOf(condition: Condition, values: DuckDBValue[]): string {
  const parameter = (value: DuckDBValue) => `$${values.push(value)}`
  switch (condition.column) {
    case 'label':
    case 'inferred':
    case 'split': {
      const { any } = condition as { any: readonly (string | number)[] }
      const cast = condition.column === 'split' ? '::split' : ''
      if (any.length === 0) return 'false'
      return `${columns[condition.column]} IN (${any.map((value) => parameter(value) + cast).join(', ')})`
    }
    case 'file':
      return `contains(lower(images.path), lower(${parameter(condition.contains)}))`
    case 'excluded':
      return `(images.id IN (SELECT image FROM excluded)) = ${parameter(condition.is)}`
    case 'duplicate':
      return `(images.duplicate_of IS NOT NULL) = ${parameter(condition.is)}`
    default: {
      const { from, to } = condition
      const limits = [
        from === undefined ? [] : [`${columns[condition.column]} >= ${parameter(from)}`],
        to === undefined ? [] : [`${columns[condition.column]} <= ${parameter(to)}`]
      ].flat()
      return limits.length > 0 ? limits.join(' AND ') : 'true'
    }
  }
}

/** Whether a column can only be told by a run. */
export const isMeasured = (column: string): boolean => (measuredColumns as readonly string[]).includes(column)

/** Whether a column is log p(x). */
export const isWeighed = (column: string): boolean => column === weighedColumn

/** The images, with what a run has measured of them where these columns want it. */
function source(run: string | null, wanted: readonly string[], values: DuckDBValue[]): string {
  const tables = [
    ...(wanted.some(isMeasured) ? ['measures'] : []),
    ...(wanted.some(isWeighed) ? ['likelihoods'] : [])
  ]
  if (tables.length === 0) return 'images'
  if (run === null) throw new AppError('input', said('filter-run'))
  const of = `$${values.push(run)}`
  return [
    'images',
    ...tables.map((table) => `JOIN ${table} ON ${table}.image = images.id AND ${table}.run = ${of}`)
  ].join(' ')
}

/** Ids of the images that all conditions hold of, ascending. Measures must have been taken. */
export async function findImages(
  { database }: Project,
  run: string | null,
  filter: ImageFilter
): Promise<Int32Array> {
  const values: DuckDBValue[] = []
  const from = source(
    run,
    filter.map(({ column }) => column),
    values
  )
  const where = filter.map((condition) => `(${sqlOf(condition, values)})`).join(' AND ')
  const sql = `SELECT images.id FROM ${from} WHERE ${where} ORDER BY images.id`
  const found = await database.connection.runAndReadAll(sql, values)
  return Int32Array.from((found.getColumnsJS()[0] ?? []) as number[])
}

/** The ids of all images by a column, equal ones by id. Measures must have been taken. */
export async function orderImages(
  { database }: Project,
  run: string | null,
  column: OrderColumn
): Promise<Int32Array> {
  const values: DuckDBValue[] = []
  const from = source(run, [column], values)
  const sql = `SELECT images.id FROM ${from} ORDER BY ${columns[column]}, images.id`
  const found = await database.connection.runAndReadAll(sql, values)
  return Int32Array.from((found.getColumnsJS()[0] ?? []) as number[])
}
