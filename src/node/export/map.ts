/** The latent map as a picture: every image a point in its label's colour, over the prior's circles. */
import { Path2D, type Canvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { MapPoints } from '../../shared/contract.ts'
import { grounds, labelColours, type Ground, type Theme } from '../../shared/palette.ts'
import { allShapes, restShapeAt, shapePath, shapesOfLabels } from '../../shared/shapes.ts'
import { drawAxes, drawPrior, drawPriorNames } from './axes.ts'
import { font } from './fonts.ts'
import { drawLegend, legendRows, type LegendRow } from './legend.ts'
import { fitPlane, mapDomain, position, type Box, type Domain, type Plane } from './plane.ts'
import { encodePicture, newCanvas, type PictureFormat, type PictureSettings } from './png.ts'
import { shortened, wholeNumber } from './text.ts'
import { drawUnderlay, type Underlay } from './underlay.ts'

export interface MapPicture {
  points: Pick<MapPoints, 'z' | 'latent' | 'ids' | 'labels'>
  /** By label index; empty for an unlabelled collection. */
  labelNames: string[]
  /** Points whose limits the picture has, where they are not its own: those of a film stay where they are. */
  limits?: MapPicture['points']
  title: string
  subtitle?: string
  /** In layout pixels; the picture is `resolution` times as large. */
  width?: number
  height?: number
  resolution?: number
  theme?: Theme
  /** Whether labels have shapes as well as colours; discs when left out. */
  shapes?: boolean
  /** Decoded images under the points. */
  manifold?: Underlay
  /** Whether the model has a prior, whose σ circles are drawn; true when left out. */
  hasPrior?: boolean
  settings?: PictureSettings
}

export interface MapLayout {
  width: number
  height: number
  plot: Box
  legend: Box
  plane: Plane
}

const legendWidth = 190

/** Where everything goes, in layout pixels. Tests and underlays use the same layout as the drawing. */
export function mapLayout(
  points: MapPicture['points'],
  width = 1200,
  height = 920,
  hasPrior = true
): MapLayout {
  const plot = { left: 64, top: 88, width: width - 64 - legendWidth - 56, height: height - 88 - 56 }
  const legend = { left: plot.left + plot.width + 28, top: plot.top, width: legendWidth, height: plot.height }
  return { width, height, plot, legend, plane: fitPlane(mapDomain(points, hasPrior), plot) }
}

/** What the plot shows, in latent units: the domain an underlay should cover. */
export function shownDomain({ plane }: MapLayout): Domain {
  const [left, right] = plane.x.domain()
  const [bottom, top] = plane.y.domain()
  return { x: [left, right], y: [bottom, top] }
}

/** A fixed shuffle, so that no label lies on top of the others only because it comes last. */
function shuffled(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  let state = 0x9e3779b9
  for (let last = count - 1; last > 0; last--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const other = Math.floor((state / 0x1_0000_0000) * (last + 1))
    ;[order[last], order[other]] = [order[other], order[last]]
  }
  return order
}

/** Points get smaller as they get more, from 3 pixels to just under 1. */
export function pointRadius(count: number): number {
  return Math.min(3, Math.max(0.9, 3.6 - Math.log10(Math.max(count, 10)) * 0.5))
}

/** Shapes need more room than discs to be told apart. */
export const shapeRadius = (radius: number): number => Math.max(2.6, radius * 1.5)

/** Draws the points inside the plot; @returns how many lie outside it */
function drawPoints(
  context: SKRSContext2D,
  points: MapPicture['points'],
  { plot, plane }: MapLayout,
  { colourOf, shapeOf }: MapColours
): number {
  const radius = pointRadius(points.ids.length)
  const outlines = shapeOf && allShapes.map((shape) => new Path2D(shapePath(shape, shapeRadius(radius))))
  let outside = 0
  context.save()
  context.beginPath()
  context.rect(plot.left, plot.top, plot.width, plot.height)
  context.clip()
  context.globalAlpha = 0.92
  for (const index of shuffled(points.ids.length)) {
    const [z1, z2] = position(points, index)
    const [x, y] = [plane.x(z1), plane.y(z2)]
    const inside =
      x >= plot.left && x <= plot.left + plot.width && y >= plot.top && y <= plot.top + plot.height
    if (!inside) {
      outside++
      continue
    }
    context.fillStyle = colourOf(points.labels[index])
    if (outlines) {
      context.save()
      context.translate(x, y)
      context.fill(outlines[shapeOf(points.labels[index])], 'evenodd')
      context.restore()
      continue
    }
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.fill()
  }
  context.restore()
  return outside
}

function drawHeader(context: SKRSContext2D, picture: MapPicture, layout: MapLayout, ground: Ground): void {
  context.textAlign = 'left'
  context.textBaseline = 'alphabetic'
  const width = layout.width - 2 * layout.plot.left
  context.fillStyle = ground.text
  context.font = font(20, 600)
  context.fillText(shortened(context, picture.title, width), layout.plot.left, 42)
  context.fillStyle = ground.dim
  context.font = font(13)
  context.fillText(shortened(context, picture.subtitle ?? '', width), layout.plot.left, 66)
}

/** What the points of a map show beside their places. */
export interface MapColours {
  legend: LegendRow[]
  colourOf(label: number): string
  /** The place of a label's shape in `allShapes`; of a map of colours alone there is none. */
  shapeOf?(label: number): number
}

/** The colours of a map's labels, and its legend. */
export function mapColours({ points, labelNames, theme = 'dark', shapes }: MapPicture): MapColours {
  const ground = grounds[theme]
  const counts = new Uint32Array(labelNames.length)
  for (const label of points.labels) if (label >= 0) counts[label]++
  const unlabelled = points.labels.filter((label) => label < 0).length
  const colours = labelColours(counts, theme)
  const places = shapes && labelNames.length > 0 ? shapesOfLabels(counts) : undefined
  const none = labelNames.length > 0 ? ground.rest : ground.unlabelled
  return {
    legend: legendRows(labelNames, counts, unlabelled, colours, ground, places),
    colourOf: (label) => (label < 0 ? none : colours.colours[label]),
    shapeOf: places && ((label) => (label < 0 ? restShapeAt : places[label]))
  }
}

/**
 * Draws the map: for more than two latents the first two, for one latent a band with σ lines.
 * @returns a picture, width·resolution × height·resolution
 */
export async function drawMap(picture: MapPicture, format: PictureFormat = 'png'): Promise<Uint8Array> {
  return encodePicture(paintMap(picture), format, picture.settings)
}

/** The same on a canvas. */
export function paintMap(picture: MapPicture): Canvas {
  const { points, theme = 'dark', resolution = 2, hasPrior = true } = picture
  const ground = grounds[theme]
  const layout = mapLayout(picture.limits ?? points, picture.width, picture.height, hasPrior)
  const { plot, plane } = layout
  const canvas = newCanvas(Math.round(layout.width * resolution), Math.round(layout.height * resolution))
  const context = canvas.getContext('2d')
  context.scale(resolution, resolution)
  context.fillStyle = ground.background
  context.fillRect(0, 0, layout.width, layout.height)

  const looks = mapColours(picture)

  if (picture.manifold) drawUnderlay(context, picture.manifold, plane, plot, theme)
  if (hasPrior) drawPrior(context, plane, plot, ground, points.latent)
  const outside = drawPoints(context, points, layout, looks)
  if (hasPrior) drawPriorNames(context, plane, ground, points.latent)
  drawAxes(context, plane, plot, ground, points.latent)
  drawLegend(context, looks.legend, layout.legend, ground)
  drawHeader(context, picture, layout, ground)
  if (outside > 0) {
    context.fillStyle = ground.dim
    context.font = font(12)
    context.textAlign = 'left'
    const points = outside === 1 ? 'point lies' : 'points lie'
    context.fillText(
      `${wholeNumber(outside)} ${points} outside the picture`,
      plot.left,
      plot.top + plot.height + 38
    )
  }
  return canvas
}
