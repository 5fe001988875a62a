import { quantileBounds } from './extent.ts'

/**
 * How the latent plane lies on the screen. `scale` is CSS pixels per latent unit, the same along both axes so
 * that the prior's circles are circles; (x, y) is where latent (0, 0) is drawn. Latent 2 points up.
 * These are the numbers of a d3-zoom transform: k = scale, x, y.
 */
export interface Camera {
  scale: number
  x: number
  y: number
}

export interface Bounds {
  left: number
  right: number
  bottom: number
  top: number
}

export interface Size {
  width: number
  height: number
}

export function toScreen(camera: Camera, first: number, second: number): [number, number] {
  return [camera.x + camera.scale * first, camera.y - camera.scale * second]
}

export function toLatent(camera: Camera, x: number, y: number): [number, number] {
  return [(x - camera.x) / camera.scale, (camera.y - y) / camera.scale]
}

/** The camera that shows the bounds whole, centred, with a margin in pixels. */
export function fit(bounds: Bounds, size: Size, margin = 24): Camera {
  const width = Math.max(1, size.width - 2 * margin)
  const height = Math.max(1, size.height - 2 * margin)
  const scale = Math.min(
    width / Math.max(1e-6, bounds.right - bounds.left),
    height / Math.max(1e-6, bounds.top - bounds.bottom)
  )
  return {
    scale,
    x: size.width / 2 - (scale * (bounds.left + bounds.right)) / 2,
    y: size.height / 2 + (scale * (bounds.bottom + bounds.top)) / 2
  }
}

/** The same centre and scale in a window of another size. */
export function resized(camera: Camera, before: Size, after: Size): Camera {
  return {
    scale: camera.scale,
    x: camera.x + (after.width - before.width) / 2,
    y: camera.y + (after.height - before.height) / 2
  }
}

/** What part of the latent plane is seen. */
export function visible(camera: Camera, size: Size): Bounds {
  const [left, top] = toLatent(camera, 0, 0)
  const [right, bottom] = toLatent(camera, size.width, size.height)
  return { left, right, bottom, top }
}

/**
 * Bounds that hold nearly all points and what else must be seen, as a rule the prior to three standard deviations.
 * Single far points (below one in a thousand on each side) do not shrink the map.
 * @param seen a number for a square around 0
 */
export function boundsOf(first: Float32Array, second: Float32Array, seen: number | Bounds = 3.2): Bounds {
  const held = typeof seen === 'number' ? { left: -seen, right: seen, bottom: -seen, top: seen } : seen
  if (first.length === 0) return held
  const points = quantileBounds(first, second, 0.001)
  return {
    left: Math.min(held.left, points.left),
    right: Math.max(held.right, points.right),
    bottom: Math.min(held.bottom, points.bottom),
    top: Math.max(held.top, points.top)
  }
}
