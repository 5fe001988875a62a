/** From one image file to what a project keeps of it. */
import { hash as digest } from 'node:crypto'
import type { ImageSettings } from '../shared/schemas.ts'
import { decode } from './images.ts'
import type { Facts } from './small.ts'
import { prepareSmall } from './small.ts'
import type { JpegScaler } from './scaled.ts'
import { channelCount, toSquare } from './square.ts'

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
  const square = new Uint8Array(settings.size ** 2 * channelCount(settings))
  const small = prepareSmall(bytes, settings, square, 0)
  if (small) return { ...small, pixels: square }
  const hash = digest('sha256', bytes)
  const image = await decode(bytes, settings.size, scaler)
  const { sourceWidth: width, sourceHeight: height } = image
  return { hash, width, height, bytes: bytes.length, pixels: toSquare(image, settings) }
}
