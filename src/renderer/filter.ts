/** A filter as a person fills it in, and the conditions it means. */
import type { Condition, NumberColumn } from '../shared/contract.ts'
import type { Split } from '../shared/schemas.ts'
import { parseNumber } from './formats.ts'
import { isOfPlane } from './map/columns.ts'
import type { PlaneColumn } from './map/columns.ts'

/** Numbers that can be limited, by the names they have on the screen: of the image, of a run, of the map. */
export const limited = [
  'likelihood',
  'elbo',
  'error',
  'kl',
  'first',
  'second',
  'width',
  'height',
  'density',
  'bytes',
  'id'
] as const
export type Limited = (typeof limited)[number]

/** Limits of a number that the map shown tells, not the project. */
export interface PlaneLimit {
  column: PlaneColumn
  from?: number
  to?: number
}

export interface FilterForm {
  /** Indices; −1 for images without a label. */
  labels: readonly number[]
  inferred: readonly number[]
  splits: readonly Split[]
  file: string
  limits: Partial<Record<Limited, { from: string; to: string }>>
  excluded: 'any' | 'yes' | 'no'
  duplicate: 'any' | 'yes' | 'no'
}

export const emptyFilter: FilterForm = {
  labels: [],
  inferred: [],
  splits: [],
  file: '',
  limits: {},
  excluded: 'any',
  duplicate: 'any'
}

/** The limits of a number as they are filled in; undefined where neither is. */
function ends({ limits }: FilterForm, name: Limited): { from?: number; to?: number } | undefined {
  const from = parseNumber(limits[name]?.from ?? '')
  const to = parseNumber(limits[name]?.to ?? '')
  return from === undefined && to === undefined ? undefined : { from, to }
}

/** What is asked of the places of the points. */
export const planeLimitsOf = (form: FilterForm): PlaneLimit[] =>
  limited.filter(isOfPlane).flatMap((column) => {
    const limit = ends(form, column)
    return limit ? [{ column, ...limit }] : []
  })

/** Only what is filled in is a condition. */
export function conditionsOf(form: FilterForm): Condition[] {
  const { labels, inferred, splits, file, excluded, duplicate } = form
  const conditions: Condition[] = []
  if (labels.length > 0) conditions.push({ column: 'label', any: [...labels] })
  if (inferred.length > 0) conditions.push({ column: 'inferred', any: [...inferred] })
  if (splits.length > 0) conditions.push({ column: 'split', any: [...splits] })
  if (file.trim() !== '') conditions.push({ column: 'file', contains: file.trim() })
  for (const name of limited) {
    if (isOfPlane(name)) continue
    const limit = ends(form, name)
    if (limit) conditions.push(limitOf(name, limit.from, limit.to))
  }
  if (excluded !== 'any') conditions.push({ column: 'excluded', is: excluded === 'yes' })
  if (duplicate !== 'any') conditions.push({ column: 'duplicate', is: duplicate === 'yes' })
  return conditions
}

function limitOf(name: Exclude<Limited, PlaneColumn>, from?: number, to?: number): Condition {
  // The error is minus the reconstruction, so its limits change places.
  if (name === 'error')
    [from, to] = [to === undefined ? undefined : -to, from === undefined ? undefined : -from]
  const column: NumberColumn = name === 'error' ? 'reconstruction' : name
  return { column, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}
