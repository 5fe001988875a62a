/** Native TensorFlow by the npm package's own install script, in a copy of the package inside the cache. */
import { existsSync } from 'node:fs'
import { cp, readdir, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { logFile } from '../cache.ts'
import { cancelled, runCommand } from './command.ts'
import { bindingPackage } from './compile.ts'
import { fileSizes } from './foldersize.ts'
import { makeInstallation, type Installation } from './installation.ts'
import { meter } from './meter.ts'
import type { ProvisionOptions } from './wheelinstall.ts'

/** Nothing arriving for this long means that the script's server cannot be reached. */
const stallMilliseconds = 30_000
const limitMilliseconds = 15 * 60_000

/**
 * @throws AppError 'engine' in one line when the script fails or stalls, or 'cancelled'
 */
export async function installOfficial(
  name: string,
  kind: 'cpu' | 'gpu',
  { progress, line, signal }: ProvisionOptions
): Promise<Installation> {
  const log = logFile('provision.log')
  line?.('Trying the TensorFlow package’s own download')
  return await makeInstallation(name, async (staging) => {
    const original = bindingPackage()
    await cp(original, staging, {
      recursive: true,
      filter: (path) => !path.startsWith(join(original, 'dist'))
    })
    const downloading = meter('download', 0, 'bytes', progress)
    await runScript(staging, kind, log, signal, downloading)
    const binding = await findBinding(staging)
    if (!binding) throw new AppError('engine', said('official-failed', { log }))
    for (const part of await readdir(staging))
      if (!['lib', 'deps'].includes(part)) await rm(join(staging, part), { recursive: true, force: true })
    return { binding, source: "TensorFlow's own download" }
  })
}

async function runScript(
  folder: string,
  kind: string,
  log: string,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void
): Promise<void> {
  // The copy has no node_modules of its own, so the script is shown those the package came with.
  const modules = dirname(dirname(bindingPackage()))
  const stalled = new AbortController()
  const started = Date.now()
  let bytes = 0
  let grown = started
  const watch = setInterval(async () => {
    const now = (await fileSizes(join(folder, 'deps'))).reduce((sum, size) => sum + size, 0)
    if (now !== bytes) grown = Date.now()
    onBytes((bytes = now))
    // With everything fetched the script is quiet while it works; only a download can stall.
    const quiet = Date.now() - grown > stallMilliseconds && bytes === 0
    if (quiet || Date.now() - started > limitMilliseconds) stalled.abort()
  }, 500)
  try {
    // Electron's own executable would start another app.
    const node = process.versions.electron ? 'node' : process.execPath
    const result = await runCommand(node, ['scripts/install.js', kind, 'download'], {
      cwd: folder,
      env: {
        ...process.env,
        NODE_PATH: [modules, process.env.NODE_PATH].filter(Boolean).join(delimiter),
        PATH: [join(modules, '.bin'), process.env.PATH].filter(Boolean).join(delimiter)
      },
      signal: signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal,
      log
    })
    if (!result) throw new AppError('engine', said('official-node'))
  } catch (error) {
    if (signal?.aborted) throw cancelled()
    if (stalled.signal.aborted) throw new AppError('engine', said('official-server'))
    throw error
  } finally {
    clearInterval(watch)
  }
}

async function findBinding(folder: string): Promise<string | undefined> {
  const lib = join(folder, 'lib')
  for (const version of existsSync(lib) ? await readdir(lib) : []) {
    const path = join('lib', version, 'tfjs_binding.node')
    if (existsSync(join(folder, path))) return path
  }
  return undefined
}
