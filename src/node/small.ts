/** The short way from a small PNG to what a project keeps of it: at once, and without any library. */
import { hash as digest } from 'node:crypto'
import type { ImageSettings } from '../shared/schemas.ts'
import { squarePng } from './png.ts'

export interface Facts {
  /** SHA-256 of the file, in hexadecimal. */
  hash: string
  /** Upright size in the file. */
  width: number
  height: number
  bytes: number
}

/**
 * @param target uint8, where its pixels are written from `at` on, [size, size, channels]
 * @returns undefined for all but small simple PNGs
 */
export function prepareSmall(
  bytes: Uint8Array,
  settings: ImageSettings,
  target: Uint8Array,
  at: number
): Facts | undefined {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = squarePng(buffer, settings, target, at)
  return size && { hash: digest('sha256', bytes), ...size, bytes: bytes.length }
}
