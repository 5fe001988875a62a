/** Builds the app into `out/` when something it is made of has changed. Run by itself it always builds. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const output = path.join(root, 'out')
const stampFile = path.join(output, '.stamp')
const parts = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']

async function* filesUnder(file: string): AsyncGenerator<string> {
  if (!existsSync(file)) return
  if (!(await stat(file)).isDirectory()) return yield file
  for (const name of (await readdir(file)).sort()) yield* filesUnder(path.join(file, name))
}

/** Changes when any file that the build reads does: its name, size or time. */
async function stampOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const part of parts)
    for await (const file of filesUnder(path.join(root, part))) {
      const { size, mtimeMs } = await stat(file)
      hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`)
    }
  return hash.digest('hex')
}

/** Builds beside `out/` and puts it in its place when it is whole: what starts meanwhile finds the old one. */
export async function build(): Promise<void> {
  const stamp = await stampOfSources()
  const made = `${output}.${process.pid}`
  const old = `${made}.old`
  const { build: buildAll } = await import('electron-vite')
  try {
    await buildAll({ root, logLevel: 'warn', build: { outDir: made } })
    await writeFile(path.join(made, '.stamp'), stamp)
    await rename(output, old).catch(() => {})
    await rename(made, output)
  } finally {
    for (const folder of [made, old]) await rm(folder, { recursive: true, force: true })
  }
}

/** @param report is told when a build begins */
export async function ensureBuilt(report: (line: string) => void): Promise<void> {
  const known = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined
  if (known === (await stampOfSources())) return
  report('Building the app…')
  await build()
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await build()
