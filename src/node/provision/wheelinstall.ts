/** Native TensorFlow out of the Python wheel: fetch, unpack, compile. */
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { logFile } from '../cache.ts'
import { compileBinding } from './compile.ts'
import { downloadWheel, megabytes } from './download.ts'
import { makeInstallation, tensorflowFolder, type Installation } from './installation.ts'
import { meter, type ReportProgress } from './meter.ts'
import { findTools } from './tools.ts'
import { unpackWheel } from './unpack.ts'
import type { WheelSet } from './wheels.ts'

export interface ProvisionOptions {
  progress?: ReportProgress
  /** One line on what is being done or was decided. */
  line?(text: string): void
  signal?: AbortSignal
}

/** Where wheels lie until they are unpacked; a wheel put there by hand is used, if it is the pinned one. */
export function downloadFolder(): string {
  return join(tensorflowFolder(), 'downloads')
}

/**
 * @param name the installation's name in the cache
 * @throws AppError in one line: 'engine' (no pip, no compiler, no network, wrong hash), 'disk' or 'cancelled'
 */
export async function installWheels(
  name: string,
  set: WheelSet,
  options: ProvisionOptions
): Promise<Installation> {
  const { progress, line, signal } = options
  // What is missing is said before anything is fetched.
  const { pip, compiler } = await findTools()
  const downloads = downloadFolder()
  await mkdir(downloads, { recursive: true })
  await checkSpace(set, downloads)
  const log = logFile('provision.log')
  const total = set.wheels.reduce((sum, wheel) => sum + wheel.bytes, 0)
  line?.(`Fetching native TensorFlow ${set.wheels[0].version} with pip (${megabytes(total)} MB, once)`)
  return await makeInstallation(name, async (staging) => {
    const fetching = meter('download', total, 'bytes', progress)
    const paths: string[] = []
    let fetched = 0
    for (const wheel of set.wheels) {
      const onBytes = (bytes: number): void => fetching(fetched + bytes)
      paths.push(await downloadWheel(wheel, downloads, { pip, tags: set.tags, log, signal, onBytes }))
      fetched += wheel.bytes
      fetching(fetched)
    }
    const unpacking = meter('unpack', set.unpackedBytes, 'bytes', progress)
    let unpacked = 0
    for (const path of paths) {
      let bytes = 0
      const onBytes = (now: number): void =>
        unpacking(Math.min(unpacked + (bytes = now), set.unpackedBytes - 1))
      await unpackWheel(path, staging, { signal, onBytes })
      unpacked += bytes
    }
    unpacking(set.unpackedBytes)
    const compiling = meter('compile', 1, 'files', progress)
    compiling(0)
    const binding = await compileBinding(staging, { compiler, log, signal })
    compiling(1)
    await rm(join(staging, 'tensorflow', 'include'), { recursive: true, force: true })
    await rm(downloads, { recursive: true, force: true })
    const main = set.wheels[0]
    return { binding, source: `${main.name} ${main.version} from the Python wheel` }
  })
}

/** Says how much room is missing before a download fails for it. */
async function checkSpace(set: WheelSet, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const there = await Promise.all(
    (await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size)
  )
  const downloads = set.wheels.reduce((sum, wheel) => sum + wheel.bytes, 0)
  const needed = downloads + set.unpackedBytes - there.reduce((sum, bytes) => sum + bytes, 0)
  if (bavail * bsize < needed)
    throw new AppError(
      'disk',
      said('tensorflow-room', {
        needed: megabytes(needed),
        path: folder,
        after: megabytes(set.unpackedBytes),
        free: megabytes(bavail * bsize)
      })
    )
}
