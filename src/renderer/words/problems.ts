/** Problems in the person's language: by their code, or by their words where there is no code. */
import { fill } from '../../shared/fill.ts'
import type { ProblemCode, Said } from '../../shared/problems.ts'
import { problems } from '../../shared/problems.ts'
import { recognise } from '../../shared/problems/recognise.ts'
import { engineNames } from '../../shared/schemas.ts'

/** Values that are words of the catalogue themselves. Names, paths and labels are a person's and stay. */
const wordy = new Set([
  'reason',
  'what',
  'advice',
  'more',
  'where',
  'who',
  'device',
  'kind',
  'model',
  'colours',
  'ownColours'
] as const) as ReadonlySet<string>

/**
 * @param message the English words
 * @param said the same by code, where it is known
 * @returns the words as the catalogue of another language has them; as they came where it does not
 */
export function translated(
  catalogue: Record<ProblemCode, string>,
  message: string,
  said: Said | undefined
): string {
  const known = said && Object.hasOwn(problems, said.code) ? said : recognise(message.trim())
  if (!known) return engines(catalogue, message)
  const values = Object.entries(known.values).map(([name, value]) => [
    name,
    wordy.has(name) && typeof value === 'string' ? translated(catalogue, value, undefined) : value
  ])
  return fill(catalogue[known.code], Object.fromEntries(values) as Said['values'])
}

/** Why none of several engines loads: `tensorflow: …; wasm: …`. */
function engines(catalogue: Record<ProblemCode, string>, message: string): string {
  const parts = message.split(new RegExp(`; (?=(?:${engineNames.join('|')}): )`)).map((part) => {
    const name = engineNames.find((name) => part.startsWith(`${name}: `))
    return name && `${name}：${translated(catalogue, part.slice(name.length + 2), undefined)}`
  })
  return parts.every(Boolean) ? parts.join('；') : message
}
