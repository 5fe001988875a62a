/** Our own programs as processes: of TypeScript in a checkout, built in a package. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const placeOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** What a process is started with: Node's script, and its first words. */
export interface SourceProgram {
  script: string
  words: string[]
}

/**
 * @param source below src/, such as worker/training.ts
 * @returns undefined in a package, which has no source
 */
export function sourceProgram(source: string): SourceProgram | undefined {
  if (!existsSync(placeOf(`../${source}`))) return undefined
  return { script: placeOf('../../bin/program.mjs'), words: [source] }
}
