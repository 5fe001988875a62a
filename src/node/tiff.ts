/**
 * TIFF: the directory of the first page is read here, with every count and offset checked, and only then given
 * to the decoder, which trusts what it is given.
 */
import { inflateSync } from 'node:zlib'
import type { IFD } from 'utif2'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { Decoded } from './images.ts'

/** Bytes of a value of each type that matters here: byte, short, long, undefined. */
const typeBytes: Record<number, number> = { 1: 1, 3: 2, 4: 4, 7: 1 }
const tag = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  stripLengths: 279,
  tileOffsets: 324,
  tileLengths: 325
}
const deflate = [8, 32946]
const jpeg = 7
/** None, the fax codes, LZW, JPEG, deflate, PackBits. */
const compressions = [1, 2, 3, 4, 5, jpeg, ...deflate, 32773]

export interface TiffPage {
  width: number
  height: number
  compression: number
  orientation: number
  /** Bytes of the whole page, unpacked. */
  unpacked: number
  /** Where its strips or tiles lie, and their lengths. */
  parts: { offset: number; length: number }[]
  tiled: boolean
  tags: Record<string, number[]>
}

const truncated = () => new AppError('format', said('image-cut'))
const unreadable = (cause?: unknown) => new AppError('format', said('image-tiff'), { cause })

function readTags(bytes: Buffer): Record<string, number[]> {
  const little = bytes.toString('latin1', 0, 2) === 'II'
  const short = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const long = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const directory = long(4)
  if (directory + 2 > bytes.length) throw truncated()
  const count = short(directory)
  if (directory + 2 + count * 12 > bytes.length) throw truncated()
  const tags: Record<string, number[]> = {}
  for (let entry = directory + 2; entry < directory + 2 + count * 12; entry += 12) {
    const size = typeBytes[short(entry + 2)]
    if (!size) continue
    const length = long(entry + 4) * size
    const at = length <= 4 ? entry + 8 : long(entry + 8)
    if (at + length > bytes.length) throw truncated()
    const read = size === 1 ? (place: number) => bytes[place] : size === 2 ? short : long
    tags[`t${short(entry)}`] = Array.from({ length: length / size }, (_, index) => read(at + index * size))
  }
  return tags
}

/**
 * Reads the directory of the first page.
 * @throws AppError 'format' where it reaches out of the file, or needs a decoder that is not there
 */
export function readTiffPage(bytes: Buffer): TiffPage {
  const tags = readTags(bytes)
  const numbers = (key: number) => tags[`t${key}`] ?? []
  const [width] = numbers(tag.width)
  const [height] = numbers(tag.height)
  const [compression = 1] = numbers(tag.compression)
  const [orientation = 1] = numbers(tag.orientation)
  const [bits = 1] = numbers(tag.bits)
  const [samples = 1] = numbers(tag.samples)
  const tiled = numbers(tag.tileOffsets).length > 0
  const offsets = numbers(tiled ? tag.tileOffsets : tag.stripOffsets)
  const lengths = numbers(tiled ? tag.tileLengths : tag.stripLengths)
  const unpacked = Math.ceil((width * bits * samples) / 8) * height
  // Some writers leave out the length of an only strip.
  const parts = offsets.map((offset, index) => ({ offset, length: lengths[index] ?? unpacked }))
  if (!(width && height && parts.length && compressions.includes(compression))) throw unreadable()
  if (parts.some(({ offset, length }) => offset + length > bytes.length)) throw truncated()
  return { width, height, compression, orientation, unpacked, parts, tiled, tags }
}

/** Unpacks deflate, which could swell without end, within the size that the page has; the rest is as it was. */
function unpack(bytes: Buffer, page: TiffPage): Buffer {
  const { parts, tags, tiled, compression, unpacked } = page
  if (!deflate.includes(compression)) return bytes
  // A tile may reach over the edge of a small page.
  const limit = unpacked + 2 ** 24
  const pieces = [bytes.subarray(0, 8)]
  let offset = 8
  const offsets: number[] = []
  for (const part of parts) {
    const source = bytes.subarray(part.offset, part.offset + part.length)
    const piece = inflateSync(source, { maxOutputLength: limit })
    offsets.push(offset)
    offset += piece.length
    if (offset > 4 * limit) throw unreadable()
    pieces.push(piece)
  }
  tags[`t${tag.compression}`] = [1]
  tags[`t${tiled ? tag.tileOffsets : tag.stripOffsets}`] = offsets
  tags[`t${tiled ? tag.tileLengths : tag.stripLengths}`] = pieces.slice(1).map(({ length }) => length)
  return Buffer.concat(pieces)
}

/** A JPEG within the TIFF must not be larger than the page says. */
function checkJpeg(bytes: Buffer, { parts, width, height }: TiffPage): void {
  for (const { offset, length } of parts)
    for (let at = offset; at + 9 <= offset + length; at++) {
      // The frame header, which comes before any pixels.
      if (bytes[at] !== 0xff || bytes[at + 1] < 0xc0 || bytes[at + 1] > 0xc3) continue
      const pixels = bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7)
      if (pixels > 4 * width * height + 2 ** 20) throw unreadable()
      break
    }
}

/** The decoder tells of tiles on the console, which belongs to others. */
function quietly<Result>(work: () => Result): Result {
  const { log } = console
  console.log = () => {}
  try {
    return work()
  } finally {
    console.log = log
  }
}

/** Turns stored pixels upright by the eight orientations that EXIF and TIFF share. */
function upright(data: Uint8Array, width: number, height: number, orientation: number): Decoded {
  const about = (across: number, down: number) => ({
    width: across,
    height: down,
    opaque: false,
    sourceWidth: across,
    sourceHeight: down
  })
  if (!(orientation >= 2 && orientation <= 8)) return { data, ...about(width, height) }
  const swapped = orientation >= 5
  const mirroredX = [2, 3, 7, 8].includes(orientation)
  const mirroredY = [3, 4, 6, 7].includes(orientation)
  const from = new Uint32Array(data.slice().buffer)
  const to = new Uint32Array(from.length)
  const [across, down] = swapped ? [height, width] : [width, height]
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const [column, row] = swapped ? [y, x] : [x, y]
      const sourceX = mirroredX ? width - 1 - column : column
      const sourceY = mirroredY ? height - 1 - row : row
      to[y * across + x] = from[sourceY * width + sourceX]
    }
  return { data: new Uint8Array(to.buffer), ...about(across, down) }
}

/** Decodes the first page of a TIFF file, upright. @throws AppError 'format' */
export async function decodeTiff(bytes: Buffer): Promise<Decoded> {
  const page = readTiffPage(bytes)
  // Loaded when the first comes: most imports have none.
  const { default: UTIF } = await import('utif2')
  try {
    if (page.compression === jpeg) checkJpeg(bytes, page)
    const plain = unpack(bytes, page)
    const directory = { ...page.tags } as unknown as IFD
    const data = quietly(() => {
      UTIF.decodeImage(plain, directory)
      return UTIF.toRGBA8(directory)
    })
    if (data.length !== page.width * page.height * 4) throw unreadable()
    return upright(data, page.width, page.height, page.orientation)
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(error)
  }
}
