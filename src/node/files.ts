/** Writing files so that nobody ever sees half of one. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined)
  return status !== undefined && status.isDirectory()
}

/**
 * Makes a folder and those on the way to it. Node's own `recursive` never ends where a parent refuses to hold
 * folders at all, as in /proc.
 * @returns the topmost folder that was made; undefined when all were there
 * @throws the system's error
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  try {
    await mkdir(path)
    return path
  } catch (error) {
    // Asked of the folder, not of the error: systems differ in what they call a folder that is there.
    if (await isFolder(path)) return undefined
    const parent = dirname(path)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error
    const made = await makeFolder(parent)
    try {
      await mkdir(path)
    } catch (again) {
      // Unless somebody else made it in between.
      if (!(await isFolder(path))) throw again
    }
    return made ?? path
  }
}

/**
 * Writes under a temporary name beside the target and renames; folders on the way are made. After a crash the
 * target is the old file or the new one.
 * @throws the system's error (no space, no rights); the temporary file is removed
 */
export async function writeAtomic(path: string, bytes: Uint8Array | string): Promise<void> {
  const folder = dirname(resolve(path))
  await makeFolder(folder)
  // A name of its own length, so that a target at the system's limit can still be written.
  const temporary = join(folder, `.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
