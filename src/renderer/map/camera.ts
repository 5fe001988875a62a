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
 * Bounds that hold the prior to three standard deviations and nearly all points; single far points (below one
 * in a thousand on each side) do not shrink the map.
 */
export function boundsOf(first: Float32Array, second: Float32Array, prior = 3.2): Bounds {
  const [left, right] = range(first)
  const [bottom, top] = range(second)
  return {
    left: Math.min(-prior, left),
    right: Math.max(prior, right),
    bottom: Math.min(-prior, bottom),
    top: Math.max(prior, top)
  }
}

function range(values: Float32Array): [number, number] {
  if (values.length === 0) return [0, 0]
  // A sorted sample is enough to find the quantiles.
  const step = Math.max(1, Math.floor(values.length / 5000))
  const sample = Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step])
  sample.sort()
  const skip = Math.floor(sample.length / 1000)
  return [sample[skip], sample[sample.length - 1 - skip]]
}
