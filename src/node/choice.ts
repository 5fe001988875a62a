import type { ImageSettings, ImportOptions } from '../shared/schemas.ts'
import { readHeader } from './formats.ts'
import { decode, isGray } from './images.ts'
import type { Collection, Entry } from './scan.ts'

/** So many images, evenly spread over the collection, speak for all. */
const sampleSize = 32
/** Larger images become this size: enough to recognise, small enough to learn in about a minute. */
const largeSize = 64
const smallestSize = 16
/** Images looked at together. */
const abreast = 4
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

/** Shorter side of an image, and whether it is grey if that is asked; undefined if it cannot be read. */
async function look(
  collection: Collection,
  entry: Entry,
  colour: boolean
): Promise<{ side: number; gray?: boolean } | undefined> {
  try {
    const bytes = await collection.read(entry)
    const { width, height } = readHeader(bytes)
    const gray = colour ? isGray(await decode(bytes, largeSize)) : undefined
    return { side: Math.min(width, height), gray }
  } catch {
    return undefined
  }
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
  const entries = sample(collection.entries)
  const known: { side: number; gray?: boolean }[] = []
  const coloured = () => known.filter(({ gray }) => gray === false).length
  for (let at = 0; at < entries.length; at += abreast) {
    signal?.throwIfAborted()
    // Decoding a photo takes long; once it is known that there is colour the size is all that is asked.
    const isOpen = channels === undefined && coloured() <= entries.length * (1 - grayShare)
    const looked = entries.slice(at, at + abreast).map((entry) => look(collection, entry, isOpen))
    known.push(...(await Promise.all(looked)).filter((image) => image !== undefined))
  }
  signal?.throwIfAborted()
  if (known.length === 0) return withDefaults(options)
  const side = median(known.map((image) => image.side))
  const isMostlyGray = coloured() <= known.length * (1 - grayShare)
  return {
    ...withDefaults(options),
    size: size ?? (side > largeSize ? largeSize : Math.max(smallestSize, side)),
    channels: channels ?? (isMostlyGray ? 'gray' : 'rgb')
  }
}
