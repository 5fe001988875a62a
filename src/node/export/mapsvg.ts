/** The latent map as SVG: the same picture as the PNG, its points as circles and its words as words. */
import { createCanvas, Path2D } from '@napi-rs/canvas'
import { grounds, type Ground } from '../../shared/palette.ts'
import { allShapes, shapePath } from '../../shared/shapes.ts'
import { mapColours, mapLayout, pointRadius, shapeRadius, type MapLayout, type MapPicture } from './map.ts'
import { position } from './plane.ts'
import { element, svgFile, text } from './svg.ts'
import { figure, wholeNumber } from './text.ts'
import { underlayCanvas } from './underlay.ts'

/** Beyond this many circles files get slow to open, and the points become one picture inside. */
const mostCircles = 20_000

/** Picture pixels to a layout pixel where points are a picture. */
const pointResolution = 3

export async function drawMapSvg(picture: MapPicture): Promise<string> {
  const { points, theme = 'dark', hasPrior = true, title, subtitle = '' } = picture
  const ground = grounds[theme]
  const layout = mapLayout(points, picture.width, picture.height, hasPrior)
  const { plot } = layout
  const inside = [
    ...(picture.manifold ? [await underlayImage(picture, layout)] : []),
    ...(hasPrior ? priorCircles(layout, ground, points.latent) : []),
    points.ids.length > mostCircles ? await pointsImage(picture, layout) : circles(picture, layout)
  ]
  const clip = element('clipPath', { id: 'plot' }, element('rect', box(plot)))
  return svgFile({ width: layout.width, height: layout.height, title, background: ground.background }, [
    element('defs', {}, clip),
    element('g', { 'clip-path': 'url(#plot)' }, inside),
    ...axes(layout, ground, points.latent),
    ...legend(picture, layout, ground),
    text(title, { x: plot.left, y: 42, fill: ground.text, 'font-size': 20, 'font-weight': 600 }),
    text(subtitle, { x: plot.left, y: 66, fill: ground.dim, 'font-size': 13 })
  ])
}

const box = ({ left, top, width, height }: MapLayout['plot']) => ({ x: left, y: top, width, height })

function circles({ points, ...picture }: MapPicture, { plane }: MapLayout): string {
  const { colourOf, shapeOf } = mapColours({ points, ...picture })
  const radius = pointRadius(points.ids.length)
  const marked = (label: number, x: number, y: number) =>
    shapeOf
      ? element('path', { d: shapePath(allShapes[shapeOf(label)], shapeRadius(radius), x, y) })
      : element('circle', { cx: x, cy: y, r: radius })
  const groups = [...new Set(points.labels)].map((label) => {
    const members = Array.from(points.ids.keys()).filter((index) => points.labels[index] === label)
    const drawn = members.map((index) => {
      const [z1, z2] = position(points, index)
      return marked(label, plane.x(z1), plane.y(z2))
    })
    return element('g', { fill: colourOf(label) }, drawn)
  })
  return element('g', { 'fill-opacity': 0.92, 'fill-rule': 'evenodd' }, groups)
}

async function pointsImage({ points, ...picture }: MapPicture, { plane, plot }: MapLayout): Promise<string> {
  const { colourOf, shapeOf } = mapColours({ points, ...picture })
  const canvas = createCanvas(plot.width * pointResolution, plot.height * pointResolution)
  const context = canvas.getContext('2d')
  context.scale(pointResolution, pointResolution)
  context.globalAlpha = 0.92
  const radius = pointRadius(points.ids.length)
  for (const index of points.ids.keys()) {
    const [z1, z2] = position(points, index)
    context.fillStyle = colourOf(points.labels[index])
    const [x, y] = [plane.x(z1) - plot.left, plane.y(z2) - plot.top]
    if (shapeOf) {
      const shape = allShapes[shapeOf(points.labels[index])]
      context.fill(new Path2D(shapePath(shape, shapeRadius(radius), x, y)), 'evenodd')
      continue
    }
    context.beginPath()
    context.arc(x, y, radius, 0, 2 * Math.PI)
    context.fill()
  }
  return element('image', { ...box(plot), href: await dataAddress(canvas) })
}

