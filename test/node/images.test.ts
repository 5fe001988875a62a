import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decode, decodeImage, isGray, previewImage } from '../../src/node/images.ts'
import type { ImageSettings } from '../../src/shared/schemas.ts'
import type { Rgba } from './fixtures.ts'
import { failure, formats, imageFile, paint, quarters, rawPng, withOrientation } from './fixtures.ts'

const settings: ImageSettings = { size: 16, channels: 'rgb', fit: 'crop', background: '#ffffff' }

/** The colour in the middle of each quarter of square pixels: left top, right top, left bottom, right bottom. */
function corners(pixels: Uint8Array, size: number, channels = 3): number[][] {
  const [low, high] = [size >> 2, (3 * size) >> 2]
  return [
    [low, low],
    [high, low],
    [low, high],
    [high, high]
  ].map(([x, y]) => [...pixels.subarray((y * size + x) * channels, (y * size + x + 1) * channels)])
}

function near(actual: number[][], expected: Rgba[], tolerance: number) {
  for (const [index, colour] of expected.entries())
    for (const [channel, value] of actual[index].entries())
      expect(Math.abs(value - colour[channel]!), `corner ${index} is ${actual[index]}`).toBeLessThanOrEqual(
        tolerance
      )
}

const painted: Rgba[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0]
]

describe('formats', () => {
  test.each(formats)('%s', async (format) => {
    const pixels = await decodeImage(await imageFile(format, 64, 64), settings)
    near(corners(pixels, 16), painted, format === 'jpeg' || format === 'webp' || format === 'avif' ? 12 : 2)
  })

  test.each(formats)('a %s cut off is refused in words', async (format) => {
    const noisy = await imageFile(format, 64, 64, (x, y) => [
      (x * 37) % 256,
      (y * 53) % 256,
      (x * y * 7) % 256
    ])
    for (const part of [0.3, 0.5, 0.9]) {
      const cut = noisy.subarray(0, Math.floor(noisy.length * part))
      const error = await failure(decodeImage(cut, settings), 'format')
      expect(error.message).toMatch(/cut off|damaged/)
    }
    await failure(decodeImage(noisy.subarray(0, noisy.length - 12), settings), 'format')
  })

  test('16-bit, palette and grey PNGs', async () => {
    const row16 = Buffer.alloc(16 * 6)
    for (let x = 0; x < 16; x++) row16.writeUInt16BE(x < 8 ? 0x80ff : 0xffff, x * 6)
    const deep = await decodeImage(rawPng(16, 16, 16, 2, Array<Buffer>(16).fill(row16)), settings)
    expect(corners(deep, 16)[0]).toEqual([0x80, 0, 0])
    expect(corners(deep, 16)[1]).toEqual([0xff, 0, 0])

    const palette = Buffer.from([10, 20, 30, 200, 100, 50, 0, 0, 0, 0, 0, 0])
    // Two bits a pixel: eight pixels of colour 0, eight of colour 1.
    const rows = Array<Buffer>(16).fill(Buffer.from([0x00, 0x00, 0x55, 0x55]))
    const indexed = await decodeImage(rawPng(16, 16, 2, 3, rows, { PLTE: palette }), settings)
    expect(corners(indexed, 16).slice(0, 2)).toEqual([
      [10, 20, 30],
      [200, 100, 50]
    ])

    const seeThrough = rawPng(16, 16, 2, 3, rows, { PLTE: palette, tRNS: Buffer.from([255, 0]) })
    const laid = await decodeImage(seeThrough, { ...settings, background: '#0000ff' })
    expect(corners(laid, 16).slice(0, 2)).toEqual([
      [10, 20, 30],
      [0, 0, 255]
    ])
  })

  test('the first frame of an animation is taken', async () => {
    const frame = await imageFile('gif', 16, 16, () => [255, 0, 0])
    const second = await imageFile('gif', 16, 16, () => [0, 0, 255])
    const start = 13 + (frame[10] & 0x80 ? 3 * 2 ** ((frame[10] & 7) + 1) : 0)
    const secondStart = 13 + (second[10] & 0x80 ? 3 * 2 ** ((second[10] & 7) + 1) : 0)
    const animation = Buffer.concat([frame.subarray(0, -1), second.subarray(secondStart)])
    expect(start).toBeGreaterThan(0)
    near(corners(await decodeImage(animation, settings), 16), Array<Rgba>(4).fill([255, 0, 0]), 2)
  })

  test('the format is told by content, never by name; text is no image', async () => {
    const error = await failure(decodeImage(Buffer.from('just some words\n'), settings), 'format')
    expect(error.message).toBe('Not an image: the file holds text.')
    await failure(decodeImage(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), settings), 'format')
    await failure(decodeImage(new Uint8Array(0), settings), 'format')
    await failure(decodeImage(Buffer.from([0, 1, 2, 3, 0, 255, 254]), settings), 'format')
  })

  test('a TIFF that lies about its counts, or swells when unpacked, is refused', async () => {
    const tiff = await imageFile('tiff', 24, 24)
    const directory = tiff.readUInt32BE(4)
    for (const at of [directory + 6, directory + 4, directory + 10]) {
      const lying = Buffer.from(tiff)
      lying.writeUInt32BE(0xffffffff, at)
      await failure(decodeImage(lying, settings), 'format')
    }
    // One deflated strip that holds far more than the page.
    const bomb = deflateSync(Buffer.alloc(200 * 2 ** 20))
    const tags = [
      [256, 24],
      [257, 24],
      [258, 8],
      [259, 8],
      [273, 8],
      [277, 4],
      [279, bomb.length]
    ]
    const end = Buffer.alloc(2 + tags.length * 12 + 4)
    end.writeUInt16BE(tags.length)
    for (const [index, [tag, value]] of tags.entries()) {
      end.writeUInt16BE(tag, 2 + index * 12)
      end.writeUInt16BE(4, 4 + index * 12)
      end.writeUInt32BE(1, 6 + index * 12)
      end.writeUInt32BE(value, 10 + index * 12)
    }
    const start = Buffer.from('MM\0*\0\0\0\0', 'latin1')
    start.writeUInt32BE(8 + bomb.length, 4)
    await failure(decodeImage(Buffer.concat([start, bomb, end]), settings), 'format')
  })

  test('random damage never does more than fail in words', async () => {
    for (const format of formats) {
      const whole = await imageFile(format, 24, 24)
      for (let trial = 0; trial < 40; trial++) {
        const damaged = Buffer.from(whole)
        for (let hit = 0; hit < 4; hit++)
          damaged[(trial * 7919 + hit * 104729) % damaged.length] ^= 1 << (trial % 8)
        await decodeImage(damaged, settings).catch((error: Error) => {
          expect(error.name, `${format} ${trial}: ${error.stack}`).toBe('AppError')
        })
      }
    }
  })
})

