/**
 * TypeScript of a checkout as one script that starts at once. Loading it file by file through tsx takes a thread half a
 * second of a processor; so it is bundled once and kept in the cache for as long as what it was made of is the same.
 */
import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import * as v from 'valibot'
import { cacheFolder } from './cache.ts'
import { writeAtomic } from './files.ts'

const require = createRequire(import.meta.url)

const Kept = v.object({
  code: v.string(),
  /** What it was made of: absolute paths, and the SHA-256 of what was in them. */
  inputs: v.record(v.string(), v.string())
})

/** What is asked of esbuild here. */
interface Bundler {
  version: string
  build(options: Record<string, unknown>): Promise<{
    outputFiles: { text: string }[]
    metafile: { inputs: Record<string, unknown> }
  }>
}

const hashOf = async (path: string) => hash('sha256', await readFile(path))

async function kept(file: string): Promise<string | undefined> {
  try {
    const { code, inputs } = v.parse(Kept, JSON.parse(await readFile(file, 'utf8')))
    const same = await Promise.all(
      Object.entries(inputs).map(async ([path, before]) => (await hashOf(path)) === before)
    )
    return same.every(Boolean) ? code : undefined
  } catch {
    return undefined
  }
}

/**
 * @param source absolute path of a TypeScript module that imports nothing but ours and Node's own
 * @returns the same as a CommonJS script
 * @throws Error where it cannot be bundled
 */
export async function bundled(source: string): Promise<string> {
  // tsx brings it along, so it is wherever TypeScript is run.
  const bundler = createRequire(require.resolve('tsx/package.json'))('esbuild') as Bundler
  const key = hash('sha256', `${source} ${bundler.version}`).slice(0, 16)
  const file = join(cacheFolder(), 'bundles', `${key}.json`)
  const known = await kept(file)
  if (known !== undefined) return known
  const options = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    write: false,
    metafile: true
  }
  const folder = dirname(source)
  const { outputFiles, metafile } = await bundler.build({
    ...options,
    entryPoints: [source],
    absWorkingDir: folder,
    logLevel: 'silent'
  })
  const code = outputFiles[0].text
  const paths = Object.keys(metafile.inputs).map((path) => resolve(folder, path))
  const inputs = Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await hashOf(path)] as const))
  )
  // One that cannot be kept is made again the next time.
  await writeAtomic(file, JSON.stringify({ code, inputs })).catch(() => {})
  return code
}
