import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { AppError, toEnvelope } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import { isClutter, isImageName } from './names.ts'
import type { ScanHooks, Tree } from './tree.ts'
import { maxFileBytes } from './tree.ts'

const irregular = () => new AppError('format', said('file-irregular'))
const tooLarge = () => new AppError('format', said('file-large', { most: maxFileBytes / 2 ** 20 }))
const outside = () => new AppError('format', said('file-outside'))

/** Why a file could not be read, in words. */
function failure(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new AppError('missing', said('file-gone'), { cause: error })
  if (code === 'EACCES' || code === 'EPERM')
    return new AppError('disk', said('file-permission'), { cause: error })
  return new AppError('disk', said('file-unread', { reason: code ?? toEnvelope(error).message }), {
    cause: error
  })
}

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
      if (!status.isFile()) throw irregular()
      if (status.size > maxFileBytes) throw tooLarge()
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw failure(error)
  }
}

const inside = (home: string, path: string) =>
  path === home || path.startsWith(home.endsWith(sep) ? home : home + sep)

/** Opens a file without following it where it is a link; Windows cannot, and says where it leads instead. */
function openPlain(path: string): number {
  if (!constants.O_NOFOLLOW && realpathSync(path) !== path)
    throw Object.assign(new Error('a link'), { code: 'ELOOP' })
  // Not waiting for a writer, should it have become a pipe.
  return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
}

/**
 * Reads files of one folder, one after the other and without the trips to other threads: for processes that do
 * nothing else. Where each folder below really lies is looked up once.
 * @returns reads a file by its path in the folder; throws as `Tree.read` does
 */
export function folderReader(root: string): (file: string) => Uint8Array {
  const home = realpathSync(root)
  const folders = new Map<string, string>()
  function place(path: string): string {
    const real = realpathSync(path)
    if (!inside(home, real)) throw outside()
    return real
  }
  function placeOfFolder(folder: string): string {
    const known = folders.get(folder)
    if (known !== undefined) return known
    const real = place(join(root, folder))
    folders.set(folder, real)
    return real
  }
  function pathOf(file: string): string {
    const cut = file.lastIndexOf('/')
    const name = file.slice(cut + 1)
    const isPlain = name !== '' && name !== '.' && name !== '..' && !name.includes(sep)
    if (isPlain) return placeOfFolder(cut < 0 ? '' : file.slice(0, cut)) + sep + name
    const target = join(root, file)
    return join(place(dirname(target)), basename(target))
  }
  function openInside(file: string): number {
    const path = pathOf(file)
    try {
      return openPlain(path)
    } catch (error) {
      if (!['ELOOP', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
      return openPlain(place(path))
    }
  }
  return (file) => {
    try {
      const handle = openInside(file)
      try {
        return readAll(handle)
      } finally {
        closeSync(handle)
      }
    } catch (error) {
      throw failure(error)
    }
  }
}

function readAll(handle: number): Uint8Array {
  const status = fstatSync(handle)
  if (!status.isFile()) throw irregular()
  if (status.size > maxFileBytes) throw tooLarge()
  const bytes = Buffer.allocUnsafe(status.size)
  let filled = 0
  while (filled < bytes.length) {
    const read = readSync(handle, bytes, filled, bytes.length - filled, filled)
    if (read === 0) break
    filled += read
  }
  return bytes.subarray(0, filled)
}

/**
 * Finds the images of a folder. Symbolic links are followed only to what lies in the folder itself, and every
 * folder is visited once, so links can neither lead out nor round in circles.
 */
export async function openFolder(root: string, { signal, found }: ScanHooks = {}): Promise<Tree> {
  const home = await realpath(root)
  const isInside = (path: string) => inside(home, path)
  const tree: Tree = {
    kind: 'folder',
    root,
    files: [],
    problems: [],
    skipped: 0,
    read: async (path) => {
      const target = join(root, path)
      const real = await realpath(target).catch(() => undefined)
      // Checked again here: a file may have become a link since the scan, and paths come from saved projects.
      if (real !== undefined && !isInside(real)) throw outside()
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
      problem(path, inWords('folder-unread', { code: (error as NodeJS.ErrnoException).code ?? '' }))
      return
    }
    found?.(tree.files.length)
    for (const entry of entries) {
      if (isClutter(entry.name)) continue
      const below = path ? `${path}/${entry.name}` : entry.name
      if (entry.isSymbolicLink()) links.push(below)
      else if (entry.isDirectory()) await folder(below)
      else if (entry.isFile()) file(below, entry.name)
      else if (isImageName(entry.name)) problem(below, inWords('file-irregular'))
    }
  }

  await folder('')
  // Links come last, so that a folder is known by its own name rather than by a link's.
  for (let link = links.shift(); link !== undefined; link = links.shift()) {
    const real = await realpath(join(root, link)).catch(() => undefined)
    if (real === undefined) {
      if (isImageName(link)) problem(link, inWords('link-nothing'))
    } else if (!isInside(real)) problem(link, inWords('link-outside'))
    else if ((await stat(real)).isDirectory()) await folder(link)
    else file(link, link.split('/').at(-1)!)
  }
  return tree
}
