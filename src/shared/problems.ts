/**
 * Every problem that can reach the window, each sentence once, in English: what happened, what is safe, what to do.
 * An error carries the code and the values beside its message, so that the window can tell it in another language.
 * What is kept or sent as words alone is found again by its sentence, see recognise.ts.
 */
import { fill } from './fill.ts'
import type { Values } from './fill.ts'
import { engineProblems } from './problems/engine.ts'
import { exportProblems } from './problems/export.ts'
import { filesProblems } from './problems/files.ts'
import { generalProblems } from './problems/general.ts'
import { importProblems } from './problems/import.ts'
import { modelProblems } from './problems/model.ts'
import { projectProblems } from './problems/project.ts'
import { restoreProblems } from './problems/restore.ts'
import { runProblems } from './problems/run.ts'

export const problems = {
  ...generalProblems,
  ...importProblems,
  ...filesProblems,
  ...projectProblems,
  ...runProblems,
  ...modelProblems,
  ...restoreProblems,
  ...exportProblems,
  ...engineProblems
} as const

export type ProblemCode = keyof typeof problems

/** A problem by its code, with what stands in its sentence. */
export interface Said {
  code: ProblemCode
  values: Record<string, string | number>
}

type ValuesOf<Code extends ProblemCode> = Values<(typeof problems)[Code]>

/** A problem of the catalogue; a forgotten value is a type error. */
export function said<Code extends ProblemCode>(code: Code, ...values: ValuesOf<Code>): Said {
  return { code, values: values[0] ?? {} }
}

/** Its sentence, in English. */
export function sentence({ code, values }: Said): string {
  return fill(problems[code], values)
}

/** A sentence of the catalogue in English: a part of another one, or what is kept as words. */
export function inWords<Code extends ProblemCode>(code: Code, ...values: ValuesOf<Code>): string {
  return sentence(said(code, ...values))
}
