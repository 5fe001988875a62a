/** Files a command leaves behind. */
import { extname } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { writeAtomic } from '../node/files.ts'
import { AppError } from '../shared/errors.ts'

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
 * Writes the whole file or leaves what was there.
 * @throws AppError 'disk' that names the file and the reason
 */
export async function saveFile(path: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await writeAtomic(path, bytes)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === undefined) throw cause
    const reason = reasons[code] ?? code
    throw new AppError('disk', `${path} cannot be written: ${reason}. Choose another --out.`, { cause })
  }
}

/** Reads an --out for a picture: a name that promises another format is a wrong call. */
export function pictureFile(text: string): string {
  const ending = extname(text).toLowerCase()
  if (['.jpg', '.jpeg', '.svg', '.gif', '.webp', '.pdf', '.tif', '.tiff', '.bmp', '.avif'].includes(ending))
    throw new InvalidArgumentError(`Pictures are written as PNG, so the file cannot end in ${ending}.`)
  return text
}
