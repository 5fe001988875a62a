/**
 * Small PNGs as nearly all are: 8 bits, not interlaced, in no colour space of their own. A library's way to the
 * pixels costs several times what they hold, and a data set has tens of thousands.
 */
import { crc32, inflateSync } from 'node:zlib'
import type { Decoded } from './images.ts'

/** Larger images gain nothing here. */
const maxPixels = 2 ** 16

/** Chunks that say nothing about the pixels, or that they are sRGB. */
const harmless = new Set(['sRGB', 'sBIT', 'pHYs', 'tEXt', 'zTXt', 'iTXt', 'tIME', 'bKGD', 'hIST', 'oFFs'])

/** Bytes a pixel by colour type: grey, colour, palette, grey with alpha, colour with alpha. */
const bytesPerPixel: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

interface Parts {
  width: number
  height: number
  type: number
  palette?: Buffer
  packed: Buffer
}

/** The parts of a PNG; undefined for one that is not of the simple kind, or damaged. */
function partsOf(bytes: Buffer): Parts | undefined {
  let palette: Buffer | undefined
  const data: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at)
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end))
      return undefined
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

/** The neighbour (left, above, above left) nearest to left + above − above left; ties in that order. */
function paeth(left: number, above: number, corner: number): number {
  const [byLeft, byAbove] = [Math.abs(above - corner), Math.abs(left - corner)]
  const byCorner = Math.abs(left + above - 2 * corner)
  if (byLeft <= byAbove && byLeft <= byCorner) return left
  return byAbove <= byCorner ? above : corner
}

/** Undoes the filters in place. @param rows [height, 1 + row], each beginning with its filter */
function unfilter(rows: Uint8Array, height: number, row: number, pixel: number): boolean {
  for (let y = 0; y < height; y++) {
    const start = y * (row + 1) + 1
    const end = start + row
    const filter = rows[start - 1]
    const up = row + 1
    if (filter > 4) return false
    if (filter === 1) for (let at = start + pixel; at < end; at++) rows[at] += rows[at - pixel]
    else if (filter === 2 && y > 0) for (let at = start; at < end; at++) rows[at] += rows[at - up]
    else if (filter > 2)
      for (let at = start; at < end; at++) {
        const hasLeft = at - start >= pixel
        const left = hasLeft ? rows[at - pixel] : 0
        const above = y > 0 ? rows[at - up] : 0
        if (filter === 3) rows[at] += (left + above) >> 1
        else rows[at] += paeth(left, above, hasLeft && y > 0 ? rows[at - up - pixel] : 0)
      }
  }
  return true
}

/** Lays the pixels out as red, green, blue, alpha. */
function spread(rows: Uint8Array, { width, height, type, palette }: Parts): Uint8Array | undefined {
  const pixel = bytesPerPixel[type]
  const row = width * pixel
  const data = new Uint8Array(width * height * 4)
  let to = 0
  for (let y = 0; y < height; y++) {
    const start = y * (row + 1) + 1
    const end = start + row
    if (type === 6) for (let at = start; at < end; at++) data[to++] = rows[at]
    else
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
  let rows: Buffer
  try {
    rows = inflateSync(parts.packed, { maxOutputLength: length, chunkSize: Math.max(64, length) })
  } catch {
    return undefined
  }
  if (rows.length !== length || !unfilter(rows, height, row, bytesPerPixel[parts.type])) return undefined
  const data = spread(rows, parts)
  const opaque = parts.type !== 4 && parts.type !== 6
  return data && { data, width, height, opaque, sourceWidth: width, sourceHeight: height }
}
