/** From one image file to what a project keeps of it. */
import { hash as digest } from 'node:crypto'
import type { ImageSettings } from '../shared/schemas.ts'
import { decode, toSquare } from './images.ts'
import type { JpegScaler } from './scaled.ts'

export interface Facts {
  /** SHA-256 of the file, in hexadecimal. */
  hash: string
  /** Upright size in the file. */
  width: number
  height: number
  bytes: number
}

export interface Prepared extends Facts {
  /** uint8, [size, size, channels] */
  pixels: Uint8Array
}

/** @throws AppError 'format', in words for the problems list */
export async function prepare(
  bytes: Uint8Array,
  settings: ImageSettings,
  scaler?: JpegScaler
): Promise<Prepared> {
  const hash = digest('sha256', bytes)
  const image = await decode(bytes, settings.size, scaler)
  const { sourceWidth: width, sourceHeight: height } = image
  return { hash, width, height, bytes: bytes.length, pixels: toSquare(image, settings) }
}
