/** The manifold of decoded images as a layer: tiles that get finer as one zooms in. */
import type { Pixels } from '../../shared/contract.ts'
import { hasDarkGround, writeWords } from '../pixels.ts'
import { visible } from './camera.ts'
import type { Camera, Size } from './camera.ts'
import type { Tiles } from './ground.ts'

/** A grid of latent points: the centres of tiles, from the top left, `columns` in a row. */
export interface TileGrid {
  left: number
  top: number
  step: number
  columns: number
  rows: number
}

/** The layer ends where the prior does. */
const reach = 3
/** Tiles across the prior before any halving; three halvings of it give the 24 of a map seen whole. */
const coarsest = 3
const smallest = 24
const mostBytes = 12_000_000

/**
 * The tiles that cover what is seen of the prior: between 24 and 48 pixels a side, in steps that halve, so that
 * zooming in splits each tile in four.
 * @param bytes of one decoded image; large images give fewer tiles
 */
export function gridFor(camera: Camera, size: Size, bytes: number): TileGrid | undefined {
  const halvings = Math.floor(Math.log2((2 * reach * camera.scale) / (coarsest * smallest)))
  let step = ((2 * reach) / coarsest) * 2 ** -halvings
  const seen = visible(camera, size)
  const left = Math.max(-reach, seen.left)
  const right = Math.min(reach, seen.right)
  const bottom = Math.max(-reach, seen.bottom)
  const top = Math.min(reach, seen.top)
  if (left >= right || bottom >= top) return undefined
  for (;;) {
    const first = Math.floor((left + reach) / step)
    const last = Math.ceil((right + reach) / step)
    const low = Math.floor((bottom + reach) / step)
    const high = Math.ceil((top + reach) / step)
    const columns = last - first
    const rows = high - low
    if (columns * rows * bytes <= mostBytes || columns * rows <= 16)
      return { left: first * step - reach, top: high * step - reach, step, columns, rows }
    step *= 2
  }
}

/** The tile centres as latent points, [rows · columns, D]; the dimensions not shown are those of `base`. */
export function gridPoints(
  grid: TileGrid,
  base: Float32Array,
  dimensions: readonly [number, number]
): Float32Array {
  const latent = base.length
  const { columns, rows, step, left, top } = grid
  const z = new Float32Array(columns * rows * latent)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * latent
      z.set(base, at)
      z[at + dimensions[0]] = left + (column + 0.5) * step
      if (latent > 1) z[at + dimensions[1]] = top - (row + 0.5) * step
    }
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
