import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { AppError, toEnvelope } from '../shared/errors.ts'
import { isClutter, isImageName } from './names.ts'
import type { ScanHooks, Tree } from './tree.ts'
import { maxFileBytes } from './tree.ts'

/**
 * Reads one file whole.
 * @throws AppError 'missing' when it is gone, 'disk' when it cannot be read, 'format' when it is too large or no
 * regular file
 */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const handle = await open(path)
    try {
      const status = await handle.stat()
      if (!status.isFile()) throw new AppError('format', 'Not a regular file.')
      if (status.size > maxFileBytes)
        throw new AppError('format', `Larger than ${maxFileBytes / 2 ** 20} MiB; not read.`)
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new AppError('missing', 'The file is gone.', { cause: error })
    if (code === 'EACCES' || code === 'EPERM')
      throw new AppError('disk', 'There is no permission to read it.', { cause: error })
    throw new AppError('disk', `It cannot be read (${code ?? toEnvelope(error).message}).`, { cause: error })
  }
}

/**
 * Finds the images of a folder. Symbolic links are followed only to what lies in the folder itself, and every
 * folder is visited once, so links can neither lead out nor round in circles.
 */
export async function openFolder(root: string, { signal, found }: ScanHooks = {}): Promise<Tree> {
  const home = await realpath(root)
  const isInside = (path: string) => path === home || path.startsWith(home.endsWith(sep) ? home : home + sep)
  const tree: Tree = {
    kind: 'folder',
    files: [],
    problems: [],
    skipped: 0,
    read: async (path) => {
      const target = join(root, path)
      const real = await realpath(target).catch(() => undefined)
      // Checked again here: a file may have become a link since the scan, and paths come from saved projects.
      if (real !== undefined && !isInside(real))
        throw new AppError('format', 'A path or a symbolic link out of the folder; not followed.')
      return readWhole(real ?? target)
    },
    close: () => {}
  }
  const visited = new Set<string>()
  const links: string[] = []
  const problem = (path: string, reason: string) => tree.problems.push({ path, reason })

  function file(path: string, name: string) {
    if (isImageName(name)) tree.files.push(path)
    else if (path.toLowerCase() === 'labels.csv') tree.labelsFile = path
    else tree.skipped++
  }

  async function folder(path: string) {
    signal?.throwIfAborted()
    const real = await realpath(join(root, path)).catch(() => join(root, path))
    if (visited.has(real)) return
    visited.add(real)
    let entries
    try {
      entries = await readdir(join(root, path), { withFileTypes: true })
    } catch (error) {
      if (path === '') throw error
      problem(path, `The folder cannot be read (${(error as NodeJS.ErrnoException).code}).`)
      return
    }
    found?.(tree.files.length)
    for (const entry of entries) {
      if (isClutter(entry.name)) continue
      const below = path ? `${path}/${entry.name}` : entry.name
      if (entry.isSymbolicLink()) links.push(below)
      else if (entry.isDirectory()) await folder(below)
      else if (entry.isFile()) file(below, entry.name)
      else if (isImageName(entry.name)) problem(below, 'Not a regular file.')
    }
  }

  await folder('')
  // Links come last, so that a folder is known by its own name rather than by a link's.
  for (let link = links.shift(); link !== undefined; link = links.shift()) {
    const real = await realpath(join(root, link)).catch(() => undefined)
    if (real === undefined) {
      if (isImageName(link)) problem(link, 'A symbolic link to nothing.')
    } else if (!isInside(real)) problem(link, 'A symbolic link out of the folder; not followed.')
    else if ((await stat(real)).isDirectory()) await folder(link)
    else file(link, link.split('/').at(-1)!)
  }
  return tree
}
