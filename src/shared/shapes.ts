/**
 * The shapes that points of labels have where colours are not to tell them apart alone: on paper without colours, for
 * eyes that see few. Ten, like the colours; the first ones differ most, since most collections have few labels.
 */

import { labelColours } from './palette.ts'

type Corner = readonly [number, number]

export interface Shape {
  /** Corners of closed outlines, y upwards; what lies in two of them is a hole. A disc of radius 1 is as large. */
  rings: readonly (readonly Corner[])[]
}

const disc = (radius: number): Corner[] =>
  Array.from({ length: 28 }, (_, at) => {
    const angle = (at / 28) * 2 * Math.PI
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  })

const box = (width: number, height: number): Corner[] => [
  [-width, -height],
  [width, -height],
  [width, height],
  [-width, height]
]

const turned = (corners: Corner[], degrees: number): Corner[] => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  return corners.map(([x, y]) => [cos * x - sin * y, sin * x + cos * y])
}

const triangle: Corner[] = [
  [-1.35, -0.85],
  [1.35, -0.85],
  [0, 1.49]
]

/** Two triangles that meet in the middle. */
const bowTie: Corner[] = [
  [-1.35, -1.2],
  [1.35, 1.2],
  [1.35, -1.2],
  [-1.35, 1.2]
]

/** A cross with arms as long as `long`, half as wide as `wide`. */
const plus = (long: number, wide: number): Corner[] => [
  [-wide, -long],
  [wide, -long],
  [wide, -wide],
  [long, -wide],
  [long, wide],
  [wide, wide],
  [wide, long],
  [-wide, long],
  [-wide, wide],
  [-long, wide],
  [-long, -wide],
  [-wide, -wide]
]

/** By the rank of a label among those with a colour of their own. */
export const labelShapes: readonly Shape[] = [
  { rings: [disc(1)] },
  { rings: [triangle] },
  { rings: [plus(1.45, 0.35)] },
  { rings: [disc(1.3), disc(0.7)] },
  { rings: [bowTie] },
  { rings: [turned(plus(1.5, 0.34), 45)] },
  { rings: [box(1.6, 0.5)] },
  { rings: [turned(box(1.6, 0.5), 45)] },
  { rings: [turned(triangle, 180)] },
  { rings: [box(0.5, 1.6)] }
]

/** Labels beyond the ten largest, and images without one: a small dot. */
export const restShape: Shape = { rings: [disc(0.55)] }

/** All shapes; a point names its own by its place here, the last one that of the rest. */
export const allShapes: readonly Shape[] = [...labelShapes, restShape]
export const restShapeAt = labelShapes.length

/**
 * The shape of each label, by its index, as a place in `allShapes`; labels that share the grey share the dot.
 * @param counts images of each label
 */
export function shapesOfLabels(counts: ArrayLike<number>): Uint8Array {
  const shapes = new Uint8Array(counts.length).fill(restShapeAt)
  labelColours(counts, 'dark').own.forEach((label, rank) => (shapes[label] = rank))
  return shapes
}

/** No corner lies further from the middle. */
export const shapeReach = 1.7

/**
 * How far a place lies from a shape's outline: below zero inside.
 * @param x as in the shape's corners
 */
export function distanceTo({ rings }: Shape, x: number, y: number): number {
  let least = Infinity
  let inside = false
  for (const ring of rings)
    for (let at = 0; at < ring.length; at++) {
      const [ax, ay] = ring[at]
      const [bx, by] = ring[(at + 1) % ring.length]
      const [dx, dy] = [bx - ax, by - ay]
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
      least = Math.min(least, Math.hypot(x - ax - along * dx, y - ay - along * dy))
      if (ay > y !== by > y && x < ax + ((y - ay) / dy) * dx) inside = !inside
    }
  return inside ? -least : least
}

/** The outline as the path of an SVG or a canvas, y downwards. @param radius of a disc as large */
export const shapePath = ({ rings }: Shape, radius: number, x = 0, y = 0): string =>
  rings
    .map((ring) => {
      const corners = ring.map(([cx, cy]) => `${round(x + radius * cx)} ${round(y - radius * cy)}`)
      return `M${corners.join('L')}Z`
    })
    .join('')

const round = (value: number) => Math.round(value * 100) / 100
