/** Image files given on the command line, as the pixels a run was trained on. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pixels, Problem } from '../shared/contract.ts'
import { toEnvelope } from '../shared/errors.ts'
import type { ImageSettings } from '../shared/schemas.ts'
import { decodeImage } from '../node/images.ts'
import { byName, isImageName } from '../node/names.ts'

/** Pixels of the files that could be read, with the paths in the same order, and what could not and why. */
export interface ReadImages {
  pixels: Pixels
  paths: string[]
  problems: Problem[]
}

/** Reads and decodes files, one after the other; @param signal ends the work between two files */
export async function readImages(
  paths: string[],
  settings: ImageSettings,
  signal?: AbortSignal
): Promise<ReadImages> {
  const images: Uint8Array[] = []
  const readable: string[] = []
  const problems: Problem[] = []
  for (const path of paths) {
    signal?.throwIfAborted()
    try {
      images.push(await decodeImage(await readFile(path), settings))
      readable.push(path)
    } catch (error) {
      problems.push({ path, reason: toEnvelope(error).message })
    }
  }
  const channels = settings.channels === 'gray' ? 1 : 3
  const data = new Uint8Array(images.length * settings.size ** 2 * channels)
  images.forEach((image, index) => data.set(image, index * image.length))
  const { size } = settings
  return {
    pixels: { data, count: images.length, height: size, width: size, channels },
    paths: readable,
    problems
  }
}

/** The paths as they are, each folder replaced by the image files below it, by name. */
export async function imagesIn(paths: string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      if (!(await stat(path).catch(() => undefined))?.isDirectory()) return [path]
      const names = await readdir(path, { recursive: true })
      return names
        .filter(isImageName)
        .sort(byName)
        .map((name) => join(path, name))
    })
  )
  return found.flat()
}
