/**
 * Large JPEGs decoded at a half, a quarter or an eighth of their size: the decoder leaves out the fine detail of
 * each block of pixels instead of working it out only to average it away.
 */
import { imageSize } from 'image-size'
import type { ImageHeader } from './formats.ts'
import type { Decoded } from './images.ts'

/** Decodes a JPEG at 1/ratio of its size. @returns [height, width, red green blue], not yet upright */
export type JpegScaler = (
  bytes: Buffer,
  ratio: number
) => { data: ArrayLike<number>; width: number; height: number }

/** So many pixels a side stay for each wanted one; the exact averages are taken of them. */
const factor = 2

/**
 * The fraction that a JPEG can be decoded at where `side` pixels a side are wanted: 8, 4 or 2; undefined where it
 * is too small for any, or no ordinary JPEG.
 */
export function scaleOf({ ordinary, width, height }: ImageHeader, side: number): number | undefined {
  if (!ordinary) return undefined
  return [8, 4, 2].find((ratio) => Math.min(width, height) / ratio >= factor * side)
}

/** Where each step along and down the upright image leads in the stored one, by EXIF orientation. */
function orient(orientation: number, width: number, height: number) {
  const [right, below] = [1, width]
  const [rightEnd, bottomEnd] = [(width - 1) * right, (height - 1) * below]
  const ways: Record<number, { start: number; across: number; down: number }> = {
    1: { start: 0, across: right, down: below },
    2: { start: rightEnd, across: -right, down: below },
    3: { start: rightEnd + bottomEnd, across: -right, down: -below },
    4: { start: bottomEnd, across: right, down: -below },
    5: { start: 0, across: below, down: right },
    6: { start: bottomEnd, across: -below, down: right },
    7: { start: rightEnd + bottomEnd, across: -below, down: -right },
    8: { start: rightEnd, across: below, down: -right }
  }
  return ways[orientation]
}

/**
 * Decodes a large JPEG at a fraction of its size, upright.
 * @returns undefined where that is not possible or in any doubt; the image must then be decoded in full
 */
export function decodeScaled(
  bytes: Buffer,
  header: ImageHeader,
  side: number,
  scaler: JpegScaler
): Decoded | undefined {
  const ratio = scaleOf(header, side)
  if (ratio === undefined) return undefined
  try {
    const { orientation = 1 } = imageSize(bytes)
    const stored = scaler(bytes, ratio)
    const expected = [header.width, header.height].map((length) => Math.ceil(length / ratio))
    const way = orient(orientation, stored.width, stored.height)
    if (!way || stored.width !== expected[0] || stored.height !== expected[1]) return undefined
    const turned = orientation > 4
    const [width, height] = turned ? [stored.height, stored.width] : [stored.width, stored.height]
    const data = new Uint8Array(width * height * 4)
    for (let y = 0, to = 0; y < height; y++)
      for (let x = 0; x < width; x++, to += 4) {
        const from = (way.start + x * way.across + y * way.down) * 3
        data[to] = stored.data[from]
        data[to + 1] = stored.data[from + 1]
        data[to + 2] = stored.data[from + 2]
        data[to + 3] = 255
      }
    const [sourceWidth, sourceHeight] = turned ? [header.height, header.width] : [header.width, header.height]
    return { data, width, height, opaque: true, sourceWidth, sourceHeight }
  } catch {
    return undefined
  }
}
