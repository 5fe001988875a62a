/** A filter as a person fills it in, and the conditions it means. */
import type { Condition, NumberColumn } from '../shared/contract.ts'
import type { Split } from '../shared/schemas.ts'
import { parseNumber } from './formats.ts'

/** Numbers that can be limited, by the names they have on the screen. */
export const limited = ['id', 'elbo', 'error', 'kl', 'bytes'] as const
export type Limited = (typeof limited)[number]

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

/** Only what is filled in is a condition. */
export function conditionsOf(form: FilterForm): Condition[] {
  const { labels, inferred, splits, file, limits, excluded, duplicate } = form
  const conditions: Condition[] = []
  if (labels.length > 0) conditions.push({ column: 'label', any: [...labels] })
  if (inferred.length > 0) conditions.push({ column: 'inferred', any: [...inferred] })
  if (splits.length > 0) conditions.push({ column: 'split', any: [...splits] })
  if (file.trim() !== '') conditions.push({ column: 'file', contains: file.trim() })
  for (const name of limited) {
    const from = parseNumber(limits[name]?.from ?? '')
    const to = parseNumber(limits[name]?.to ?? '')
    if (from !== undefined || to !== undefined) conditions.push(limitOf(name, from, to))
  }
  if (excluded !== 'any') conditions.push({ column: 'excluded', is: excluded === 'yes' })
  if (duplicate !== 'any') conditions.push({ column: 'duplicate', is: duplicate === 'yes' })
  return conditions
}

function limitOf(name: Limited, from?: number, to?: number): Condition {
  // The error is minus the reconstruction, so its limits change places.
  if (name === 'error')
    [from, to] = [to === undefined ? undefined : -to, from === undefined ? undefined : -from]
  const column: NumberColumn = name === 'error' ? 'reconstruction' : name
  return { column, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}
