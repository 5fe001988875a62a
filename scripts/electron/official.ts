/** The Electron that is already here, and the official one through its own installer. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { run } from './processes.ts'

const packageFolder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))

function executableName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** The version that package.json asks for. */
export function wantedVersion(): string {
  const manifest = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'))
  return (manifest as { version: string }).version
}

/** An Electron in a folder of the usual shape, or undefined. */
export function electronIn(folder: string): { version: string; path: string } | undefined {
  const executable = path.join(folder, executableName())
  if (!existsSync(executable)) return undefined
  const version = read(path.join(folder, 'version'))?.replace(/^v/, '') ?? 'unknown'
  return { version, path: executable }
}

/** The one inside the npm package, when its binary was fetched and is of the wanted version. */
export function installedElectron(): { version: string; path: string } | undefined {
  const found = electronIn(path.join(packageFolder, 'dist'))
  return found?.version === wantedVersion() && read(path.join(packageFolder, 'path.txt')) ? found : undefined
}

/**
 * Fetches the official binary.
 * @throws when its host cannot be reached or it takes longer than five minutes
 */
export async function installOfficial(): Promise<{ version: string; path: string }> {
  await run(process.execPath, [path.join(packageFolder, 'install.js')], 5 * 60_000)
  const installed = installedElectron()
  if (!installed) throw new Error('its installer left nothing')
  return installed
}