describe('size', () => {
  test('an image of 40,000 × 40,000 is refused by its header', async () => {
    const bomb = rawPng(40_000, 40_000, 8, 0, [])
    const error = await failure(decodeImage(bomb, settings), 'format')
    expect(error.message).toBe('Too large: 40,000 × 40,000 pixels; at most 134 million are read.')
  })

  test('28×28 grey passes through exactly, also among colour', async () => {
    const painter = (x: number, y: number): Rgba => {
      const value = (x * 9 + y * 5) % 256
      return [value, value, value]
    }
    const png = await imageFile('png', 28, 28, painter)
    const expected = paint(28, 28, painter).filter((_, at) => at % 4 === 0)
    expect([...(await decodeImage(png, { ...settings, size: 28, channels: 'gray' }))]).toEqual([...expected])
    const colour = await decodeImage(png, { ...settings, size: 28 })
    expect([...colour.filter((_, at) => at % 3 === 0)]).toEqual([...expected])
  })

  test('shrinking averages areas: fine stripes become grey, at every factor', async () => {
    for (const side of [32, 48, 100, 128, 500, 1030]) {
      const png = await imageFile('png', side, side, (x) => (x % 2 ? [255, 255, 255] : [0, 0, 0]))
      const pixels = await decodeImage(png, { ...settings, channels: 'gray' })
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length
      expect(Math.abs(mean - 127.5), `${side}: ${mean}`).toBeLessThan(2)
      // Without averaging, stripes would come out black and white.
      for (const value of pixels) expect(Math.abs(value - 127.5)).toBeLessThan(side > 64 ? 40 : 64)
    }
  })

  test('shrinking equals the exact mean of each block', async () => {
    const painter = (x: number, y: number): Rgba => {
      const value = (x * x * 3 + y * 41 + x * y) % 256
      return [value, value, value]
    }
    const source = paint(80, 80, painter)
    const pixels = await decodeImage(await imageFile('png', 80, 80, painter), {
      ...settings,
      channels: 'gray'
    })
    for (let y = 0; y < 16; y++)
      for (let x = 0; x < 16; x++) {
        let sum = 0
        for (let dy = 0; dy < 5; dy++)
          for (let dx = 0; dx < 5; dx++) sum += source[((y * 5 + dy) * 80 + x * 5 + dx) * 4]
        expect(Math.abs(pixels[y * 16 + x] - sum / 25)).toBeLessThanOrEqual(1.01)
      }
  })

  test('growing is smooth', async () => {
    const png = await imageFile('png', 4, 4, (x) => [x * 80, x * 80, x * 80])
    const pixels = await decodeImage(png, { ...settings, channels: 'gray' })
    const row = [...pixels.subarray(0, 16)]
    for (let x = 1; x < 16; x++) {
      expect(row[x]).toBeGreaterThanOrEqual(row[x - 1])
      expect(row[x] - row[x - 1]).toBeLessThanOrEqual(21)
    }
  })

  test('crop cuts the longer side, fit keeps everything on the background', async () => {
    const wide = await imageFile('png', 64, 32, (x) => (x < 16 || x >= 48 ? [255, 0, 0] : [0, 0, 255]))
    const cropped = await decodeImage(wide, settings)
    near(corners(cropped, 16), Array<Rgba>(4).fill([0, 0, 255]), 1)
    const fitted = await decodeImage(wide, { ...settings, fit: 'fit', background: '#00ff00' })
    const at = (x: number, y: number) => [...fitted.subarray((y * 16 + x) * 3, (y * 16 + x) * 3 + 3)]
    expect(at(8, 0)).toEqual([0, 255, 0])
    expect(at(8, 15)).toEqual([0, 255, 0])
    expect(at(0, 8)).toEqual([255, 0, 0])
    expect(at(8, 8)).toEqual([0, 0, 255])
  })

  test('a line of one pixel fits too', async () => {
    for (const [width, height] of [
      [300, 1],
      [1, 300],
      [1, 1]
    ]) {
      const png = await imageFile('png', width, height, () => [7, 7, 7])
      expect((await decodeImage(png, { ...settings, fit: 'fit' })).length).toBe(16 * 16 * 3)
      expect([...(await decodeImage(png, settings)).subarray(0, 3)]).toEqual([7, 7, 7])
    }
  })
})

