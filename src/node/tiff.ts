import UTIF from 'utif2'
import { AppError } from '../shared/errors.ts'
import type { Decoded } from './images.ts'

/** Turns stored pixels upright by the eight orientations that EXIF and TIFF share. */
function upright(data: Uint8Array, width: number, height: number, orientation: number): Decoded {
  const unturned = { width, height, opaque: false, sourceWidth: width, sourceHeight: height }
  if (!(orientation >= 2 && orientation <= 8)) return { data, ...unturned }
  const swapped = orientation >= 5
  const mirroredX = [2, 3, 7, 8].includes(orientation)
  const mirroredY = [3, 4, 6, 7].includes(orientation)
  const from = new Uint32Array(data.slice().buffer)
  const to = new Uint32Array(from.length)
  const [outWidth, outHeight] = swapped ? [height, width] : [width, height]
  for (let y = 0; y < outHeight; y++)
    for (let x = 0; x < outWidth; x++) {
      const [column, row] = swapped ? [y, x] : [x, y]
      const sourceX = mirroredX ? width - 1 - column : column
      const sourceY = mirroredY ? height - 1 - row : row
      to[y * outWidth + x] = from[sourceY * width + sourceX]
    }
  return {
    data: new Uint8Array(to.buffer),
    width: outWidth,
    height: outHeight,
    opaque: false,
    sourceWidth: outWidth,
    sourceHeight: outHeight
  }
}

/** Decodes the first page of a TIFF file, upright. @throws AppError 'format' */
export function decodeTiff(bytes: Uint8Array): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const [page] = UTIF.decode(buffer)
    UTIF.decodeImage(buffer, page)
    const orientation = (page.t274 as number[] | undefined)?.[0] ?? 1
    return upright(UTIF.toRGBA8(page), page.width, page.height, orientation)
  } catch (error) {
    throw new AppError('format', 'The TIFF is damaged or of a kind that cannot be read.', { cause: error })
  }
}
