/** A disk that is full, for tests that see what is left behind on one. */
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync } from 'node:fs'

export interface FullDisk {
  folder: string
  /** Gives the folder back. */
  release(): void
}

/**
 * Mounts a small file system of memory on a new folder and fills it.
 * @returns undefined where this user may not mount anything
 */
export function fullDisk(folder: string): FullDisk | undefined {
  mkdirSync(folder)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' })
  if (mounted.status !== 0) return undefined
  const fill = Buffer.alloc(4096)
  try {
    for (;;) appendFileSync(`${folder}/filling`, fill)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
  return { folder, release: () => void spawnSync('umount', [folder]) }
}
