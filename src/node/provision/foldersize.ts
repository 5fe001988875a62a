/** Sizes of what lies below a folder, for watching other programs write into it. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The sizes in bytes of all files below a folder; files that vanish meanwhile, or a missing folder, count nothing. */
export async function fileSizes(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0
        )
      )
  )
}
