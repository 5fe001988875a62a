/** What lies under the points: the ground, the manifold, the circles of the prior and the scales. */
import { scaleLinear } from 'd3'
import type { Ground } from '../../shared/palette.ts'
import { formatNumber } from '../formats.ts'
import { toScreen, visible } from './camera.ts'
import { axesOf } from './extent.ts'
import type { Ellipse } from './extent.ts'
import type { Bounds, Camera, Size } from './camera.ts'

/** Decoded images side by side in one picture, and the part of the plane they cover. */
export interface Tiles {
  picture: HTMLCanvasElement
  bounds: Bounds
  /** Side of one tile in latent units, and in pixels of the picture. */
  step: number
  pixels: number
  /** Whether the picture was inverted to stand on a light ground. */
  inverted: boolean
  /** Coarser ones of more of the plane, seen where these end until finer ones are there. */
  around?: Tiles
}

/** A heat map, one pixel a cell, and the part of the plane it covers. */
export interface HeatLayer {
  picture: HTMLCanvasElement
  bounds: Bounds
}

export interface GroundScene {
  camera: Camera
  size: Size
  colours: Ground
  dark: boolean
  font: string
  tiles?: Tiles
  heat?: HeatLayer
  /** The prior, where its circles mean something. */
  prior?: Ellipse
}

export function paintGround(context: CanvasRenderingContext2D, scene: GroundScene): void {
  const { size, colours, tiles } = scene
  context.fillStyle = colours.background
  context.fillRect(0, 0, size.width, size.height)
  if (scene.heat) paintHeat(context, scene, scene.heat)
  if (tiles) paintTiles(context, scene, tiles)
  if (scene.prior) paintPrior(context, scene, scene.prior)
  paintScales(context, scene)
}

function paintHeat(context: CanvasRenderingContext2D, { camera }: GroundScene, heat: HeatLayer): void {
  const { left, top, right, bottom } = heat.bounds
  const [x, y] = toScreen(camera, left, top)
  const [endX, endY] = toScreen(camera, right, bottom)
  context.imageSmoothingEnabled = true
  context.imageSmoothingQuality = 'high'
  context.drawImage(heat.picture, x, y, endX - x, endY - y)
}

function paintTiles(context: CanvasRenderingContext2D, scene: GroundScene, tiles: Tiles): void {
  const { camera, size, dark } = scene
  const { bounds, picture, step, pixels, inverted, around } = tiles
  const [left, top] = toScreen(camera, bounds.left, bounds.top)
  const [right, bottom] = toScreen(camera, bounds.right, bounds.bottom)
  if (around) {
    // Both are half seen through: one must not lie on the other.
    const outside = new Path2D()
    outside.rect(0, 0, size.width, size.height)
    outside.rect(left, top, right - left, bottom - top)
    context.save()
    context.clip(outside, 'evenodd')
    paintTiles(context, scene, around)
    context.restore()
  }
  context.save()
  context.globalAlpha = dark ? 0.42 : inverted ? 0.26 : 0.5
  // Enlarged pixels stay pixels; images made smaller are smoothed, or fine lines would flicker.
  context.imageSmoothingEnabled = step * camera.scale * window.devicePixelRatio < pixels
  context.drawImage(picture, left, top, right - left, bottom - top)
  context.restore()
}

function paintPrior(
  context: CanvasRenderingContext2D,
  { camera, colours, font, tiles }: GroundScene,
  { centre, covariance }: Ellipse
): void {
  const { long, short, angle } = axesOf(covariance)
  const [x, y] = toScreen(camera, ...centre)
  context.save()
  context.strokeStyle = colours.dim
  context.fillStyle = tiles ? colours.text : colours.dim
  context.font = `11px ${font}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  for (const sigma of [1, 2, 3]) {
    const [a, b] = [sigma * long * camera.scale, sigma * short * camera.scale]
    context.globalAlpha = tiles ? 1 : 0.8
    context.setLineDash([2, 4])
    context.beginPath()
    context.ellipse(x, y, a, b, -angle, 0, 2 * Math.PI)
    context.stroke()
    // Up and to the right of the middle, wherever the ellipse points.
    const turn = Math.PI / 4 - angle
    const [u, v] = [a * Math.cos(turn), b * Math.sin(turn)]
    const right = u * Math.cos(angle) - v * Math.sin(angle)
    const up = u * Math.sin(angle) + v * Math.cos(angle)
    context.globalAlpha = 1
    haloText(context, `${sigma}σ`, x + right, y - up - 8, colours.background)
  }
  context.restore()
}

/** Along the bottom and the right, in pixels from the edge. */
const inset = 12

function paintScales(context: CanvasRenderingContext2D, scene: GroundScene): void {
  const { camera, size, colours, font } = scene
  const seen = visible(camera, size)
  const horizontal = scaleLinear([seen.left, seen.right], [0, size.width])
  const vertical = scaleLinear([seen.bottom, seen.top], [size.height, 0])
  const xTicks = horizontal.ticks(Math.max(2, size.width / 110))
  const yTicks = vertical.ticks(Math.max(2, size.height / 110))
  context.font = `11px ${font}`
  context.fillStyle = colours.dim
  context.strokeStyle = colours.faint
  context.textBaseline = 'middle'
  const decimals = (ticks: number[]) =>
    ticks.length > 1 ? Math.max(0, Math.ceil(-Math.log10(ticks[1] - ticks[0]) - 1e-9)) : 0
  context.textAlign = 'center'
  for (const tick of xTicks) {
    const x = Math.round(horizontal(tick)) + 0.5
    if (x < 24 || x > size.width - 48) continue
    haloText(context, formatNumber(tick, decimals(xTicks)), x, size.height - inset, colours.background)
    line(context, x, size.height - 3, x, size.height)
  }
  context.textAlign = 'right'
  for (const tick of yTicks) {
    const y = Math.round(vertical(tick)) + 0.5
    if (y < 64 || y > size.height - 32) continue
    haloText(context, formatNumber(tick, decimals(yTicks)), size.width - inset, y, colours.background)
    line(context, size.width - 3, y, size.width, y)
  }
}

function haloText(context: CanvasRenderingContext2D, text: string, x: number, y: number, halo: string): void {
  context.save()
  context.setLineDash([])
  context.strokeStyle = halo
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeText(text, x, y)
  context.restore()
  context.fillText(text, x, y)
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath()
  context.moveTo(x1, y1)
  context.lineTo(x2, y2)
  context.stroke()
}
