/** Writing a folder of files so that nobody ever sees half of it. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { makeFolder } from '../files.ts'

/**
 * Writes files into a folder: under a temporary name beside the target, which then takes its place. A folder that
 * holds nothing but files of these names is replaced.
 * @param files contents by name
 * @throws AppError 'input' when something else lies there; the system's error (no space, no rights). Nothing half
 * written is left, and what was there is as it was.
 */
export async function writeFolder(path: string, files: Record<string, Uint8Array>): Promise<void> {
  const target = resolve(path)
  const before = await contents(target)
  const other = before?.find((name) => !Object.hasOwn(files, name))
  if (other !== undefined)
    throw new AppError('input', said('export-holds', { path: basename(target), file: other }))
  const parent = dirname(target)
  await makeFolder(parent)
  const beside = () => join(parent, `.${randomUUID()}.tmp`)
  const temporary = beside()
  try {
    await mkdir(temporary)
    for (const [name, bytes] of Object.entries(files))
      await writeFile(join(temporary, name), bytes, { flush: true })
    if (!before) return await rename(temporary, target)
    const old = beside()
    await rename(target, old)
    try {
      await rename(temporary, target)
    } catch (error) {
      await rename(old, target)
      throw error
    }
    await rm(old, { recursive: true, force: true })
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    throw error
  }
}

/**
 * The names in a folder; undefined when there is none.
 * @throws AppError 'input' when a file is there in its place
 */
async function contents(path: string): Promise<string[] | undefined> {
  const status = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (!status) return undefined
  if (status.isDirectory()) return readdir(path)
  throw new AppError('input', said('export-file', { path: basename(path) }))
}
