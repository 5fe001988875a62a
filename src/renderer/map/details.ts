/** What lies over the dots and stays while the pointer moves: contours, and images in place of dots. */
import type { Ground } from '../../shared/palette.ts'
import type { Camera, Size } from './camera.ts'
import type { Contour } from './contours.ts'
import { layers } from './plane.ts'
import type { Plane } from './plane.ts'
import { cornerOf } from './thumbnails.ts'
import type { ThumbnailLayout } from './thumbnails.ts'

export interface DetailsScene {
  camera: Camera
  size: Size
  colours: Ground
  lines?: { contours: readonly Contour[]; colours: readonly string[] }
  images?: ThumbnailLayout & {
    plane: Plane
    /** One of `layers` for each row. */
    layer: Uint8Array
    /** Packed, by row. */
    tints: Uint32Array
    pictures: ReadonlyMap<number, CanvasImageSource>
  }
}

export function paintDetails(context: CanvasRenderingContext2D, scene: DetailsScene): void {
  context.clearRect(0, 0, scene.size.width, scene.size.height)
  if (scene.images) paintImages(context, scene, scene.images)
  if (scene.lines) paintLines(context, scene, scene.lines)
}

function pathOf({ rings }: Contour, { scale, x, y }: Camera): Path2D {
  const path = new Path2D()
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const [px, py] = [x + scale * ring[at], y - scale * ring[at + 1]]
      if (at === 0) path.moveTo(px, py)
      else path.lineTo(px, py)
    }
    path.closePath()
  }
  return path
}

function paintLines(
  context: CanvasRenderingContext2D,
  { camera, colours }: DetailsScene,
  { contours, colours: labels }: NonNullable<DetailsScene['lines']>
): void {
  context.save()
  context.lineJoin = 'round'
  for (const contour of contours) {
    const path = pathOf(contour, camera)
    // Denser regions have stronger lines.
    const inner = contour.share <= 0.5
    context.globalAlpha = 0.7
    context.strokeStyle = colours.background
    context.lineWidth = inner ? 4 : 3
    context.stroke(path)
    context.globalAlpha = inner ? 1 : 0.75
    context.strokeStyle = contour.label < 0 ? colours.text : labels[contour.label]
    context.lineWidth = inner ? 1.75 : 1
    context.stroke(path)
  }
  context.restore()
}

const part = (packed: number, shift: number) => (packed >>> shift) & 255

function paintImages(
  context: CanvasRenderingContext2D,
  { camera, colours }: DetailsScene,
  { plane, rows, side, layer, tints, pictures }: NonNullable<DetailsScene['images']>
): void {
  context.save()
  context.imageSmoothingEnabled = false
  for (const row of rows) {
    const [left, top] = cornerOf(plane, row, camera, side)
    const tint = tints[row]
    const faded = layer[row] === layers.faded
    const chosen = layer[row] === layers.chosen
    context.globalAlpha = faded ? 0.12 : 1
    // A frame in the colour that the dot would have.
    context.fillStyle = `rgb(${part(tint, 0)} ${part(tint, 8)} ${part(tint, 16)})`
    const frame = chosen ? 3 : 2
    if (chosen) {
      context.strokeStyle = colours.text
      context.lineWidth = 1.5
      context.strokeRect(left - 0.75, top - 0.75, side + 1.5, side + 1.5)
    }
    context.fillRect(left, top, side, side)
    const inner = side - 2 * frame
    const picture = pictures.get(plane.ids[row])
    if (picture) context.drawImage(picture, left + frame, top + frame, inner, inner)
    else {
      context.fillStyle = colours.panel
      context.fillRect(left + frame, top + frame, inner, inner)
    }
  }
  context.restore()
}