describe('orientation', () => {
  const [red, green, blue, yellow] = painted
  // Where the stored corners (left top, right top, left bottom, right bottom) belong.
  const upright: Record<number, Rgba[]> = {
    1: [red, green, blue, yellow],
    2: [green, red, yellow, blue],
    3: [yellow, blue, green, red],
    4: [blue, yellow, red, green],
    5: [red, blue, green, yellow],
    6: [blue, red, yellow, green],
    7: [yellow, green, blue, red],
    8: [green, yellow, red, blue]
  }
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF %i', async (orientation) => {
    const jpeg = withOrientation(await imageFile('jpeg', 64, 32, quarters(64, 32)), orientation)
    const image = await decode(jpeg)
    expect([image.width, image.height]).toEqual(orientation >= 5 ? [32, 64] : [64, 32])
    near(corners(await decodeImage(jpeg, { ...settings, fit: 'crop' }), 16), upright[orientation], 12)
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('TIFF %i', async (orientation) => {
    const tiff = await imageFile('tiff', 32, 32)
    // The encoder writes its entries in the order of their tags, twelve bytes each; one is made the orientation.
    const entry = Buffer.alloc(12)
    entry.writeUInt16BE(274, 0)
    entry.writeUInt16BE(3, 2)
    entry.writeUInt32BE(1, 4)
    entry.writeUInt16BE(orientation, 8)
    const directory = tiff.readUInt32BE(4)
    const count = tiff.readUInt16BE(directory)
    let replaced = false
    for (let index = 0; index < count; index++) {
      const at = directory + 2 + index * 12
      // Resolution X says nothing about the pixels.
      if (tiff.readUInt16BE(at) === 282) {
        entry.copy(tiff, at)
        replaced = true
      }
    }
    expect(replaced).toBe(true)
    near(corners(await decodeImage(tiff, settings), 16), upright[orientation], 2)
  })
})

describe('colour', () => {
  test('transparency is laid over the background', async () => {
    const png = await imageFile('png', 16, 16, () => [255, 0, 0, 128])
    const pixels = await decodeImage(png, { ...settings, background: '#0000ff' })
    near([[...pixels.subarray(0, 3)]], [[128, 0, 127]], 2)
    const gray = await decodeImage(await imageFile('png', 16, 16, () => [0, 0, 0, 0]), {
      ...settings,
      channels: 'gray',
      background: '#ffffff'
    })
    expect(gray.every((value) => value === 255)).toBe(true)
  })

  test('grey is luma', async () => {
    for (const [colour, luma] of [
      [[255, 0, 0], 76],
      [[0, 255, 0], 150],
      [[0, 0, 255], 29]
    ] as [Rgba, number][]) {
      const png = await imageFile('png', 16, 16, () => colour)
      expect((await decodeImage(png, { ...settings, channels: 'gray' }))[0]).toBe(luma)
    }
  })

  test('grey images are told from coloured ones, JPEG too', async () => {
    const gray = await imageFile(
      'jpeg',
      64,
      64,
      (x, y) => [x * 4, x * 4, x * 4].map((v) => (v + y) % 256) as never
    )
    expect(isGray(await decode(gray))).toBe(true)
    expect(isGray(await decode(await imageFile('jpeg', 64, 64)))).toBe(false)
  })

  test('a preview keeps the shape, at most so many pixels a side', async () => {
    const large = await previewImage(await imageFile('jpeg', 2000, 1000), 512)
    expect([large.width, large.height, large.channels, large.count]).toEqual([512, 256, 3, 1])
    expect(large.data.length).toBe(512 * 256 * 3)
    const small = await previewImage(await imageFile('png', 20, 10), 512)
    expect([small.width, small.height]).toEqual([20, 10])
  })
})
