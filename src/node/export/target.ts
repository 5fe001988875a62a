/** Where an export goes: the ending says the format, and what cannot be written is said in words. */
import { basename, extname, isAbsolute } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { inWords, said } from '../../shared/problems.ts'
import { writeAtomic } from '../files.ts'

const reasons: Record<string, string> = {
  ENOSPC: inWords('no-room'),
  EDQUOT: inWords('no-quota'),
  EACCES: inWords('no-permission'),
  EPERM: inWords('no-permission'),
  ENOENT: inWords('no-folder'),
  EROFS: inWords('place-read-only'),
  EISDIR: inWords('is-folder'),
  ENOTEMPTY: inWords('is-folder'),
  ENOTDIR: inWords('folder-is-file'),
  EEXIST: inWords('folder-is-file'),
  ENAMETOOLONG: inWords('name-long')
}

/**
 * Does some writing; what the system refuses becomes words.
 * @param advice what to do then
 * @throws AppError 'disk' that names the file and the reason
 */
export async function writingTo<Result>(
  path: string,
  advice: string,
  work: () => Promise<Result>
): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (cause instanceof AppError || code === undefined || !/^E[A-Z]/.test(code)) throw cause
    throw new AppError('disk', said('unwritable', { path, reason: reasons[code] ?? code, advice }), { cause })
  }
}

const elsewhere = inWords('do-elsewhere')

/** Writes the whole file or leaves what was there. */
export async function writeExport(
  path: string,
  bytes: Uint8Array | string
): Promise<{ path: string; bytes: number }> {
  if (!isAbsolute(path)) throw new AppError('input', said('export-path', { path }))
  await writingTo(path, elsewhere, () => writeAtomic(path, bytes))
  return { path, bytes: Buffer.byteLength(bytes) }
}

/**
 * The format that a path's ending names, and the path with an ending.
 * @param formats the endings that are possible, without the dot; the first where the path has none
 * @throws AppError 'input' for any other ending
 */
export function formatOf<Format extends string>(
  path: string,
  formats: readonly Format[]
): { format: Format; path: string } {
  const ending = extname(path).slice(1).toLowerCase()
  const format = formats.find((name) => name === ending)
  if (format) return { format, path }
  // "samples 0.5" has no ending, whatever stands behind the dot.
  if (ending === '' || !/^[a-z][a-z0-9]{1,7}$/.test(ending))
    return { format: formats[0], path: `${path}.${formats[0]}` }
  const known = formats.map((name) => `.${name}`).join(', ')
  throw new AppError('input', said('export-ending', { path: basename(path), known }))
}
