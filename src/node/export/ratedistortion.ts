/** The rate–distortion curve of a model: what each weight of the KL buys in reconstruction, as a picture. */
import type { SKRSContext2D } from '@napi-rs/canvas'
import { extent } from 'd3-array'
import { scaleLinear, type ScaleLinear } from 'd3-scale'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import { grounds, type Ground, type Theme } from '../../shared/palette.ts'
import { font } from './fonts.ts'
import type { Box } from './plane.ts'
import { encodePng, newCanvas, type PictureSettings } from './png.ts'
import { figure, shortened } from './text.ts'

export interface CurvePoint {
  /** β, the KL's weight in what was maximised. */
  weight: number
  /** KL(q(z|x) ‖ p(z)), in nats per image. */
  kl: number
  /** E log p(x|z), in nats per image. */
  reconstruction: number
}

export interface CurvePicture {
  points: CurvePoint[]
  title: string
  subtitle?: string
  /** In layout pixels; the picture is `resolution` times as large. */
  width?: number
  height?: number
  resolution?: number
  theme?: Theme
  settings?: PictureSettings
}

interface Layout {
  plot: Box
  x: ScaleLinear<number, number>
  y: ScaleLinear<number, number>
}

/** Limits with air around the values, the KL's from 0. */
function layoutOf(points: CurvePoint[], width: number, height: number): Layout {
  const plot = { left: 84, top: 124, width: width - 84 - 40, height: height - 124 - 76 }
  const [low, high] = extent(points, ({ reconstruction }) => reconstruction) as [number, number]
  const most = Math.max(...points.map(({ kl }) => kl))
  const air = 0.12 * (high - low) || 1
  return {
    plot,
    x: scaleLinear([0, most * 1.12 || 1], [plot.left, plot.left + plot.width]).nice(8),
    y: scaleLinear([low - air, high + air], [plot.top + plot.height, plot.top]).nice(7)
  }
}

/** Faint lines at round numbers, their figures, and what each axis is. */
function drawScales(context: SKRSContext2D, { plot, x, y }: Layout, ground: Ground): void {
  context.strokeStyle = ground.line
  context.lineWidth = 1
  context.beginPath()
  for (const value of y.ticks(7)) {
    context.moveTo(plot.left, y(value))
    context.lineTo(plot.left + plot.width, y(value))
  }
  for (const value of x.ticks(8)) {
    context.moveTo(x(value), plot.top + plot.height)
    context.lineTo(x(value), plot.top + plot.height + 5)
  }
  context.stroke()
  context.fillStyle = ground.dim
  context.font = font(12)
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  for (const value of y.ticks(7)) context.fillText(figure(value, 0), plot.left - 10, y(value))
  context.textAlign = 'center'
  for (const value of x.ticks(8))
    context.fillText(figure(value, x.ticks(8)[1] < 1 ? 1 : 0), x(value), plot.top + plot.height + 18)
  context.fillStyle = ground.text
  context.textAlign = 'left'
  context.fillText('Reconstruction E log p(x|z), nats per image', plot.left, plot.top - 20)
  context.textAlign = 'right'
  context.fillText('KL, nats per image', plot.left + plot.width, plot.top + plot.height + 48)
}

/**
 * The line of all points with the best point's ELBO, reconstruction − KL: the weight whose point touches it is best by
 * that measure, and all others lie below it.
 */
function drawBound(context: SKRSContext2D, { plot, x, y }: Layout, best: CurvePoint, ground: Ground): void {
  const elbo = best.reconstruction - best.kl
  const [, right] = x.domain()
  context.save()
  context.beginPath()
  context.rect(plot.left, plot.top, plot.width, plot.height)
  context.clip()
  context.strokeStyle = ground.dim
  context.setLineDash([2, 5])
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(x(0), y(elbo))
  context.lineTo(x(right), y(elbo + right))
  context.stroke()
  context.restore()
}

