/** Image files given on the command line, as the pixels a run was trained on. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageShape } from '../engine/networks/parameters.ts'
import type { Pixels, Problem } from '../shared/contract.ts'
import { toEnvelope } from '../shared/errors.ts'
import type { ImageSettings } from '../shared/schemas.ts'
import { byName, isImageName } from '../node/names.ts'
import { readRestoreImage } from '../node/restoreimages.ts'

/** Pixels of the files that could be read, with the paths in the same order, and what could not and why. */
export interface ReadImages {
  pixels: Pixels
  paths: string[]
  problems: Problem[]
  /** The paths of those that were of another size, or in colour where grey is wanted, and what they were. */
  changed: { path: string; was: ImageShape }[]
}

/** An image's size, and whether it is in colour. */
export const shapeWords = ({ width, height, channels }: ImageShape): string =>
  `${width}×${height}${channels === 1 ? '' : ' in colour'}`

/** Few enough to be told one by one. */
const fewImages = 3

/** What became of images that were not as the run takes them, in lines. */
export function changesOf({ changed, paths, pixels }: ReadImages): string[] {
  const wanted = `${pixels.width}×${pixels.height}${pixels.channels === 1 ? ' in grey' : ''}`
  if (changed.length <= fewImages)
    return changed.map(({ path, was }) => `${path}: ${shapeWords(was)}, taken as ${wanted}`)
  return [`${changed.length} of ${paths.length} images were of another shape, taken as ${wanted}`]
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
  const changed: ReadImages['changed'] = []
  for (const path of paths) {
    signal?.throwIfAborted()
    try {
      const { pixels, was } = await readRestoreImage(await readFile(path), settings)
      images.push(pixels.data)
      readable.push(path)
      if (was) changed.push({ path, was })
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
    problems,
    changed
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
