/** What lies over the points and moves with the pointer: the cursor, the path, pinned images, the hovered point. */
import type { Ground } from '../../shared/palette.ts'
import { toScreen } from './camera.ts'
import type { Camera, Size } from './camera.ts'
import type { Ellipse } from './extent.ts'
import { paintCentres, paintSpread } from './gaussians.ts'
import type { Centre } from './gaussians.ts'

export type Place = readonly [number, number]

export interface OverlayScene {
  camera: Camera
  size: Size
  colours: Ground
  cursor?: Place
  hovered?: Place
  neighbours: readonly Place[]
  stops: readonly Place[]
  /** Where the interpolation passes, in order. */
  path: readonly Place[]
  /** Which place of the path is shown large. */
  frame?: Place
  /** Corners of the region being drawn. */
  region?: readonly Place[]
  /** The image that a list points at. */
  pointed?: Place
  /** Where the prior of each label lies. */
  centres?: readonly Centre[]
  /** How wide the posterior of the image looked at is. */
  spread?: Ellipse
  pins: readonly { place: Place; picture: CanvasImageSource; shown: boolean }[]
}

export function paintOverlay(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { camera, colours, size } = scene
  context.clearRect(0, 0, size.width, size.height)
  const at = (place: Place) => toScreen(camera, place[0], place[1])
  paintCentres(context, camera, scene.centres ?? [], colours)
  if (scene.spread) paintSpread(context, camera, scene.spread, colours)
  for (const place of scene.neighbours) ring(context, at(place), 4, colours.text, 1, 0.8)
  paintPath(context, scene)
  for (const pin of scene.pins) paintPin(context, at(pin.place), pin.picture, pin.shown, colours)
  if (scene.region) paintRegion(context, scene.region.map(at), colours)
  if (scene.pointed) paintPointed(context, at(scene.pointed), colours)
  if (scene.hovered) ring(context, at(scene.hovered), 6, colours.text, 1.5)
  if (scene.cursor) paintCursor(context, at(scene.cursor), colours)
}

function ring(
  context: CanvasRenderingContext2D,
  [x, y]: Place,
  radius: number,
  colour: string,
  width: number,
  alpha = 1
): void {
  context.globalAlpha = alpha
  context.strokeStyle = colour
  context.lineWidth = width
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.stroke()
  context.globalAlpha = 1
}

function disc(context: CanvasRenderingContext2D, [x, y]: Place, radius: number, colour: string): void {
  context.fillStyle = colour
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}

function paintPath(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { camera, colours, stops, frame } = scene
  const path = scene.path.length > 1 ? scene.path : stops
  const at = (place: Place) => toScreen(camera, place[0], place[1])
  if (path.length > 1)
    for (const [colour, width] of [
      [colours.background, 5],
      [colours.text, 1.75]
    ] as const) {
      context.strokeStyle = colour
      context.lineWidth = width
      context.lineJoin = 'round'
      context.beginPath()
      path.forEach((place, index) => (index ? context.lineTo(...at(place)) : context.moveTo(...at(place))))
      context.stroke()
    }
  for (const place of scene.path.length > 1 ? scene.path : []) disc(context, at(place), 2, colours.text)
  for (const place of stops) {
    disc(context, at(place), 7.5, colours.background)
    ring(context, at(place), 5.5, colours.text, 2)
  }
  if (frame) disc(context, at(frame), 4, colours.accent)
}

function paintRegion(context: CanvasRenderingContext2D, corners: Place[], colours: Ground): void {
  context.beginPath()
  corners.forEach(([x, y], index) => (index ? context.lineTo(x, y) : context.moveTo(x, y)))
  context.closePath()
  context.globalAlpha = 0.12
  context.fillStyle = colours.accent
  context.fill('evenodd')
  context.globalAlpha = 1
  context.strokeStyle = colours.accent
  context.lineWidth = 1.25
  context.stroke()
}

function paintPointed(context: CanvasRenderingContext2D, place: Place, colours: Ground): void {
  ring(context, place, 9, colours.background, 4)
  ring(context, place, 9, colours.accent, 2)
}

/** A target: a ring with four arms, on a halo so that it is seen over any picture. */
function paintCursor(context: CanvasRenderingContext2D, [x, y]: Place, colours: Ground): void {
  for (const [colour, width] of [
    [colours.background, 5],
    [colours.accent, 2]
  ] as const) {
    ring(context, [x, y], 7, colour, width)
    context.strokeStyle = colour
    context.lineWidth = width
    context.beginPath()
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1]
    ]) {
      context.moveTo(x + 7 * dx, y + 7 * dy)
      context.lineTo(x + 13 * dx, y + 13 * dy)
    }
    context.stroke()
  }
}

const pinSide = 36

function paintPin(
  context: CanvasRenderingContext2D,
  [x, y]: Place,
  picture: CanvasImageSource,
  shown: boolean,
  colours: Ground
): void {
  const left = Math.round(x - pinSide / 2)
  const top = Math.round(y - pinSide - 12)
  context.strokeStyle = shown ? colours.accent : colours.text
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(x, top + pinSide)
  context.stroke()
  disc(context, [x, y], 3, shown ? colours.accent : colours.text)
  context.fillStyle = colours.panel
  context.fillRect(left - 2, top - 2, pinSide + 4, pinSide + 4)
  context.strokeRect(left - 1.5, top - 1.5, pinSide + 3, pinSide + 3)
  context.imageSmoothingEnabled = false
  context.drawImage(picture, left, top, pinSide, pinSide)
}

/** Which pin's picture lies under a place of the screen; −1 for none. The last drawn is on top. */
export function pinAt(camera: Camera, places: readonly Place[], x: number, y: number): number {
  for (let index = places.length - 1; index >= 0; index--) {
    const [px, py] = toScreen(camera, ...places[index])
    const inside = Math.abs(x - px) <= pinSide / 2 + 2 && y >= py - pinSide - 14 && y <= py - 8
    if (inside) return index
  }
  return -1
}
