import type { Camera, Size } from './camera.ts'
import { rimOf } from './drawer.ts'
import type { Dots, Emphasis, PointDrawer } from './drawer.ts'
import { shapeStamps } from './stamps.ts'

/** The picture is so much larger on each side, in CSS pixels, that points at the edge are drawn in part. */
const margin = 16

/** Draws points by writing pixels: without a GPU several times quicker than WebGL in software. */
export class RasterDrawer implements PointDrawer {
  readonly kind = 'raster'
  #context: CanvasRenderingContext2D
  #dots: Dots = {
    first: new Float32Array(),
    second: new Float32Array(),
    colours: new Uint32Array(),
    count: 0,
    chosen: 0
  }
  #image = new ImageData(1, 1)
  #words = new Uint32Array(1)
  #ratio = 1
  /** In device pixels. */
  #margin = 0

  constructor(canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext('2d')!
  }

  setDots(dots: Dots): void {
    this.#dots = dots
  }

  resize({ width, height }: Size, ratio: number): void {
    this.#ratio = ratio
    const canvas = this.#context.canvas
    canvas.width = Math.max(1, Math.round(width * ratio))
    canvas.height = Math.max(1, Math.round(height * ratio))
    this.#margin = Math.ceil(margin * ratio)
    this.#image = new ImageData(canvas.width + 2 * this.#margin, canvas.height + 2 * this.#margin)
    this.#words = new Uint32Array(this.#image.data.buffer)
  }

  draw(camera: Camera, radius: number, { scale, ring }: Emphasis): void {
    this.#words.fill(0)
    const { count, chosen, shapes } = this.#dots
    if (shapes) {
      this.#stampShapes(camera, radius, [0, count - chosen], rimOf.plain, shapes.halo)
      if (chosen > 0)
        this.#stampShapes(
          camera,
          radius * scale,
          [count - chosen, count],
          ring === undefined ? rimOf.plain : rimOf.chosen,
          ring ?? shapes.halo
        )
      this.#show()
      return
    }
    this.#stamp(camera, radius, 0, count - chosen)
    if (chosen > 0) {
      // The ring is a larger disc under each: chosen points near each other keep their colours.
      if (ring !== undefined) this.#stamp(camera, radius * scale + 1, count - chosen, count, ring)
      this.#stamp(camera, radius * scale, count - chosen, count)
    }
    this.#show()
  }

  #show(): void {
    this.#context.putImageData(this.#image, -this.#margin, -this.#margin)
  }

  /** Draws some of the dots, in their own colours or in one. */
  #stamp(camera: Camera, radius: number, from: number, to: number, one?: number): void {
    const words = this.#words
    const { width, height } = this.#image
    const { first, second, colours } = this.#dots
    const scale = camera.scale * this.#ratio
    const left = camera.x * this.#ratio + this.#margin
    const top = camera.y * this.#ratio + this.#margin
    const stamp = stampOf(radius * this.#ratio)
    const { reach } = stamp
    const inside = Int32Array.from(stamp.inside, ([dx, dy]) => dy * width + dx)
    const rim = Int32Array.from(stamp.rim, ([dx, dy]) => dy * width + dx)
    for (let i = from; i < to; i++) {
      const x = Math.round(left + scale * first[i] - 0.5)
      const y = Math.round(top - scale * second[i] - 0.5)
      if (x < reach || y < reach || x >= width - reach || y >= height - reach) continue
      const colour = one ?? colours[i]
      const at = y * width + x
      if (colour >>> 24 === 255) {
        // Opaque inside; the rim half seen through, and only where nothing was drawn yet.
        const half = ((colour & 0x00ffffff) | 0x80000000) >>> 0
        for (let k = 0; k < rim.length; k++) if (words[at + rim[k]] >>> 24 < 128) words[at + rim[k]] = half
        for (let k = 0; k < inside.length; k++) words[at + inside[k]] = colour
      } else {
        for (let k = 0; k < inside.length; k++)
          if (words[at + inside[k]] === 0) words[at + inside[k]] = colour
      }
    }
  }

  /**
   * Draws some of the dots as their shapes, each set off by a rim.
   * @param rim its width in device pixels
   */
  #stampShapes(
    camera: Camera,
    radius: number,
    [from, to]: readonly [number, number],
    rim: number,
    rimColour: number
  ): void {
    const words = this.#words
    const { width, height } = this.#image
    const { first, second, colours, shapes } = this.#dots
    const scale = camera.scale * this.#ratio
    const left = camera.x * this.#ratio + this.#margin
    const top = camera.y * this.#ratio + this.#margin
    const stamps = shapeStamps(radius * this.#ratio, rim)
    const flat = stamps.shapes.map(({ inside, around }) => ({
      inside: Int32Array.from(inside, ([dx, dy]) => dy * width + dx),
      around: Int32Array.from(around, ([dx, dy]) => dy * width + dx)
    }))
    const { reach } = stamps
    for (let i = from; i < to; i++) {
      const x = Math.round(left + scale * first[i] - 0.5)
      const y = Math.round(top - scale * second[i] - 0.5)
      if (x < reach || y < reach || x >= width - reach || y >= height - reach) continue
      const colour = colours[i]
      const at = y * width + x
      const { inside, around } = flat[shapes!.of[i]]
      if (colour >>> 24 === 255) {
        for (let k = 0; k < around.length; k++) words[at + around[k]] = rimColour
        for (let k = 0; k < inside.length; k++) words[at + inside[k]] = colour
      } else
        for (let k = 0; k < inside.length; k++)
          if (words[at + inside[k]] === 0) words[at + inside[k]] = colour
    }
  }

  dispose(): void {}
}

interface Stamp {
  reach: number
  inside: [number, number][]
  rim: [number, number][]
}

const stamps = new Map<number, Stamp>()

/** The pixels of a disc, computed once for each size in quarter pixels. */
function stampOf(radius: number): Stamp {
  const rounded = Math.max(0.5, Math.round(radius * 4) / 4)
  const known = stamps.get(rounded)
  if (known) return known
  const reach = Math.ceil(rounded + 0.5)
  const stamp: Stamp = { reach, inside: [], rim: [] }
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      const distance = Math.hypot(dx, dy)
      if (distance <= rounded - 0.25) stamp.inside.push([dx, dy])
      else if (distance <= rounded + 0.25) stamp.rim.push([dx, dy])
    }
  stamps.set(rounded, stamp)
  return stamp
}
