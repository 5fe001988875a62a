/** Large JPEGs decoded at a fraction of their size come out as if decoded in full. */
import { createCanvas } from '@napi-rs/canvas'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadJpegScaler } from '../../src/node/backends/jpeg.ts'
import { readHeader } from '../../src/node/formats.ts'
import { decode } from '../../src/node/images.ts'
import { toSquare } from '../../src/node/square.ts'
import { findTensorflow } from '../../src/node/provision/tensorflow.ts'
import type { JpegScaler } from '../../src/node/scaled.ts'
import { scaleOf } from '../../src/node/scaled.ts'
import type { ImageSettings } from '../../src/shared/schemas.ts'
import { imageFile, withOrientation } from './fixtures.ts'

const settings: ImageSettings = { size: 64, channels: 'rgb', fit: 'crop', background: '#ffffff' }
const binding = (await findTensorflow())?.binding

/** Something like a photo: soft colours, hard edges, fine grain. */
function photo(width: number, height: number): Buffer {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const sky = context.createLinearGradient(0, 0, width, height)
  sky.addColorStop(0, '#204080')
  sky.addColorStop(1, '#f0c080')
  context.fillStyle = sky
  context.fillRect(0, 0, width, height)
  context.fillStyle = '#c02020'
  context.fillRect(width * 0.3, height * 0.1, width * 0.13, height * 0.37)
  context.fillStyle = '#10e040'
  context.fillRect(width * 0.55, height * 0.5, width * 0.31, height * 0.2)
  const image = context.getImageData(0, 0, width, height)
  for (let at = 0; at < image.data.length; at++) if (at % 4 < 3) image.data[at] += ((at * 7919) % 31) - 15
  context.putImageData(image, 0, 0)
  return canvas.toBuffer('image/jpeg', 90)
}

describe.skipIf(!binding)('with native TensorFlow', () => {
  let scaler: JpegScaler
  let photos: Buffer[]
  beforeAll(async () => {
    scaler = await loadJpegScaler(binding!)
    photos = [photo(1203, 901), photo(905, 1200)]
  })

  async function difference(bytes: Uint8Array, wanted: ImageSettings): Promise<number> {
    const image = await decode(bytes, wanted.size, scaler)
    const whole = await decode(bytes, wanted.size)
    expect([image.sourceWidth, image.sourceHeight]).toEqual([whole.sourceWidth, whole.sourceHeight])
    expect(image.width).toBeLessThan(image.sourceWidth)
    const [actual, expected] = [toSquare(image, wanted), toSquare(whole, wanted)]
    return actual.reduce((sum, value, at) => sum + Math.abs(value - expected[at]), 0) / actual.length
  }

  test.each([32, 64, 128, 200])('at %i pixels a side', async (size) => {
    for (const bytes of photos)
      for (const fit of ['crop', 'fit'] as const)
        expect(await difference(bytes, { ...settings, size, fit })).toBeLessThan(1.5)
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('upright with orientation %i', async (orientation) => {
    for (const bytes of photos)
      expect(await difference(withOrientation(bytes, orientation), settings)).toBeLessThan(1.5)
  })

  test('what is damaged inside or too small is decoded in full', async () => {
    const small = await imageFile('jpeg', 100, 100)
    expect((await decode(small, 64, scaler)).width).toBe(100)
    const [bytes] = photos
    const torn = Buffer.concat([bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length - 2)])
    const [scaled, whole] = await Promise.allSettled([decode(torn, 64, scaler), decode(torn, 64)])
    expect(scaled.status).toBe(whole.status)
  })
})

test('only ordinary JPEGs are scaled, to at least twice what is wanted', () => {
  const header = readHeader(photo(1600, 1200))
  expect(header.ordinary).toBe(true)
  expect([75, 76, 150, 151, 300, 301].map((side) => scaleOf(header, side))).toEqual([
    8,
    4,
    4,
    2,
    2,
    undefined
  ])
  expect(scaleOf({ ...header, ordinary: false }, 64)).toBeUndefined()
})

test('a JPEG with four channels or a colour profile of its own is not ordinary', () => {
  const bytes = photo(64, 64)
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  const four = Buffer.from(bytes)
  four[frame + 9] = 4
  expect(readHeader(four).ordinary).toBe(false)
  const profiled = (name: string) => {
    const body = Buffer.from(`ICC_PROFILE\0\x01\x01${name}`, 'latin1')
    const marker = Buffer.from([0xff, 0xe2, 0, body.length + 2])
    return Buffer.concat([bytes.subarray(0, 2), marker, body, bytes.subarray(2)])
  }
  expect(readHeader(profiled('Display P3')).ordinary).toBe(false)
  expect(readHeader(profiled('s\0R\0G\0B\0')).ordinary).toBe(true)
})
