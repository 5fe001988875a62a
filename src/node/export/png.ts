/** PNG bytes of a canvas, with the settings a picture was made with kept inside the file. */
import { crc32 } from 'node:zlib'
import { createCanvas, type Canvas } from '@napi-rs/canvas'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { readPacket, settingsPacket } from './xmp.ts'
import { webpChunks, withXmp } from './webp.ts'

/** What a picture was made with: the run, z, the seed and the like. Kept as international text chunks. */
export type PictureSettings = Record<string, string | number>

/** The longest side Skia draws and viewers open without trouble. */
const longestSide = 32_000
const mostPixels = 400_000_000

/**
 * A canvas of this size.
 * @throws AppError 'input' when it would be larger than can be drawn
 */
export function newCanvas(width: number, height: number): Canvas {
  if (Math.max(width, height) > longestSide || width * height > mostPixels)
    throw new AppError('input', said('picture-large', { width, height }))
  return createCanvas(width, height)
}

const signatureLength = 8
const headerChunkLength = 25

/** One iTXt chunk (PNG 3rd edition, 11.3.3.4), uncompressed UTF-8, without a language. */
function textChunk(keyword: string, text: string): Buffer {
  const body = Buffer.concat([
    Buffer.from('iTXt', 'latin1'),
    Buffer.from(keyword, 'latin1'),
    Buffer.from([0, 0, 0, 0, 0]),
    Buffer.from(text, 'utf8')
  ])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

/** Encodes a canvas; the settings go in as one JSON text under the keyword `Latentscape`. */
export async function encodePng(canvas: Canvas, settings?: PictureSettings): Promise<Uint8Array> {
  const png = await canvas.encode('png')
  if (!settings) return png
  const afterHeader = signatureLength + headerChunkLength
  return Buffer.concat([
    png.subarray(0, afterHeader),
    textChunk('Software', 'Latentscape'),
    textChunk('Latentscape', JSON.stringify(settings)),
    png.subarray(afterHeader)
  ])
}

export type PictureFormat = 'png' | 'webp'

/** A canvas as a file without loss, with the settings inside. */
export async function encodePicture(
  canvas: Canvas,
  format: PictureFormat,
  settings?: PictureSettings
): Promise<Uint8Array> {
  if (format === 'png') return encodePng(canvas, settings)
  const webp = await canvas.encode('webp', 100)
  return settings ? withXmp(webp, canvas, settingsPacket(settings)) : webp
}

/** The settings a PNG or WebP of ours was made with; undefined when it carries none. */
export function readSettings(picture: Uint8Array): PictureSettings | undefined {
  const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength)
  if (bytes.toString('latin1', 8, 12) === 'WEBP') return settingsOfWebp(bytes)
  for (let at = signatureLength; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const body = bytes.subarray(at + 8, at + 8 + length)
    const keyword = 'Latentscape\0'
    if (bytes.toString('latin1', at + 4, at + 8) === 'iTXt' && body.toString('latin1', 0, 12) === keyword)
      return JSON.parse(body.toString('utf8', keyword.length + 4)) as PictureSettings
    at += length + 12
  }
  return undefined
}

function settingsOfWebp(bytes: Uint8Array): PictureSettings | undefined {
  const packet = webpChunks(bytes).find(({ name }) => name === 'XMP ')
  return packet && readPacket(packet.body.toString('utf8'))
}
