/**
 * Sentences of the catalogue found again in plain words: what a project, a cache or a process of another version
 * holds has no code beside it.
 */
import { problems } from '../problems.ts'
import type { ProblemCode, Said } from '../problems.ts'

interface Pattern {
  code: ProblemCode
  expression: RegExp
  names: string[]
}

/** With fewer letters of its own than this a sentence cannot be told from any other words. */
const leastLetters = 5

const placeholder = /\{(\w+)\}/g

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function patternOf(code: ProblemCode): Pattern {
  const [first, ...parts] = problems[code].split(placeholder)
  let source = escaped(first)
  const names: string[] = []
  // Split by a group, names and words between them take turns.
  for (let at = 0; at < parts.length; at += 2) {
    names.push(parts[at])
    source += `([\\s\\S]*?)${escaped(parts[at + 1])}`
  }
  return { code, names, expression: new RegExp(`^${source}$`) }
}

const lettersOf = (code: ProblemCode) =>
  problems[code].replace(placeholder, '').replace(/[^A-Za-z]/g, '').length

let fixed: Map<string, ProblemCode> | undefined
let patterns: Pattern[] | undefined

function prepare(): { fixed: Map<string, ProblemCode>; patterns: Pattern[] } {
  const codes = Object.keys(problems) as ProblemCode[]
  fixed ??= new Map(codes.map((code) => [problems[code], code]))
  // The longest first: what another sentence begins with must not be taken for it.
  patterns ??= codes
    .filter((code) => /\{\w+\}/.test(problems[code]) && lettersOf(code) >= leastLetters)
    .sort((a, b) => lettersOf(b) - lettersOf(a))
    .map(patternOf)
  return { fixed, patterns }
}

/** The problem whose English sentence this is; undefined for any other words. */
export function recognise(text: string): Said | undefined {
  const known = prepare()
  const code = known.fixed.get(text)
  if (code) return { code, values: {} }
  for (const { code, expression, names } of known.patterns) {
    const found = expression.exec(text)
    if (found) return { code, values: Object.fromEntries(names.map((name, at) => [name, found[at + 1]])) }
  }
  return undefined
}
