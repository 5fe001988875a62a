/** WebP files: their chunks, and several still pictures as one animation (RFC 9649). */
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'

export interface WebpFrame {
  /** A still WebP of the animation's size. */
  bytes: Uint8Array
  /** How long it is shown, in milliseconds. */
  milliseconds: number
}

interface Chunk {
  name: string
  body: Buffer
}

/** The chunks of a file, or of an animation's frame. */
export function webpChunks(bytes: Uint8Array, from = 12): Chunk[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = from; at + 8 <= buffer.length;) {
    const length = buffer.readUInt32LE(at + 4)
    chunks.push({
      name: buffer.toString('latin1', at, at + 4),
      body: buffer.subarray(at + 8, at + 8 + length)
    })
    // Chunks begin at even places.
    at += 8 + length + (length % 2)
  }
  return chunks
}

function chunk(name: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

/** The parts of a still picture that hold its pixels. */
function pixelChunks(bytes: Uint8Array): Buffer {
  const kept = webpChunks(bytes).filter(({ name }) => ['ALPH', 'VP8 ', 'VP8L'].includes(name))
  if (kept.length === 0) throw new AppError('format', said('frame-no-webp'))
  return Buffer.concat(kept.map(({ name, body }) => chunk(name, body)))
}

/** @returns an animation that begins again without end */
export function animatedWebp(frames: WebpFrame[], width: number, height: number): Uint8Array {
  const head = Buffer.alloc(10)
  // The flag of an animation.
  head[0] = 0b10
  head.writeUIntLE(width - 1, 4, 3)
  head.writeUIntLE(height - 1, 7, 3)
  const parts = [chunk('VP8X', head), chunk('ANIM', Buffer.from([0, 0, 0, 255, 0, 0]))]
  for (const { bytes, milliseconds } of frames) {
    const about = Buffer.alloc(16)
    about.writeUIntLE(width - 1, 6, 3)
    about.writeUIntLE(height - 1, 9, 3)
    about.writeUIntLE(Math.max(1, Math.round(milliseconds)), 12, 3)
    // Each frame takes the place of the one before, not blended with it.
    about[15] = 0b10
    parts.push(chunk('ANMF', Buffer.concat([about, pixelChunks(bytes)])))
  }
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...parts])
  return chunk('RIFF', body)
}

/**
 * A still picture with an XMP packet behind its pixels.
 * @param bytes a WebP without metadata
 */
export function withXmp(
  bytes: Uint8Array,
  { width, height }: { width: number; height: number },
  packet: string
): Uint8Array {
  const chunks = webpChunks(bytes)
  const head = Buffer.alloc(10)
  // The flags of metadata, and of transparency where the picture has any.
  head[0] = 0b100 | (hasAlpha(chunks) ? 0b10000 : 0)
  head.writeUIntLE(width - 1, 4, 3)
  head.writeUIntLE(height - 1, 7, 3)
  const parts = [chunk('VP8X', head), pixelChunks(bytes), chunk('XMP ', Buffer.from(packet, 'utf8'))]
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...parts]))
}

function hasAlpha(chunks: Chunk[]): boolean {
  const lossless = chunks.find(({ name }) => name === 'VP8L')
  // Behind the signature: 14 bits each of width and height, then the one that says so.
  if (lossless) return (lossless.body.readUInt32LE(1) & (1 << 28)) !== 0
  return chunks.some(({ name }) => name === 'ALPH')
}
