/** Decoded images under the points, as a quiet ground: where on the map which image lies. */
import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Pixels } from '../../shared/contract.ts'
import type { Theme } from '../../shared/palette.ts'
import type { Box, Domain, Plane } from './plane.ts'

export interface Underlay {
  /** Row by row from the upper left. */
  pixels: Pixels
  columns: number
  /** What the images cover together, in latent units. */
  domain: Domain
}

/** How strongly the images show; the points must stay the loudest. */
const strength: Record<Theme, number> = { dark: 0.36, light: 0.2 }

/**
 * Latent points of images that cover a domain, [columns·rows, 2], row by row from the upper left.
 * @param columns images across; rows follow from the domain's shape
 */
export function underlayGrid(
  domain: Domain,
  columns: number
): { z: Float32Array; rows: number; domain: Domain } {
  const cell = (domain.x[1] - domain.x[0]) / columns
  const rows = Math.ceil((domain.y[1] - domain.y[0]) / cell - 1e-6)
  // Whole rows seldom fit exactly: what reaches over the edge, above and below alike, is cut off.
  const over = (rows * cell - (domain.y[1] - domain.y[0])) / 2
  const y: [number, number] = [domain.y[0] - over, domain.y[1] + over]
  const z = new Float32Array(columns * rows * 2)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * 2
      z[at] = domain.x[0] + (column + 0.5) * cell
      z[at + 1] = y[1] - (row + 0.5) * cell
    }
  return { z, rows, domain: { x: domain.x, y } }
}

/** The images side by side; on a dark ground as light, on a light one as ink. */
export function underlayCanvas(
  { pixels, columns }: Pick<Underlay, 'pixels' | 'columns'>,
  theme: Theme
): Canvas {
  const rows = Math.ceil(pixels.count / columns)
  const canvas = createCanvas(columns * pixels.width, rows * pixels.height)
  const small = canvas.getContext('2d')
  const image = small.createImageData(canvas.width, canvas.height)
  const area = pixels.width * pixels.height
  for (let at = 0; at < pixels.count * area; at++) {
    const tile = Math.floor(at / area)
    const x = (tile % columns) * pixels.width + (at % pixels.width)
    const y = Math.floor(tile / columns) * pixels.height + Math.floor((at % area) / pixels.width)
    const to = (y * canvas.width + x) * 4
    const ink = theme === 'dark' ? 255 : 0
    for (let channel = 0; channel < 3; channel++)
      image.data[to + channel] = pixels.channels === 3 ? pixels.data[at * 3 + channel] : ink
    image.data[to + 3] = (pixels.channels === 3 ? 255 : pixels.data[at]) * strength[theme]
  }
  small.putImageData(image, 0, 0)
  return canvas
}

/** Draws the images inside the box. */
export function drawUnderlay(
  context: SKRSContext2D,
  underlay: Underlay,
  plane: Plane,
  box: Box,
  theme: Theme
): void {
  const { domain } = underlay
  context.save()
  context.beginPath()
  context.rect(box.left, box.top, box.width, box.height)
  context.clip()
  context.imageSmoothingEnabled = false
  const [left, top] = [plane.x(domain.x[0]), plane.y(domain.y[1])]
  context.drawImage(
    underlayCanvas(underlay, theme),
    left,
    top,
    plane.x(domain.x[1]) - left,
    plane.y(domain.y[0]) - top
  )
  context.restore()
}
