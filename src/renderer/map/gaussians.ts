/** Gaussians on the map: where the prior of each label lies, and how wide the posterior of an image is. */
import type { Ground } from '../../shared/palette.ts'
import { toScreen } from './camera.ts'
import type { Camera } from './camera.ts'
import { axesOf } from './extent.ts'
import type { Ellipse } from './extent.ts'
import type { Place } from './overlay.ts'

/** μ(c) of a label. */
export interface Centre {
  place: Place
  colour: string
  /** Whether it is the label in use. */
  used: boolean
}

/** A diamond in the label's colour, on a halo so that it is seen among points. */
export function paintCentres(
  context: CanvasRenderingContext2D,
  camera: Camera,
  centres: readonly Centre[],
  colours: Ground
): void {
  for (const { place, colour, used } of [...centres].sort((a, b) => Number(a.used) - Number(b.used))) {
    const [x, y] = toScreen(camera, ...place)
    const side = used ? 8 : 6
    context.beginPath()
    context.moveTo(x, y - side)
    context.lineTo(x + side, y)
    context.lineTo(x, y + side)
    context.lineTo(x - side, y)
    context.closePath()
    context.lineJoin = 'round'
    context.strokeStyle = colours.background
    context.lineWidth = used ? 6 : 4
    context.stroke()
    context.fillStyle = colour
    context.fill()
    if (!used) continue
    context.strokeStyle = colours.text
    context.lineWidth = 1.5
    context.stroke()
  }
}

/** One and two standard deviations of q(z|x). */
export function paintSpread(
  context: CanvasRenderingContext2D,
  camera: Camera,
  { centre, covariance }: Ellipse,
  colours: Ground
): void {
  const [x, y] = toScreen(camera, ...centre)
  const { long, short, angle } = axesOf(covariance)
  for (const sigma of [2, 1]) {
    context.beginPath()
    context.ellipse(x, y, sigma * long * camera.scale, sigma * short * camera.scale, -angle, 0, 2 * Math.PI)
    context.globalAlpha = 0.1
    context.fillStyle = colours.accent
    context.fill()
    context.globalAlpha = sigma === 1 ? 1 : 0.6
    context.strokeStyle = colours.accent
    context.lineWidth = 1.25
    context.stroke()
    context.globalAlpha = 1
  }
}
