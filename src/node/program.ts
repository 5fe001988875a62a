/** Our own programs as processes and threads: of TypeScript in a checkout, built in a package. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

const placeOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** What a process or a thread is started with: Node's script, and its first words. */
export interface OwnProgram {
  script: string
  words: string[]
}

/**
 * @param source below src/, such as worker/training.ts; in a package its file is called by the same last name
 * @returns undefined where there is neither
 */
export function ownProgram(source: string): OwnProgram | undefined {
  if (existsSync(placeOf(`../${source}`)))
    return { script: placeOf('../../bin/program.mjs'), words: [source] }
  const built = `${basename(source, '.ts')}.js`
  const script = ['./', '../', '../main/'].map((folder) => placeOf(folder + built)).find(existsSync)
  return script === undefined ? undefined : { script, words: [] }
}
