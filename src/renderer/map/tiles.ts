/** The manifold of decoded images as a layer: tiles that get finer as one zooms in. */
import type { Pixels } from '../../shared/contract.ts'
import { hasDarkGround, writeWords } from '../pixels.ts'
import { visible } from './camera.ts'
import type { Bounds, Camera, Size } from './camera.ts'
import type { Tiles } from './ground.ts'

/** A grid of latent points: the centres of tiles, from the top left, `columns` in a row. */
export interface TileGrid {
  left: number
  top: number
  step: number
  columns: number
  rows: number
}

/** Three deviations of N(0, I) to each side. */
const standard: Bounds = { left: -3, right: 3, bottom: -3, top: 3 }
/** Tiles across the extent before any halving; three halvings of it give the 24 of a map seen whole. */
const coarsest = 3
const smallest = 24
const mostBytes = 12_000_000

/**
 * The tiles that cover what is seen of an extent: between 24 and 48 pixels a side, in steps that halve, so that
 * zooming in splits each tile in four.
 * @param bytes of one decoded image; large images give fewer tiles
 * @param extent where the layer ends: with the prior, or with the codes
 */
export function gridFor(
  camera: Camera,
  size: Size,
  bytes: number,
  extent: Bounds = standard
): TileGrid | undefined {
  const across = Math.max(extent.right - extent.left, 1e-6)
  const halvings = Math.floor(Math.log2((across * camera.scale) / (coarsest * smallest)))
  let step = (across / coarsest) * 2 ** -halvings
  const seen = visible(camera, size)
  const left = Math.max(extent.left, seen.left)
  const right = Math.min(extent.right, seen.right)
  const bottom = Math.max(extent.bottom, seen.bottom)
  const top = Math.min(extent.top, seen.top)
  if (left >= right || bottom >= top) return undefined
  for (;;) {
    // Rounding must not add a row beyond the extent's edge.
    const first = Math.floor((left - extent.left) / step + 1e-6)
    const last = Math.ceil((right - extent.left) / step - 1e-6)
    const low = Math.floor((bottom - extent.bottom) / step + 1e-6)
    const high = Math.ceil((top - extent.bottom) / step - 1e-6)
    const columns = last - first
    const rows = high - low
    if (columns * rows * bytes <= mostBytes || columns * rows <= 16)
      return { left: extent.left + first * step, top: extent.bottom + high * step, step, columns, rows }
    step *= 2
  }
}

/** Whether a grid leaves nothing of an extent out. */
export function covers({ left, top, step, columns, rows }: TileGrid, extent: Bounds): boolean {
  const slack = step / 2
  return (
    left <= extent.left + slack &&
    top >= extent.top - slack &&
    left + columns * step >= extent.right - slack &&
    top - rows * step <= extent.bottom + slack
  )
}

/** The tile centres as latent points, [rows · columns, D]. @param lift the latent under a place of the plane */
export function gridPoints(
  grid: TileGrid,
  latent: number,
  lift: (first: number, second: number) => Float32Array
): Float32Array {
  const { columns, rows, step, left, top } = grid
  const z = new Float32Array(columns * rows * latent)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      z.set(lift(left + (column + 0.5) * step, top - (row + 0.5) * step), (row * columns + column) * latent)
  return z
}

/** Lays decoded tiles into one picture; on a light ground images with a dark one are inverted. */
export function tilesOf(grid: TileGrid, pixels: Pixels, dark: boolean): Tiles {
  const { columns, rows, left, top, step } = grid
  const { width, height } = pixels
  const picture = document.createElement('canvas')
  picture.width = columns * width
  picture.height = rows * height
  const image = new ImageData(picture.width, picture.height)
  const words = new Uint32Array(image.data.buffer)
  for (let index = 0; index < pixels.count; index++) {
    const offset = Math.floor(index / columns) * height * picture.width + (index % columns) * width
    writeWords(pixels, index, words, offset, picture.width)
  }
  const inverted = !dark && pixels.channels === 1 && hasDarkGround(pixels)
  if (inverted) for (let i = 0; i < words.length; i++) words[i] ^= 0x00ffffff
  picture.getContext('2d')!.putImageData(image, 0, 0)
  const bounds = { left, right: left + columns * step, top, bottom: top - rows * step }
  return { picture, bounds, step, pixels: width, inverted }
}
