/** The programs of our threads: scripts that start at once. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bundled } from './bundle.ts'

const placeOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** A program in a package, which is built. */
export const builtProgram = (name: string): string | undefined =>
  ['./', '../', '../main/'].map((folder) => placeOf(`${folder}${name}.js`)).find(existsSync)

/** A script itself, or where one is. */
export type ThreadProgram = { script: string; eval: boolean }

/**
 * @param name of a module beside this one
 * @returns undefined where there is none that starts at once
 */
export async function threadProgram(name: 'thread' | 'gathering'): Promise<ThreadProgram | undefined> {
  const source = placeOf(`./${name}.ts`)
  try {
    if (existsSync(source)) return { script: await bundled(source), eval: true }
  } catch {
    return undefined
  }
  const script = builtProgram(name)
  return script === undefined ? undefined : { script, eval: false }
}
