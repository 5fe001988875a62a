/**
 * Small PNGs as nearly all are: 8 bits, not interlaced, in no colour space of their own. A library's way to the
 * pixels costs several times what they hold, and a data set has tens of thousands.
 */
import { crc32 } from 'node:zlib'
import type { ImageSettings } from '../shared/schemas.ts'
import type { Decoded } from './images.ts'
import { inflateInto } from './inflate.ts'
import { channelCount, colour, flatten, toSquare } from './square.ts'
import type { Layers } from './square.ts'

/** Larger images gain nothing here. */
const maxPixels = 2 ** 16

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
/** The first chunk with what is before it. */
const headLength = 33

const codeOf = (name: string) => Buffer.from(name, 'latin1').readUInt32BE()
const [dataCode, paletteCode, endCode] = ['IDAT', 'PLTE', 'IEND'].map(codeOf)

/** Chunks that say nothing about the pixels, or that they are sRGB. */
const harmless = new Set(
  ['sRGB', 'sBIT', 'pHYs', 'tEXt', 'zTXt', 'iTXt', 'tIME', 'bKGD', 'hIST', 'oFFs'].map(codeOf)
)

/** Bytes a pixel by colour type: grey, colour, palette, grey with alpha, colour with alpha. */
const bytesPerPixel: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** Where the lines of small images lie until their pixels are laid out. */
const scratch = new Uint8Array(2 ** 14)
/** The same for their pixels, where those are only passed through. */
const scratchPixels = Buffer.alloc(2 ** 14)

interface Parts {
  width: number
  height: number
  type: number
  palette?: Buffer
  packed: Buffer
  /** Where in `packed` the data is. */
  from: number
  to: number
  /** Whether its end was found. */
  whole: boolean
}

/** Fewer bytes than this are summed sooner here than by a call that has to leave JavaScript. */
const worthCall = 64

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0)
  return value
})

/** CRC-32 of the bytes from `from` to before `to`. */
function checksum(bytes: Buffer, from: number, to: number): number {
  if (to - from >= worthCall) return crc32(bytes.subarray(from, to))
  let value = -1
  for (let at = from; at < to; at++) value = (value >>> 8) ^ crcTable[(value ^ bytes[at]) & 255]
  return ~value >>> 0
}

/** The parts of a PNG; undefined for one that is not of the simple kind, or damaged. */
function partsOf(bytes: Buffer): Parts | undefined {
  let palette: Buffer | undefined
  let [from, to] = [0, 0]
  let more: Buffer[] | undefined
  let whole = false
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at)
    if (end + 4 > bytes.length || checksum(bytes, at + 4, end) !== bytes.readUInt32BE(end)) return undefined
    const code = bytes.readUInt32BE(at + 4)
    if (code === dataCode) {
      if (from) (more ??= [bytes.subarray(from, to)]).push(bytes.subarray(at + 8, end))
      else [from, to] = [at + 8, end]
    } else if (code === paletteCode) palette = bytes.subarray(at + 8, end)
    else if (code === endCode) {
      whole = true
      break
    } else if (at > 8 && !harmless.has(code)) return undefined
    at = end + 4
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  const type = bytes[25]
  // Eight bits; the one compression and filtering there are; not interlaced.
  if (bytes[24] !== 8 || bytes[26] || bytes[27] || bytes[28]) return undefined
  const about = { width, height, type, palette, whole }
  if (!more) return { ...about, packed: bytes, from, to }
  const packed = Buffer.concat(more)
  return { ...about, packed, from: 0, to: packed.length }
}

/**
 * Undoes the filters in place. Left of the first pixel and above the first line all is 0, which makes simpler
 * filters of some.
 * @param rows [height, 1 + row], each beginning with its filter
 */
function unfilter(rows: Uint8Array, height: number, row: number, pixel: number): boolean {
  const up = row + 1
  for (let y = 0; y < height; y++) {
    const start = y * up + 1
    const inner = start + pixel
    const end = start + row
    const filter = rows[start - 1]
    if (filter > 4) return false
    if (filter === 1 || (filter === 4 && y === 0))
      for (let at = inner; at < end; at++) rows[at] += rows[at - pixel]
    else if (filter === 2 && y > 0) for (let at = start; at < end; at++) rows[at] += rows[at - up]
    else if (filter === 3 && y === 0) for (let at = inner; at < end; at++) rows[at] += rows[at - pixel] >> 1
    else if (filter === 3) {
      for (let at = start; at < inner; at++) rows[at] += rows[at - up] >> 1
      for (let at = inner; at < end; at++) rows[at] += (rows[at - pixel] + rows[at - up]) >> 1
    } else if (filter === 4) {
      for (let at = start; at < inner; at++) rows[at] += rows[at - up]
      addPaeth(rows, inner, end, pixel, up)
    }
  }
  return true
}

