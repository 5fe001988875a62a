/** What lies over the points and moves with the pointer: the cursor, the path, pinned images, the hovered point. */
import type { Ground } from '../../shared/palette.ts'
import { toScreen } from './camera.ts'
import type { Camera, Size } from './camera.ts'
import { boundsOfEllipse } from './extent.ts'
import type { Ellipse } from './extent.ts'
import { paintCentres, paintSpread } from './gaussians.ts'
import type { Centre } from './gaussians.ts'
import { boxAround, grown, joined } from './patch.ts'
import type { Box } from './patch.ts'

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

/** Something the overlay shows, on a canvas of its own that is as large as that. */
export interface OverlayPart {
  /** What of the scene it is painted from, beside the camera, the size and the colours. */
  readonly of: readonly (keyof OverlayScene)[]
  /** Where it lies on the screen; undefined while there is nothing of it. */
  box(scene: OverlayScene): Box | undefined
  paint(context: CanvasRenderingContext2D, scene: OverlayScene): void
}

const on = ({ camera }: OverlayScene, place: Place) => toScreen(camera, ...place)

/** What stays where it is while the pointer moves. */
const marks: OverlayPart = {
  of: ['centres', 'spread', 'neighbours', 'stops', 'path', 'frame', 'pins'],
  box(scene) {
    const { centres = [], neighbours, path, pins, spread, stops } = scene
    const places = [...neighbours, ...stops, ...path, ...centres.map(({ place }) => place)]
    const rings = boxAround(
      places.map((place) => on(scene, place)),
      ringReach
    )
    const pictures = boxAround(
      pins.map(({ place }) => on(scene, place)),
      pinReach
    )
    return joined(joined(rings, pictures), spread && spreadBox(scene, spread))
  },
  paint(context, scene) {
    const { camera, colours } = scene
    paintCentres(context, camera, scene.centres ?? [], colours)
    if (scene.spread) paintSpread(context, camera, scene.spread, colours)
    for (const place of scene.neighbours) ring(context, on(scene, place), 4, colours.text, 1, 0.8)
    paintPath(context, scene)
    for (const pin of scene.pins) paintPin(context, on(scene, pin.place), pin.picture, pin.shown, colours)
  }
}

const region: OverlayPart = {
  of: ['region'],
  box: (scene) =>
    boxAround(
      (scene.region ?? []).map((place) => on(scene, place)),
      2
    ),
  paint: (context, scene) =>
    paintRegion(
      context,
      scene.region!.map((place) => on(scene, place)),
      scene.colours
    )
}

/** One marker, painted at its place. */
function marker(
  of: 'pointed' | 'hovered' | 'cursor',
  paint: (context: CanvasRenderingContext2D, place: [number, number], colours: Ground) => void
): OverlayPart {
  return {
    of: [of],
    box: (scene) => boxAround(scene[of] ? [on(scene, scene[of])] : [], ringReach),
    paint: (context, scene) => paint(context, on(scene, scene[of]!), scene.colours)
  }
}

/** What the overlay shows, the last on top. */
export const overlayParts: readonly OverlayPart[] = [
  marks,
  region,
  marker('pointed', paintPointed),
  marker('hovered', (context, place, colours) => ring(context, place, 6, colours.text, 1.5)),
  marker('cursor', paintCursor)
]

/** Pixels from its place that a ring, a diamond or a target reaches at the most. */
const ringReach = 18

function spreadBox(scene: OverlayScene, spread: Ellipse): Box {
  const { left, right, top, bottom } = boundsOfEllipse(spread, 2)
  const [from, to] = [on(scene, [left, top]), on(scene, [right, bottom])]
  return grown({ left: from[0], top: from[1], right: to[0], bottom: to[1] }, 2)
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
/** Pixels from its place that a pin reaches at the most, upwards. */
const pinReach = pinSide + 18

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
