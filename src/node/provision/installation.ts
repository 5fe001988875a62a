/** Installations of native TensorFlow in the cache: one folder each, whole or not there. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { cacheFolder } from '../cache.ts'

/** `installation.json`, which is written last and so marks a whole installation. */
const Manifest = v.object({
  /** The binding's path below the folder. */
  binding: v.string(),
  /** Where it came from, in words. */
  source: v.string()
})

export interface Installation {
  /** Absolute path of the binding, to be loaded by Node. */
  binding: string
  source: string
}

/** Holds every installation, downloads under way and the lock. */
export function tensorflowFolder(): string {
  return join(cacheFolder(), 'tensorflow')
}

const stagingPrefix = '.staging-'

/** The installation of a name, if there is a whole one. */
export async function findInstallation(name: string): Promise<Installation | undefined> {
  const folder = join(tensorflowFolder(), name)
  try {
    const text = await readFile(join(folder, 'installation.json'), 'utf8')
    const { binding, source } = v.parse(Manifest, JSON.parse(text))
    const path = join(folder, binding)
    return existsSync(path) ? { binding: path, source } : undefined
  } catch {
    return undefined
  }
}

/**
 * Builds an installation in a folder of its own and gives it its name once it is whole; whatever goes wrong,
 * nothing half-done is left. The caller holds the lock.
 * @param build fills the folder it is given and returns the binding's path below it and the source in words
 */
export async function makeInstallation(
  name: string,
  build: (staging: string) => Promise<{ binding: string; source: string }>
): Promise<Installation> {
  const parent = tensorflowFolder()
  await mkdir(parent, { recursive: true })
  // Only a process that was killed leaves these, and the lock says that none is at work.
  for (const left of await readdir(parent))
    if (left.startsWith(stagingPrefix)) await rm(join(parent, left), { recursive: true, force: true })
  const staging = join(parent, `${stagingPrefix}${randomUUID()}`)
  await mkdir(staging)
  try {
    const manifest = await build(staging)
    await writeFile(join(staging, 'installation.json'), JSON.stringify(manifest, null, 2) + '\n')
    const folder = join(parent, name)
    await rm(folder, { recursive: true, force: true })
    await rename(staging, folder)
    return { binding: join(folder, manifest.binding), source: manifest.source }
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}
