/** A hole painted on an image: 1 where pixels are missing, row by row. Every function answers with a new one. */

export interface Extent {
  width: number
  height: number
}

export const emptyHole = ({ width, height }: Extent): Uint8Array => new Uint8Array(width * height)

/**
 * A stroke of a round brush from one place to another, in pixels of the image.
 * @param diameter in pixels; 1 is a single pixel
 * @param value 1 paints, 0 erases
 */
export function stroked(
  hole: Uint8Array,
  { width, height }: Extent,
  from: readonly [number, number],
  to: readonly [number, number],
  diameter: number,
  value: 0 | 1
): Uint8Array {
  const result = hole.slice()
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) * 2))
  // A little more than half, so that a brush of one pixel hits the pixel it is on.
  const radius = Math.max(0.72, diameter / 2)
  for (let step = 0; step <= steps; step++) {
    const [x, y] = [0, 1].map((axis) => from[axis] + ((to[axis] - from[axis]) * step) / steps)
    for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(height - 1, y + radius); row++)
      for (
        let column = Math.max(0, Math.floor(x - radius));
        column <= Math.min(width - 1, x + radius);
        column++
      )
        if (Math.hypot(column + 0.5 - x, row + 0.5 - y) < radius) result[row * width + column] = value
  }
  return result
}
