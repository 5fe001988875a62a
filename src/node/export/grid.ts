/** Images side by side: a contact sheet, a manifold, a filmstrip, or one image alone. */
import type { Pixels } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { inWords, said } from '../../shared/problems.ts'
import { encodePicture, newCanvas, type PictureFormat, type PictureSettings } from './png.ts'
import { writeTile } from './tiles.ts'

export interface GridOptions {
  /** Images in a row; all in one row when left out (a filmstrip). */
  columns?: number
  /** Each image pixel becomes scale × scale picture pixels, so edges stay sharp. */
  scale?: number
  /** Picture pixels between images. */
  gap?: number
  /** Picture pixels around the whole. */
  margin?: number
  /** What shows in gaps, margins and empty places, #rrggbb. */
  background?: string
  /** PNG when left out. */
  format?: PictureFormat
  /** Kept inside a PNG. */
  settings?: PictureSettings
}

function atLeast(value: number, least: number, what: string): number {
  if (!Number.isInteger(value) || value < least)
    throw new AppError('input', said('whole-number', { what, least, value }))
  return value
}

/**
 * Draws images in rows, scaled by a whole number without smoothing.
 * @returns a picture, columns·(width·scale + gap) − gap + 2·margin wide, and so on for the height
 * @throws AppError 'input' on no images or a picture too large to draw
 */
export async function drawGrid(pixels: Pixels, options: GridOptions = {}): Promise<Uint8Array> {
  const { count, width, height } = pixels
  if (count < 1) throw new AppError('input', said('none-to-draw'))
  const columns = Math.min(count, atLeast(options.columns ?? count, 1, inWords('what-columns')))
  const scale = atLeast(options.scale ?? 1, 1, inWords('what-scale'))
  const gap = atLeast(options.gap ?? 0, 0, inWords('what-gap'))
  const margin = atLeast(options.margin ?? 0, 0, inWords('what-margin'))
  const rows = Math.ceil(count / columns)
  const stepX = width * scale + gap
  const stepY = height * scale + gap

  const canvas = newCanvas(columns * stepX - gap + 2 * margin, rows * stepY - gap + 2 * margin)
  const context = canvas.getContext('2d')
  context.fillStyle = options.background ?? '#000000'
  context.fillRect(0, 0, canvas.width, canvas.height)

  const tile = context.createImageData(width * scale, height * scale)
  for (let image = 0; image < count; image++) {
    writeTile(tile, pixels, image, scale)
    context.putImageData(
      tile,
      margin + (image % columns) * stepX,
      margin + Math.floor(image / columns) * stepY
    )
  }
  return encodePicture(canvas, options.format ?? 'png', options.settings)
}

/** The whole-number scale that makes `images` side by side about `target` picture pixels long. */
export function scaleFor(target: number, images: number, side: number): number {
  return Math.max(1, Math.round(target / (images * side)))
}
