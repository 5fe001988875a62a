/** Where an export goes: the ending says the format, and what cannot be written is said in words. */
import { basename, extname, isAbsolute } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { writeAtomic } from '../files.ts'

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'there is no permission',
  EPERM: 'there is no permission',
  ENOENT: 'its folder cannot be made',
  EROFS: 'the place is read-only',
  EISDIR: 'it is a folder',
  ENOTEMPTY: 'it is a folder',
  ENOTDIR: 'a folder on the way is a file',
  EEXIST: 'a folder on the way is a file',
  ENAMETOOLONG: 'the name is too long'
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
    throw new AppError('disk', `${path} cannot be written: ${reasons[code] ?? code}. ${advice}`, { cause })
  }
}

const elsewhere = 'Nothing was written. Make room or choose another place.'

/** Writes the whole file or leaves what was there. */
export async function writeExport(
  path: string,
  bytes: Uint8Array | string
): Promise<{ path: string; bytes: number }> {
  if (!isAbsolute(path)) throw new AppError('input', `An export needs a whole path: ${path}`)
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
  const known = formats.map((name) => `.${name}`)
  const words = known.length > 1 ? `${known.slice(0, -1).join(', ')} or ${known.at(-1)}` : known[0]
  throw new AppError('input', `${basename(path)} cannot be written: it must end in ${words}.`)
}
