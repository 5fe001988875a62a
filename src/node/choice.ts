import type { ImageSettings, ImportOptions } from '../shared/schemas.ts'
import { decode, isGray } from './images.ts'
import type { Collection, Entry } from './scan.ts'

/** So many images, evenly spread over the collection, speak for all. */
const sampleSize = 48
/** Larger images become this size: enough to recognise, small enough to learn in about a minute. */
const largeSize = 64
const smallestSize = 16
/** A few coloured images among grey ones do not make a collection coloured. */
const grayShare = 0.95

/** What is taken where nothing is known or asked. */
export const defaultSettings: ImageSettings = {
  size: 28,
  channels: 'gray',
  fit: 'crop',
  background: '#ffffff'
}

function median(values: number[]): number {
  const ordered = [...values].sort((a, b) => a - b)
  return ordered[ordered.length >> 1]
}

function sample(entries: Entry[]): Entry[] {
  const step = Math.max(1, entries.length / sampleSize)
  const count = Math.min(entries.length, sampleSize)
  return Array.from({ length: count }, (_, index) => entries[Math.floor(index * step)])
}

/**
 * Chooses what the options leave open from some of the images: their median shorter side when it is small, 64
 * for anything larger; grey when nearly all of them are. Images that cannot be read have no say.
 */
export async function chooseSettings(
  collection: Collection,
  options: ImportOptions,
  signal?: AbortSignal
): Promise<ImageSettings> {
  const { size, channels, fit = defaultSettings.fit, background = defaultSettings.background } = options
  if (size !== undefined && channels !== undefined) return { size, channels, fit, background }
  const looked = await Promise.all(
    sample(collection.entries).map(async (entry) => {
      try {
        signal?.throwIfAborted()
        const image = await decode(await collection.read(entry), largeSize)
        return { side: Math.min(image.sourceWidth, image.sourceHeight), gray: isGray(image) }
      } catch {
        return undefined
      }
    })
  )
  signal?.throwIfAborted()
  const known = looked.filter((image) => image !== undefined)
  if (known.length === 0) return { ...defaultSettings, fit, background }
  const side = median(known.map((image) => image.side))
  const isMostlyGray = known.filter((image) => image.gray).length >= known.length * grayShare
  return {
    size: size ?? (side > largeSize ? largeSize : Math.max(smallestSize, side)),
    channels: channels ?? (isMostlyGray ? 'gray' : 'rgb'),
    fit,
    background
  }
}
