/** Ticks along the map's edges and the prior's circles. */
import type { SKRSContext2D } from '@napi-rs/canvas'
import type { Ground } from '../../shared/palette.ts'
import { font } from './fonts.ts'
import type { Box, Plane } from './plane.ts'
import { figure } from './text.ts'

/** z with its index lowered, drawn by hand because few typefaces have the subscript figures. */
function drawLatentName(context: SKRSContext2D, index: number, x: number, y: number): void {
  context.textAlign = 'left'
  context.font = font(13)
  context.fillText('z', x, y)
  const width = context.measureText('z').width
  context.font = font(9)
  context.fillText(String(index), x + width + 0.5, y + 4)
}

/** The frame, a tick at each round number, and the names of the axes. */
export function drawAxes(
  context: SKRSContext2D,
  plane: Plane,
  box: Box,
  ground: Ground,
  latent: number
): void {
  context.strokeStyle = ground.line
  context.lineWidth = 1
  context.strokeRect(box.left, box.top, box.width, box.height)

  const ticks = Math.max(4, Math.round(box.width / 90))
  const step = plane.x.ticks(ticks)[1] - plane.x.ticks(ticks)[0]
  const digits = step < 1 ? 1 : 0
  context.fillStyle = ground.dim
  context.font = font(12)
  context.textBaseline = 'middle'
  context.beginPath()
  for (const value of plane.x.ticks(ticks)) {
    const x = plane.x(value)
    context.moveTo(x, box.top + box.height)
    context.lineTo(x, box.top + box.height + 5)
    context.textAlign = 'center'
    context.fillText(figure(value, digits), x, box.top + box.height + 16)
  }
  const [low, high] = plane.y.domain()
  // The same step on both axes: their units are equal.
  for (let value = Math.ceil(low / step) * step; latent > 1 && value <= high; value += step) {
    const y = plane.y(value)
    context.moveTo(box.left - 5, y)
    context.lineTo(box.left, y)
    context.textAlign = 'right'
    context.fillText(figure(value === 0 ? 0 : value, digits), box.left - 10, y)
  }
  context.strokeStyle = ground.faint
  context.stroke()

  context.fillStyle = ground.text
  drawLatentName(context, 1, box.left + box.width - 12, box.top + box.height + 34)
  if (latent > 1) drawLatentName(context, 2, box.left - 36, box.top + 6)
}

/** One, two and three standard deviations of the prior; for one latent, lines in place of circles. */
export function drawPrior(
  context: SKRSContext2D,
  plane: Plane,
  box: Box,
  ground: Ground,
  latent: number
): void {
  context.save()
  context.beginPath()
  context.rect(box.left, box.top, box.width, box.height)
  context.clip()
  context.lineWidth = 1
  context.lineCap = 'round'
  for (const deviation of [1, 2, 3]) {
    context.strokeStyle = ground.dim
    context.globalAlpha = 0.75
    context.setLineDash([1, 5])
    context.beginPath()
    if (latent > 1) context.arc(plane.x(0), plane.y(0), deviation * plane.unit, 0, 2 * Math.PI)
    else
      for (const value of [-deviation, deviation]) {
        context.moveTo(plane.x(value), box.top)
        context.lineTo(plane.x(value), box.top + box.height)
      }
    context.stroke()
  }
  context.restore()
}

/** Names of the circles, above the points, each on a patch of the ground so that it can be read. */
export function drawPriorNames(context: SKRSContext2D, plane: Plane, ground: Ground, latent: number): void {
  context.font = font(11, 600)
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (const deviation of [1, 2, 3]) {
    const reach = latent > 1 ? deviation * Math.SQRT1_2 : deviation
    const [x, y] = [plane.x(reach), latent > 1 ? plane.y(reach) : plane.y.range()[1] + 14]
    context.globalAlpha = 0.72
    context.fillStyle = ground.background
    context.beginPath()
    context.roundRect(x - 13, y - 9, 26, 18, 6)
    context.fill()
    context.globalAlpha = 1
    context.fillStyle = ground.dim
    context.fillText(`${deviation}σ`, x, y + 0.5)
  }
}
