import type { ImageSettings, ImportOptions } from '../shared/schemas.ts'
import { decode, isGray } from './images.ts'
import type { Collection, Entry } from './scan.ts'

/** So many images, evenly spread over the collection, speak for all. */
const sampleSize = 32
/** Larger images become this size: enough to recognise, small enough to learn in about a minute. */
const largeSize = 64
const smallestSize = 16
/** A few coloured images among grey ones do not make a collection coloured. */
const grayShare = 0.95

/** What is taken where nothing is known or asked. */
const defaultSettings: ImageSettings = {
  size: 28,
  channels: 'gray',
  fit: 'crop',
  background: '#ffffff'
}

/** Those of the settings that the options name. */
export function givenSettings({ size, channels, fit, background }: ImportOptions): Partial<ImageSettings> {
  const named = Object.entries({ size, channels, fit, background }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(named)
}

export const withDefaults = (options: ImportOptions): ImageSettings => ({
  ...defaultSettings,
  ...givenSettings(options)
})

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
  const { size, channels } = options
  if (size !== undefined && channels !== undefined) return withDefaults(options)
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
  if (known.length === 0) return withDefaults(options)
  const side = median(known.map((image) => image.side))
  const isMostlyGray = known.filter((image) => image.gray).length >= known.length * grayShare
  return {
    ...withDefaults(options),
    size: size ?? (side > largeSize ? largeSize : Math.max(smallestSize, side)),
    channels: channels ?? (isMostlyGray ? 'gray' : 'rgb')
  }
}
