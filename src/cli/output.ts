/** Files a command leaves behind. */
import { extname } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { writingTo } from '../node/export/target.ts'
import { writeAtomic } from '../node/files.ts'

/**
 * Writes the whole file or leaves what was there.
 * @throws AppError 'disk' that names the file and the reason
 */
export function saveFile(path: string, bytes: Uint8Array | string): Promise<void> {
  return writingTo(path, 'Choose another --out.', () => writeAtomic(path, bytes))
}

/** Reads an --out that may be a film too. */
export const filmFile = (text: string): string => (onlyFilm.test(text) ? text : pictureFile(text))

/** Endings that no still picture has. */
export const onlyFilm = /\.(gif|mp4|webm)$/i

/** Reads an --out for a picture: a name that promises another format is a wrong call. */
export function pictureFile(text: string): string {
  const ending = extname(text).toLowerCase()
  if (['.jpg', '.jpeg', '.svg', '.gif', '.pdf', '.tif', '.tiff', '.bmp', '.avif'].includes(ending))
    throw new InvalidArgumentError(
      `Pictures are written as PNG or WebP, so the file cannot end in ${ending}.`
    )
  return text
}
