/**
 * What an image file says of itself before it is decoded: its format by content, never by name, its size, and
 * whether the file is whole. Decoders fill what is missing with nothing, so a cut-off file is found here.
 */
import { imageSize } from 'image-size'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { readTiffPage } from './tiff.ts'

export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'tiff' | 'avif'

export interface ImageHeader {
  format: ImageFormat
  /** Stored size in pixels, before any orientation is applied. */
  width: number
  height: number
  /** No pixel of a whole file can be transparent. */
  opaque: boolean
  /** A JPEG as cameras write it, which every decoder reads alike: 8 bits, grey or three channels, sRGB. */
  ordinary?: boolean
}

/** More than any camera takes; one decoded image of this size is 512 MiB. */
export const maxPixels = 2 ** 27

const truncated = () => new AppError('format', said('image-cut'))
const damaged = () => new AppError('format', said('image-header'))

/** Names the format by the first bytes; an error in words for what is not an image. */
function sniff(bytes: Buffer): ImageFormat {
  const text = (start: number, end: number) => bytes.toString('latin1', start, end)
  if (bytes.length === 0) throw new AppError('format', said('image-empty'))
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (text(0, 3) === '\xff\xd8\xff') return 'jpeg'
  if (/^GIF8[79]a/.test(text(0, 6))) return 'gif'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp'
  if (['II*\0', 'MM\0*'].includes(text(0, 4))) return 'tiff'
  if (text(4, 8) === 'ftyp') {
    const brands = text(8, Math.min(bytes.length, bytes.readUInt32BE(0), 256))
    if (/avi[fs]/.test(brands)) return 'avif'
    if (/hei[cfxms]|hevc|mif1/.test(brands)) throw new AppError('format', said('image-heic'))
  }
  if (text(0, 2) === 'BM' && bytes.length >= 26) return 'bmp'
  if (/<svg[\s>]/.test(text(0, 1024))) throw new AppError('format', said('image-svg'))
  const start = bytes.subarray(0, 512)
  const isText = start.every((byte) => byte >= 32 || (byte >= 9 && byte <= 13))
  throw new AppError('format', said(isText ? 'image-text' : 'image-unknown'))
}

function png(bytes: Buffer): ImageHeader {
  if (bytes.length < 33) throw truncated()
  let transparency = [4, 6].includes(bytes[25])
  for (let at = 8; at + 12 <= bytes.length;) {
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (type === 'tRNS') transparency = true
    at += 12 + bytes.readUInt32BE(at)
    if (type === 'IEND' && at <= bytes.length)
      return {
        format: 'png',
        width: bytes.readUInt32BE(16),
        height: bytes.readUInt32BE(20),
        opaque: !transparency
      }
  }
  throw truncated()
}

/** Baseline, extended and progressive Huffman coding; everything else is rare. */
const ordinaryFrames = [0xc0, 0xc1, 0xc2]

/** Whether a segment holds a colour profile other than sRGB; only its name tells. */
function isOtherProfile(segment: Buffer): boolean {
  if (segment.toString('latin1', 0, 12) !== 'ICC_PROFILE\0') return false
  // Names are stored as ASCII or as UTF-16.
  return !segment.toString('latin1').replaceAll('\0', '').includes('sRGB')
}

/** Walks the segments up to the first scan; the frame header among them holds the size. */
function jpeg(bytes: Buffer): ImageHeader {
  let size: { width: number; height: number } | undefined
  let ordinary = true
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw damaged()
    const marker = bytes[at + 1]
    if (marker === 0xff) {
      at++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame && at + 10 <= bytes.length) {
      size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
      const [bits, components] = [bytes[at + 4], bytes[at + 9]]
      ordinary &&= ordinaryFrames.includes(marker) && bits === 8 && [1, 3].includes(components)
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    if (marker === 0xe2) ordinary &&= !isOtherProfile(bytes.subarray(at + 4, end))
    at = end
    if (marker !== 0xda) continue
    // An end-of-image marker before the scan belongs to a thumbnail.
    if (bytes.lastIndexOf('\xff\xd9', undefined, 'latin1') < at) throw truncated()
    if (!size) throw damaged()
    return { format: 'jpeg', ...size, opaque: true, ordinary }
  }
  throw truncated()
}

/** Walks the blocks up to the end of the first frame. */
function gif(bytes: Buffer): ImageHeader {
  if (bytes.length < 13) throw truncated()
  const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)
  let at = 13 + tableBytes(bytes[10])
  const skipBlocks = () => {
    while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]
    at++
  }
  while (at < bytes.length) {
    const kind = bytes[at]
    if (kind === 0x21) {
      at += 2
      skipBlocks()
    } else if (kind === 0x2c) {
      at += 11 + tableBytes(bytes[at + 9])
      skipBlocks()
      if (at > bytes.length) throw truncated()
      return { format: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8), opaque: false }
    } else throw kind === 0x3b ? new AppError('format', said('image-no-frame')) : damaged()
  }
  throw truncated()
}

function bmp(bytes: Buffer): ImageHeader {
  const old = bytes.readUInt32LE(14) === 12
  if (!old && bytes.length < 34) throw truncated()
  const width = old ? bytes.readUInt16LE(18) : Math.abs(bytes.readInt32LE(18))
  const height = old ? bytes.readUInt16LE(20) : Math.abs(bytes.readInt32LE(22))
  const bits = bytes.readUInt16LE(old ? 24 : 28)
  const compressed = !old && ![0, 3].includes(bytes.readUInt32LE(30))
  const row = Math.ceil((width * bits) / 32) * 4
  // The size limit speaks first: a lying header is not a cut-off file.
  const end = compressed ? bytes.readUInt32LE(2) : bytes.readUInt32LE(10) + row * height
  if (width * height <= maxPixels && end > bytes.length) throw truncated()
  return { format: 'bmp', width, height, opaque: bits < 32 }
}

function webp(bytes: Buffer): ImageHeader {
  if (bytes.length < 30 || bytes.readUInt32LE(4) + 8 > bytes.length) throw truncated()
  const { width, height } = imageSize(bytes)
  return { format: 'webp', width, height, opaque: bytes.toString('latin1', 12, 16) === 'VP8 ' }
}

function tiff(bytes: Buffer): ImageHeader {
  const { width, height, parts, compression, unpacked } = readTiffPage(bytes)
  const packed = parts.reduce((sum, { length }) => sum + length, 0)
  // Pixels that the file cannot hold would only cost time; packers shrink a thousandfold at most.
  if (width * height <= maxPixels && unpacked > packed * (compression === 1 ? 1 : 1024)) throw truncated()
  return { format: 'tiff', width, height, opaque: false }
}

function avif(bytes: Buffer): ImageHeader {
  const { width, height } = imageSize(bytes)
  return { format: 'avif', width, height, opaque: false }
}

const readers = { png, jpeg, gif, bmp, webp, tiff, avif }

/**
 * Reads the header of an image file and checks that the file is whole.
 * @throws AppError 'format', in words: not an image, cut off, damaged, or more than `maxPixels`
 */
export function readHeader(bytes: Uint8Array): ImageHeader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const format = sniff(buffer)
  let header: ImageHeader
  try {
    header = readers[format](buffer)
  } catch (error) {
    throw error instanceof AppError ? error : damaged()
  }
  if (!(header.width > 0 && header.height > 0)) throw damaged()
  if (header.width * header.height > maxPixels) {
    const size = [header.width, header.height].map((side) => side.toLocaleString('en')).join(' × ')
    throw new AppError('format', said('image-large', { size, most: Math.floor(maxPixels / 1e6) }))
  }
  return header
}
