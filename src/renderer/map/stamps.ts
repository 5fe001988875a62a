/** The pixels of the shapes of points, computed once for each size. */
import { allShapes, distanceTo, shapeReach } from '../../shared/shapes.ts'

/** Pixels from the middle of a point. */
export type Offsets = [number, number][]

export interface ShapeStamps {
  /** No pixel lies further from the middle, along either axis. */
  reach: number
  /** By the place of a shape in `allShapes`: what is filled, and the rim around that. */
  shapes: { inside: Offsets; around: Offsets }[]
}

const known = new Map<string, ShapeStamps>()

/**
 * @param radius of a disc as large as each shape, in device pixels
 * @param rim how wide the rim is, in device pixels
 */
export function shapeStamps(radius: number, rim: number): ShapeStamps {
  const rounded = Math.max(1, Math.round(radius * 4) / 4)
  const key = `${rounded} ${rim}`
  const found = known.get(key)
  if (found) return found
  const reach = Math.ceil(rounded * shapeReach + rim)
  const shapes = allShapes.map((shape) => {
    const stamp = { inside: [] as Offsets, around: [] as Offsets }
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++) {
        const distance = distanceTo(shape, dx / rounded, -dy / rounded) * rounded
        // A thin arm covers at least the pixels that its middle runs through.
        if (distance <= 0.1) stamp.inside.push([dx, dy])
        else if (distance <= rim + 0.1) stamp.around.push([dx, dy])
      }
    return stamp
  })
  const stamps = { reach, shapes }
  known.set(key, stamps)
  return stamps
}
