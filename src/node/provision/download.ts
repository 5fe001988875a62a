/** Fetches pinned wheels with pip, from whatever index the person's pip is set up for. */
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { sha256 } from './checksum.ts'
import { cancelled, runCommand } from './command.ts'
import { fileSizes } from './foldersize.ts'
import { pythonTags, type Wheel } from './wheels.ts'
import type { Tool } from './tools.ts'

export interface DownloadOptions {
  pip: Tool
  /** Platform tags to ask for. */
  tags: string[]
  log: string
  signal?: AbortSignal
  /** Called with the bytes there so far. */
  onBytes?(bytes: number): void
}

/**
 * Makes sure a wheel lies in a folder and is the pinned one. A file that is already there is used if its hash is
 * right; one that is not is removed.
 * @returns the wheel's path
 * @throws AppError 'engine' (wrong hash, no network, not on the index), 'disk' or 'cancelled', each in one line
 */
export async function downloadWheel(wheel: Wheel, folder: string, options: DownloadOptions): Promise<string> {
  const { signal, onBytes } = options
  const path = join(folder, wheel.file)
  if ((await size(path)) === wheel.bytes && (await hashIsRight(wheel, path, signal))) {
    onBytes?.(wheel.bytes)
    return path
  }
  await rm(path, { force: true })
  // One name for all: the caller holds the lock, so whatever lies there was left by a process that was killed.
  const partial = join(folder, 'partial')
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  try {
    await pipDownload(wheel, partial, options)
    const fetched = join(partial, wheel.file)
    if (!(await size(fetched))) throw new AppError('engine', said('pip-other', { file: wheel.file }))
    if (!(await hashIsRight(wheel, fetched, signal)))
      throw new AppError('engine', said('pip-hash', { file: wheel.file, sha256: wheel.sha256 }))
    await rename(fetched, path)
    return path
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

async function hashIsRight(wheel: Wheel, path: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return (await sha256(path, signal)) === wheel.sha256
  } catch (error) {
    if (signal?.aborted) throw cancelled()
    throw error
  }
}

async function pipDownload(wheel: Wheel, folder: string, options: DownloadOptions): Promise<void> {
  const { pip, tags, log, signal, onBytes } = options
  // pip shows progress only to a terminal, so the growing file is watched; TMPDIR is where pip lets it grow.
  // The largest file is the wheel, which pip moves within the folder; nothing is counted twice.
  const watch = setInterval(
    () => void fileSizes(folder).then((sizes) => onBytes?.(Math.min(Math.max(0, ...sizes), wheel.bytes))),
    200
  )
  try {
    const result = await runCommand(
      pip.command,
      [
        ...pip.args,
        'download',
        '--no-deps',
        '--only-binary=:all:',
        ...pythonTags,
        ...tags.flatMap((tag) => ['--platform', tag]),
        // A copy in pip's own cache would only cost the person disk.
        '--no-cache-dir',
        '--disable-pip-version-check',
        '--no-input',
        '--retries',
        '1',
        '--timeout',
        '20',
        '--dest',
        folder,
        `${wheel.name}==${wheel.version}`
      ],
      { env: { ...process.env, TMPDIR: folder, PIP_PROGRESS_BAR: 'off' }, signal, log }
    )
    if (result?.status !== 0) throw pipError(wheel, result?.output ?? '', log)
  } finally {
    clearInterval(watch)
  }
}

/** What went wrong in pip, in one line. */
function pipError(wheel: Wheel, output: string, log: string): AppError {
  if (/No space left|Disk quota/i.test(output))
    return new AppError('disk', said('pip-full', { file: wheel.file, megabytes: megabytes(wheel.bytes) }))
  if (
    /NewConnectionError|NameResolution|ConnectTimeout|Network is unreachable|Max retries|ReadTimeout|ProxyError|SSLError|timed out/i.test(
      output
    )
  )
    return new AppError('engine', said('pip-network'))
  if (/No matching distribution/i.test(output)) return new AppError('engine', said('pip-missing', wheel))
  const last = output.trim().split('\n').at(-1) ?? ''
  return new AppError(
    'engine',
    said('pip-failed', { name: wheel.name, version: wheel.version, reason: last, log })
  )
}

/** Bytes as whole megabytes. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}

async function size(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size
}
