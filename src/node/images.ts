/** From the bytes of an image file to pixels of the size and channels that a data set asks for. */
import type * as Canvas from '@napi-rs/canvas'
import type { Image, SKRSContext2D } from '@napi-rs/canvas'
import type { Pixels } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { ImageSettings } from '../shared/schemas.ts'
import { readHeader } from './formats.ts'
import { decodePng } from './png.ts'
import { Room } from './room.ts'
import { resample } from './resample.ts'
import type { JpegScaler } from './scaled.ts'
import { decodeScaled } from './scaled.ts'
import { colour, flatten, toBytes, toSquare } from './square.ts'
import { decodeTiff } from './tiff.ts'

/** Decoded pixels, [height, width, red green blue alpha], upright. */
export interface Decoded {
  data: Uint8Array | Uint8ClampedArray
  width: number
  height: number
  opaque: boolean
  /** Upright size of the image before it was halved. */
  sourceWidth: number
  sourceHeight: number
}

/** Decoded images under way at once hold at most this many pixels (4 bytes each), or one image alone. */
const room = new Room(2 ** 27)

/** Small images share one canvas, since making one takes longer than drawing them. */
const sharedSide = 256
let shared: SKRSContext2D | undefined

/** Only images larger than this are halved before the exact averages, ... */
const exactSide = 1024
/** ... and only as long as so many pixels a side stay for each wanted one. */
const exactFactor = 4

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Loaded when it is first needed: where all images are small PNGs it never is. */
let canvas: Promise<typeof Canvas> | undefined
const loadCanvas = (): Promise<typeof Canvas> => (canvas ??= import('@napi-rs/canvas'))

async function load(bytes: Uint8Array): Promise<Image> {
  const { Image } = await loadCanvas()
  const image = new Image()
  try {
    await new Promise<void>((resolve, reject) => {
      image.onload = () => resolve()
      image.onerror = reject
      image.src = asBuffer(bytes)
    })
    await image.decode()
  } catch (error) {
    throw new AppError('format', said('image-damaged'), { cause: error })
  }
  return image
}

/** The pixels of an image drawn at a size. */
async function draw(image: Image, width: number, height: number): Promise<Uint8ClampedArray> {
  const { createCanvas } = await loadCanvas()
  let context: SKRSContext2D
  if (width <= sharedSide && height <= sharedSide) {
    context = shared ??= createCanvas(sharedSide, sharedSide).getContext('2d')
    context.clearRect(0, 0, width, height)
  } else context = createCanvas(width, height).getContext('2d')
  context.drawImage(image, 0, 0, width, height)
  return context.getImageData(0, 0, width, height).data as Uint8ClampedArray
}

/**
 * Decodes an image, upright by its EXIF orientation. Where only `side` pixels a side are wanted, large JPEGs are
 * decoded at a fraction of their size if there is a scaler, and the canvas library halves other large images
 * (each halving an average of four pixels).
 */
export async function decode(bytes: Uint8Array, side = Infinity, scaler?: JpegScaler): Promise<Decoded> {
  const header = readHeader(bytes)
  const scaled = scaler && decodeScaled(asBuffer(bytes), header, side, scaler)
  if (scaled) return scaled
  const simple = header.format === 'png' && decodePng(asBuffer(bytes), header.width, header.height)
  if (simple) return simple
  const release = await room.take(header.width * header.height)
  try {
    if (header.format === 'tiff') return await decodeTiff(asBuffer(bytes))
    const image = await load(bytes)
    const { width: sourceWidth, height: sourceHeight } = image
    let [width, height] = [sourceWidth, sourceHeight]
    while (Math.max(width, height) > exactSide && Math.min(width, height) / 2 >= exactFactor * side) {
      width = Math.ceil(width / 2)
      height = Math.ceil(height / 2)
    }
    const data = await draw(image, width, height)
    if (header.opaque && hasGap(data)) throw new AppError('format', said('image-part'))
    const { opaque } = header
    return { data, width, height, opaque, sourceWidth, sourceHeight }
  } finally {
    release()
  }
}

/** A decoder leaves what it could not read transparent. */
function hasGap(rgba: Uint8ClampedArray | Uint8Array): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return true
  return false
}

/** True where every pixel has red, green and blue (nearly) alike. */
export function isGray({ data }: Decoded): boolean {
  // JPEG stores grey photos as colour with rounding, so a few steps apart still is grey.
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue] = [data[at], data[at + 1], data[at + 2]]
    if (data[at + 3] && Math.max(red, green, blue) - Math.min(red, green, blue) > 6) return false
  }
  return true
}

/**
 * Decodes an image file into the pixels of a data set. Formats: PNG, JPEG, WebP, GIF and animations (first
 * frame), BMP, TIFF, AVIF, told apart by content.
 * @returns uint8, [size, size, channels]
 * @throws AppError 'format', in words for the problems list
 */
export async function decodeImage(bytes: Uint8Array, settings: ImageSettings): Promise<Uint8Array> {
  return toSquare(await decode(bytes, settings.size), settings)
}

/**
 * An image as it is, at most `side` pixels a side, over a background.
 * @throws AppError 'format'
 */
export async function previewImage(bytes: Uint8Array, side = 512, background = '#ffffff'): Promise<Pixels> {
  const image = await decode(bytes, side)
  const scale = Math.min(1, side / Math.max(image.width, image.height))
  const [width, height] = [image.width, image.height].map((length) => Math.max(1, Math.round(length * scale)))
  const flat = flatten(image, 3, colour(background))
  const whole = { left: 0, top: 0, width: image.width, height: image.height }
  const same = scale === 1
  const data = same ? flat : toBytes(resample(flat, image.width, image.height, 3, whole, width, height))
  return { data, count: 1, width, height, channels: 3 }
}