/** What the dashed line is, beside its sign in the header, so that it covers nothing of the curve. */
function drawKey(context: SKRSContext2D, { plot }: Layout, best: CurvePoint, ground: Ground): void {
  const text = `ELBO ${figure(best.reconstruction - best.kl)}, the best of them`
  const y = plot.top - 20
  context.font = font(12)
  context.textAlign = 'right'
  context.fillStyle = ground.dim
  const right = plot.left + plot.width
  context.fillText(text, right, y)
  const left = right - context.measureText(text).width - 36
  context.save()
  context.strokeStyle = ground.dim
  context.setLineDash([2, 5])
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(left, y)
  context.lineTo(left + 26, y)
  context.stroke()
  context.restore()
}

function drawCurve(context: SKRSContext2D, { x, y }: Layout, points: CurvePoint[], ground: Ground): void {
  context.strokeStyle = ground.accent
  context.lineWidth = 2
  context.lineJoin = 'round'
  context.beginPath()
  for (const { kl, reconstruction } of points) context.lineTo(x(kl), y(reconstruction))
  context.stroke()
}

interface Placed {
  left: number
  top: number
  width: number
}

const labelHeight = 18

/** Names at the lower right of their points, where the curve does not go; moved down where two would touch. */
function drawPoints(
  context: SKRSContext2D,
  { x, y }: Layout,
  points: CurvePoint[],
  best: CurvePoint,
  ground: Ground
): void {
  const placed: Placed[] = []
  for (const point of points) {
    const [left, top] = [x(point.kl), y(point.reconstruction)]
    context.beginPath()
    context.arc(left, top, point === best ? 6 : 5, 0, 2 * Math.PI)
    context.fillStyle = point === best ? ground.background : ground.accent
    context.fill()
    context.strokeStyle = point === best ? ground.accent : ground.background
    context.lineWidth = point === best ? 3 : 1.5
    context.stroke()
    context.font = font(13, 600)
    const text = `β = ${point.weight}`
    const label = { left: left + 12, top: top + 14, width: context.measureText(text).width }
    const touches = ({ left, top, width }: Placed) =>
      Math.abs(label.top - top) < labelHeight &&
      label.left < left + width + 8 &&
      left < label.left + label.width + 8
    while (placed.some(touches)) label.top += labelHeight
    placed.push(label)
    context.textAlign = 'left'
    context.textBaseline = 'middle'
    // The ground around the letters, so that a line behind does not run into them.
    context.strokeStyle = ground.background
    context.lineWidth = 4
    context.strokeText(text, label.left, label.top)
    context.fillStyle = ground.text
    context.fillText(text, label.left, label.top)
  }
}

/**
 * Draws the curve, the points named by their weights and the best ELBO marked.
 * @returns a PNG, width·resolution × height·resolution
 * @throws AppError 'input' for fewer than two points
 */
export async function drawRateDistortion(picture: CurvePicture): Promise<Uint8Array> {
  const { theme = 'dark', width = 1000, height = 720, resolution = 2, title, subtitle = '' } = picture
  if (picture.points.length < 2) throw new AppError('input', said('curve-weights'))
  const points = [...picture.points].sort((a, b) => a.kl - b.kl)
  const best = points.reduce((a, b) => (b.reconstruction - b.kl > a.reconstruction - a.kl ? b : a))
  const ground = grounds[theme]
  const canvas = newCanvas(Math.round(width * resolution), Math.round(height * resolution))
  const context = canvas.getContext('2d')
  context.scale(resolution, resolution)
  context.fillStyle = ground.background
  context.fillRect(0, 0, width, height)
  const layout = layoutOf(points, width, height)
  context.textAlign = 'left'
  context.textBaseline = 'alphabetic'
  context.fillStyle = ground.text
  context.font = font(20, 600)
  context.fillText(shortened(context, title, layout.plot.width), layout.plot.left, 42)
  context.fillStyle = ground.dim
  context.font = font(13)
  context.fillText(shortened(context, subtitle, layout.plot.width), layout.plot.left, 66)
  drawScales(context, layout, ground)
  drawBound(context, layout, best, ground)
  drawKey(context, layout, best, ground)
  drawCurve(context, layout, points, ground)
  drawPoints(context, layout, points, best, ground)
  return encodePng(canvas, picture.settings)
}
