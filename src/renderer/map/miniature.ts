/** A map as a small picture, for lists of projects and runs. */
import { grounds, labelColours } from '../../shared/palette.ts'
import type { Theme } from '../../shared/palette.ts'
import { packColour } from '../colours.ts'
import { boundsOf, fit } from './camera.ts'
import { emphasisOf } from './drawer.ts'
import { drawingOrder } from './plane.ts'
import type { Plane } from './plane.ts'
import { RasterDrawer } from './raster.ts'

/** Draws the whole map into a canvas of the given size in CSS pixels. */
export function drawMiniature(
  canvas: HTMLCanvasElement,
  plane: Plane,
  counts: readonly number[],
  theme: Theme,
  size: { width: number; height: number },
  ratio: number
): void {
  const drawer = new RasterDrawer(canvas)
  const colours = labelColours(counts, theme).colours.map((colour) => packColour(colour))
  const plain = packColour(grounds[theme].unlabelled)
  const order = drawingOrder(new Uint8Array(plane.count))
  const pick = (values: Float32Array) => Float32Array.from(order, (from) => values[from])
  drawer.resize(size, ratio)
  drawer.setDots({
    first: pick(plane.first),
    second: pick(plane.second),
    colours: Uint32Array.from(order, (from) =>
      plane.labels[from] < 0 ? plain : colours[plane.labels[from]]
    ),
    count: plane.count,
    chosen: 0
  })
  const camera = fit(boundsOf(plane.first, plane.second, 2), size, 6)
  drawer.draw(camera, plane.count > 3000 && size.width < 220 ? 0.6 : 1, emphasisOf(0, 0))
}

/** The picture that stands for a project, as a PNG data address. */
export function miniature(plane: Plane, counts: readonly number[], theme: Theme): string {
  const canvas = document.createElement('canvas')
  drawMiniature(canvas, plane, counts, theme, { width: 168, height: 120 }, 1)
  const picture = canvas.toDataURL('image/png')
  return picture.length < 60_000 ? picture : canvas.toDataURL('image/webp', 0.7)
}