const dataAddress = async (canvas: { encode(format: 'png'): Promise<Buffer> }) =>
  `data:image/png;base64,${(await canvas.encode('png')).toString('base64')}`

async function underlayImage(
  { manifold, theme = 'dark' }: MapPicture,
  { plane }: MapLayout
): Promise<string> {
  const { domain } = manifold!
  const [x, y] = [plane.x(domain.x[0]), plane.y(domain.y[1])]
  return element('image', {
    x,
    y,
    width: plane.x(domain.x[1]) - x,
    height: plane.y(domain.y[0]) - y,
    preserveAspectRatio: 'none',
    style: 'image-rendering: pixelated',
    href: await dataAddress(underlayCanvas(manifold!, theme))
  })
}

function priorCircles({ plane, plot }: MapLayout, ground: Ground, latent: number): string[] {
  const style = {
    fill: 'none',
    stroke: ground.dim,
    'stroke-opacity': 0.75,
    'stroke-dasharray': '1 5',
    'stroke-linecap': 'round'
  }
  return [1, 2, 3].flatMap((deviation) =>
    latent > 1
      ? element('circle', { cx: plane.x(0), cy: plane.y(0), r: deviation * plane.unit, ...style })
      : [-deviation, deviation].map((value) => {
          const x = plane.x(value)
          return element('line', { x1: x, x2: x, y1: plot.top, y2: plot.top + plot.height, ...style })
        })
  )
}

function axes({ plane, plot }: MapLayout, ground: Ground, latent: number): string[] {
  const [right, bottom] = [plot.left + plot.width, plot.top + plot.height]
  const across = plane.x.ticks(Math.max(4, Math.round(plot.width / 90)))
  const step = across[1] - across[0]
  const digits = step < 1 ? 1 : 0
  const [low, high] = plane.y.domain()
  const first = Math.ceil(low / step)
  const up =
    latent > 1
      ? Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step)
      : []
  const words = { fill: ground.dim, 'font-size': 12, 'dominant-baseline': 'central' }
  const name = (index: number, x: number, y: number) =>
    element('text', { x, y, fill: ground.text, 'font-size': 13 }, [
      `z${element('tspan', { dy: 4, 'font-size': 9 }, String(index))}`
    ])
  return [
    element('rect', { ...box(plot), fill: 'none', stroke: ground.line }),
    ...across.map((value) =>
      text(figure(value, digits), { ...words, x: plane.x(value), y: bottom + 16, 'text-anchor': 'middle' })
    ),
    ...up.map((value) =>
      text(figure(value, digits), { ...words, x: plot.left - 10, y: plane.y(value), 'text-anchor': 'end' })
    ),
    name(1, right - 12, bottom + 38),
    ...(latent > 1 ? [name(2, plot.left - 36, plot.top + 10)] : [])
  ]
}

function legend(picture: MapPicture, { legend: place }: MapLayout, ground: Ground): string[] {
  return mapColours(picture).legend.flatMap(({ name, colour, count, shape }, index) => {
    const middle = place.top + index * 24 + 12
    const words = { y: middle, 'font-size': 13, 'dominant-baseline': 'central' }
    // A name is cut where the count begins, by its characters: how wide they are only the viewer knows.
    const short = [...name].length > 20 ? `${[...name].slice(0, 19).join('')}…` : name
    return [
      shape === undefined
        ? element('rect', { x: place.left, y: middle - 5, width: 10, height: 10, rx: 2, fill: colour })
        : element('path', {
            d: shapePath(allShapes[shape], 3.8, place.left + 5, middle),
            fill: colour,
            'fill-rule': 'evenodd'
          }),
      text(short, { ...words, x: place.left + 20, fill: ground.text }),
      text(wholeNumber(count), {
        ...words,
        x: place.left + place.width,
        fill: ground.dim,
        'text-anchor': 'end'
      })
    ]
  })
}