/**
 * Adds the neighbour (left, above, above left) nearest to left + above − above left; ties in that order. Goes
 * channel by channel, so that what was left and above left is still at hand.
 */
function addPaeth(rows: Uint8Array, from: number, to: number, pixel: number, up: number): void {
  for (let channel = from; channel < from + pixel && channel < to; channel++) {
    let left = rows[channel - pixel]
    let corner = rows[channel - up - pixel]
    for (let at = channel; at < to; at += pixel) {
      const above = rows[at - up]
      const byLeft = Math.abs(above - corner)
      const byAbove = Math.abs(left - corner)
      const byCorner = Math.abs(left + above - 2 * corner)
      const nearest = byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner
      left = (rows[at] + nearest) & 255
      rows[at] = left
      corner = above
    }
  }
}

/**
 * Lays the pixels out as red, green, blue, alpha.
 * @param data uint8, [height, width, 4]; every byte is written
 * @returns false where one of them is not in the palette
 */
function spread(rows: Uint8Array, { width, height, type, palette }: Parts, data: Buffer): boolean {
  const pixel = bytesPerPixel[type]
  const row = width * pixel
  let to = 0
  for (let y = 0; y < height; y++) {
    const start = y * (row + 1) + 1
    const end = start + row
    if (type === 6) {
      data.set(rows.subarray(start, end), to)
      to += row
    } else
      for (let at = start; at < end; at += pixel, to += 4) {
        const values = palette ?? rows
        const from = palette ? rows[at] * 3 : at
        if (palette && from + 2 >= palette.length) return false
        const isGray = type === 0 || type === 4
        data[to] = values[from]
        data[to + 1] = values[isGray ? from : from + 1]
        data[to + 2] = values[isGray ? from : from + 2]
        data[to + 3] = type === 4 ? rows[at + 1] : 255
      }
  }
  return true
}

const isOpaque = ({ type }: Parts) => type !== 4 && type !== 6

/** The lines of a PNG, each beginning with its filter, which is undone; they last until the next image. */
function linesOf(parts: Parts): Uint8Array | undefined {
  const { width, height, type, palette, packed, from, to } = parts
  if (!(type in bytesPerPixel) || (type === 3) !== (palette !== undefined)) return undefined
  const row = width * bytesPerPixel[type]
  const length = height * (row + 1)
  const rows = length < scratch.length ? scratch : new Uint8Array(length + 1)
  if (!inflateInto(packed, from, to, rows, length)) return undefined
  return unfilter(rows, height, row, bytesPerPixel[type]) ? rows : undefined
}

/**
 * Decodes a small simple PNG.
 * @returns undefined for any other, and for what is damaged: it is the library's
 */
export function decodePng(bytes: Buffer, width: number, height: number): Decoded | undefined {
  if (width * height > maxPixels) return undefined
  const parts = partsOf(bytes)
  const rows = parts && linesOf(parts)
  // From a pool where it is small.
  const data = rows && Buffer.allocUnsafe(width * height * 4)
  if (!data || !spread(rows, parts, data)) return undefined
  return { data, width, height, opaque: isOpaque(parts), sourceWidth: width, sourceHeight: height }
}

/** The pixels of a small PNG, where they lie already if they are of the right kind. */
function layersOf(rows: Uint8Array, parts: Parts): Layers | undefined {
  const { width, height, type } = parts
  const opaque = isOpaque(parts)
  if (type === 6) return { data: rows, width, height, opaque, lead: 1 }
  const length = width * height * 4
  const data = length <= scratchPixels.length ? scratchPixels : Buffer.allocUnsafe(length)
  return spread(rows, parts, data) ? { data, width, height, opaque } : undefined
}

/**
 * Makes the square pixels of a data set from the file of a small simple PNG in one go.
 * @param target uint8, written from `at` on, [size, size, channels]
 * @returns the image's own size; undefined for any other file, and for what is damaged: `prepare` knows what it is
 */
export function squarePng(
  bytes: Buffer,
  settings: ImageSettings,
  target: Uint8Array,
  at: number
): { width: number; height: number } | undefined {
  if (bytes.length < headLength || bytes.compare(signature, 0, 8, 0, 8) !== 0) return undefined
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  if (!(width > 0 && height > 0 && width * height <= maxPixels)) return undefined
  const parts = partsOf(bytes)
  const rows = parts?.whole ? linesOf(parts) : undefined
  const layers = rows && layersOf(rows, parts!)
  if (!layers) return undefined
  const { size } = settings
  if (width === size && height === size)
    flatten(layers, channelCount(settings), colour(settings.background), target, at)
  else target.set(toSquare(layers, settings), at)
  return { width, height }
}
