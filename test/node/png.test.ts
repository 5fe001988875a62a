/** The short way to the pixels of small PNGs gives what the library gives. */
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { ImageSettings } from '../../src/shared/schemas.ts'
import { decode } from '../../src/node/images.ts'
import { decodePng, squarePng } from '../../src/node/png.ts'
import { channelCount, toSquare } from '../../src/node/square.ts'
import { imageFile, rawPng } from './fixtures.ts'

async function byLibrary(bytes: Buffer): Promise<number[]> {
  const image = await loadImage(bytes)
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  return [...context.getImageData(0, 0, image.width, image.height).data]
}

const noise = (x: number, y: number, channel: number) =>
  ((x * 31 + y * 57 + channel * 101) * 2654435761) >>> 24

/** Rows that each ask for another filter; what they then hold is as good as any. */
function filtered(width: number, height: number, colourType: number, channels: number): Buffer {
  const rows = Array.from({ length: height }, (_, y) =>
    Uint8Array.from({ length: width * channels }, (_, at) => noise(at, y, 7) % 200)
  )
  const whole = rawPng(width, height, 8, colourType, rows)
  const lines = Buffer.concat(rows.flatMap((row, y) => [Buffer.from([y % 5]), row]))
  const at = whole.indexOf('IDAT')
  const rebuilt = rawPng(width, height, 8, colourType, [])
  // The fixture always writes filter 0, so the data is packed again.
  const chunk = Buffer.concat([Buffer.from('IDAT'), deflateSync(lines)])
  return Buffer.concat([whole.subarray(0, at - 4), framed(chunk), rebuilt.subarray(rebuilt.length - 12)])
}

function framed(body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length - 4)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc(body))
  return Buffer.concat([length, body, check])
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return ~value >>> 0
}

test.each([
  ['grey', 0, 1],
  ['colour', 2, 3]
])('%s, with every filter', async (_name, colourType, channels) => {
  const bytes = filtered(19, 23, colourType, channels)
  const image = decodePng(bytes, 19, 23)!
  expect(image.opaque).toBe(true)
  expect([...image.data]).toEqual(await byLibrary(bytes))
})

test('alpha is kept, also with grey', () => {
  const rows = [Buffer.from([10, 255, 20, 128]), Buffer.from([30, 0, 40, 64])]
  const image = decodePng(rawPng(2, 2, 8, 4, rows), 2, 2)!
  expect(image.opaque).toBe(false)
  expect([...image.data]).toEqual([10, 10, 10, 255, 20, 20, 20, 128, 30, 30, 30, 0, 40, 40, 40, 64])
})

test('a palette, and an index beyond it', async () => {
  const palette = { PLTE: Buffer.from([1, 2, 3, 200, 100, 50]) }
  const bytes = rawPng(2, 1, 8, 3, [Buffer.from([1, 0])], palette)
  expect([...decodePng(bytes, 2, 1)!.data]).toEqual(await byLibrary(bytes))
  expect(decodePng(rawPng(2, 1, 8, 3, [Buffer.from([1, 2])], palette), 2, 1)).toBeUndefined()
})

test('what a canvas writes', async () => {
  const bytes = await imageFile('png', 28, 28, (x, y) => [noise(x, y, 0), noise(x, y, 1), noise(x, y, 2)])
  expect([...decodePng(bytes, 28, 28)!.data]).toEqual(await byLibrary(bytes))
})

test('other kinds and damage are left to the library', async () => {
  const bytes = await imageFile('png', 28, 28)
  for (let at = 16; at < bytes.length - 12; at += 7) {
    const bad = Buffer.from(bytes)
    bad[at] ^= 0x55
    const image = decodePng(bad, 28, 28)
    // Only chunks that say nothing of the pixels may be damaged unseen, and even they are checked.
    expect(image, `byte ${at}`).toBeUndefined()
  }
  const rows = [Buffer.alloc(12), Buffer.alloc(12)]
  expect(decodePng(rawPng(2, 2, 16, 2, rows), 2, 2)).toBeUndefined()
  const gamma = rawPng(2, 2, 8, 0, [Buffer.alloc(2), Buffer.alloc(2)], { gAMA: Buffer.from([0, 1, 0, 0]) })
  expect(decodePng(gamma, 2, 2)).toBeUndefined()
  expect(decodePng(await imageFile('png', 300, 300), 300, 300)).toBeUndefined()
})

test('in one go it gives what decoding and squaring give', async () => {
  const alpha = [Buffer.from([10, 255, 20, 128, 7, 9]), Buffer.from([30, 0, 40, 64, 200, 255])]
  const palette = { PLTE: Buffer.from([1, 2, 3, 200, 100, 50]) }
  const files = [
    filtered(19, 23, 0, 1),
    filtered(19, 23, 2, 3),
    filtered(16, 16, 4, 2),
    filtered(16, 16, 6, 4),
    filtered(90, 70, 6, 4),
    rawPng(3, 2, 8, 4, alpha),
    rawPng(2, 1, 8, 3, [Buffer.from([1, 0])], palette)
  ]
  for (const channels of ['gray', 'rgb'] as const)
    for (const fit of ['crop', 'fit'] as const)
      for (const [index, bytes] of files.entries()) {
        const settings: ImageSettings = { size: 16, channels, fit, background: '#40a0f0' }
        const length = 256 * channelCount(settings)
        const target = new Uint8Array(length + 7).fill(99)
        const image = await decode(bytes, 16)
        expect(squarePng(bytes, settings, target, 5)).toEqual({ width: image.width, height: image.height })
        const expected = [99, 99, 99, 99, 99, ...toSquare(image, settings), 99, 99]
        expect([...target], `file ${index}, ${channels}, ${fit}`).toEqual(expected)
      }
})

test('what is cut off or no PNG is left to the long way', async () => {
  const bytes = filtered(16, 16, 0, 1)
  const settings: ImageSettings = { size: 16, channels: 'gray', fit: 'crop', background: '#ffffff' }
  const target = new Uint8Array(256)
  for (const end of [0, 8, 32, 60, bytes.length - 12, bytes.length - 1])
    expect(squarePng(bytes.subarray(0, end), settings, target, 0), `${end} bytes`).toBeUndefined()
  expect(squarePng(await imageFile('jpeg', 16, 16), settings, target, 0)).toBeUndefined()
  expect(squarePng(rawPng(16, 0, 8, 0, []), settings, target, 0)).toBeUndefined()
})
