/**
 * Small PNGs as nearly all are: 8 bits, not interlaced, in no colour space of their own. A library's way to the
 * pixels costs several times what they hold, and a data set has tens of thousands.
 */
import { crc32 } from 'node:zlib'
import type { Decoded } from './images.ts'
import { inflateInto } from './inflate.ts'

/** Larger images gain nothing here. */
const maxPixels = 2 ** 16

/** Chunks that say nothing about the pixels, or that they are sRGB. */
const harmless = new Set(['sRGB', 'sBIT', 'pHYs', 'tEXt', 'zTXt', 'iTXt', 'tIME', 'bKGD', 'hIST', 'oFFs'])

/** Bytes a pixel by colour type: grey, colour, palette, grey with alpha, colour with alpha. */
const bytesPerPixel: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** Where the lines of small images lie until their pixels are laid out. */
const scratch = new Uint8Array(2 ** 14)

interface Parts {
  width: number
  height: number
  type: number
  palette?: Buffer
  packed: Buffer
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
  const data: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at)
    if (end + 4 > bytes.length || checksum(bytes, at + 4, end) !== bytes.readUInt32BE(end)) return undefined
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (name === 'IDAT') data.push(bytes.subarray(at + 8, end))
    else if (name === 'PLTE') palette = bytes.subarray(at + 8, end)
    else if (name === 'IEND') break
    else if (at > 8 && !harmless.has(name)) return undefined
    at = end + 4
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  const type = bytes[25]
  // Eight bits; the one compression and filtering there are; not interlaced.
  if (bytes[24] !== 8 || bytes[26] || bytes[27] || bytes[28]) return undefined
  return { width, height, type, palette, packed: data.length === 1 ? data[0] : Buffer.concat(data) }
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

/** Lays the pixels out as red, green, blue, alpha. */
function spread(rows: Uint8Array, { width, height, type, palette }: Parts): Uint8Array | undefined {
  const pixel = bytesPerPixel[type]
  const row = width * pixel
  // From a pool where it is small; every byte is written.
  const data = Buffer.allocUnsafe(width * height * 4)
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
        if (palette && from + 2 >= palette.length) return undefined
        const isGray = type === 0 || type === 4
        data[to] = values[from]
        data[to + 1] = values[isGray ? from : from + 1]
        data[to + 2] = values[isGray ? from : from + 2]
        data[to + 3] = type === 4 ? rows[at + 1] : 255
      }
  }
  return data
}

/**
 * Decodes a small simple PNG.
 * @returns undefined for any other, and for what is damaged: it is the library's
 */
export function decodePng(bytes: Buffer, width: number, height: number): Decoded | undefined {
  if (width * height > maxPixels) return undefined
  const parts = partsOf(bytes)
  if (!parts || !(parts.type in bytesPerPixel) || (parts.type === 3) !== (parts.palette !== undefined))
    return undefined
  const row = width * bytesPerPixel[parts.type]
  const length = height * (row + 1)
  const rows = length < scratch.length ? scratch : new Uint8Array(length + 1)
  if (!inflateInto(parts.packed, rows, length)) return undefined
  if (!unfilter(rows, height, row, bytesPerPixel[parts.type])) return undefined
  const data = spread(rows, parts)
  const opaque = parts.type !== 4 && parts.type !== 6
  return data && { data, width, height, opaque, sourceWidth: width, sourceHeight: height }
}
