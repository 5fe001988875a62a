import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import type { Pixels } from '../../../src/shared/contract.ts'
import { drawGrid } from '../../../src/node/export/grid.ts'
import { readSettings } from '../../../src/node/export/png.ts'
import { webpChunks } from '../../../src/node/export/webp.ts'

async function decodePng(png: Uint8Array) {
  const image = await loadImage(Buffer.from(png))
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { data } = context.getImageData(0, 0, image.width, image.height)
  const at = (x: number, y: number) => [
    ...data.subarray((y * image.width + x) * 4, (y * image.width + x) * 4 + 4)
  ]
  return { width: image.width, height: image.height, at }
}

function noise(count: number, height: number, width: number, channels: 1 | 3): Pixels {
  const data = Uint8Array.from(
    { length: count * height * width * channels },
    (_, index) => (index * 97 + 31) % 256
  )
  return { data, count, height, width, channels }
}

describe('drawGrid', () => {
  it.each([1, 3] as const)(
    'scales %i-channel images by nearest neighbour, every pixel exact',
    async (channels) => {
      const pixels = noise(5, 4, 6, channels)
      const scale = 3
      const [gap, margin, columns] = [2, 5, 2]
      const picture = await decodePng(
        await drawGrid(pixels, { columns, scale, gap, margin, background: '#102030' })
      )
      expect([picture.width, picture.height]).toEqual([2 * 18 + 2 + 10, 3 * 12 + 2 * 2 + 10])
      for (let y = 0; y < picture.height; y++)
        for (let x = 0; x < picture.width; x++) {
          const column = Math.floor((x - margin) / 20)
          const row = Math.floor((y - margin) / 14)
          const [inX, inY] = [(x - margin) % 20, (y - margin) % 14]
          const image = row * columns + column
          const inside = x >= margin && y >= margin && column < columns && image < 5 && inX < 18 && inY < 12
          const at = ((image * 4 + Math.floor(inY / scale)) * 6 + Math.floor(inX / scale)) * channels
          const expected = inside
            ? [0, 1, 2].map((channel) => pixels.data[at + (channels === 3 ? channel : 0)])
            : [0x10, 0x20, 0x30]
          expect(picture.at(x, y), `${x},${y}`).toEqual([...expected, 255])
        }
    }
  )

  it('is one row without columns, and keeps the settings inside the file', async () => {
    const settings = { run: 'vae-1', z: '0.5,−1', 名: '连衣裙 👕' }
    const png = await drawGrid(noise(7, 3, 3, 1), { settings })
    const picture = await decodePng(png)
    expect([picture.width, picture.height]).toEqual([21, 3])
    expect(readSettings(png)).toEqual(settings)
    expect(readSettings(await drawGrid(noise(1, 3, 3, 1)))).toBeUndefined()
  })

  it('keeps them in a WebP too, whose pixels are as they were', async () => {
    const settings = { run: 'vae-1', z: '0.5,−1', label: '<"Tops" & 连衣裙>' }
    const pixels = noise(4, 6, 5, 3)
    const plain = await drawGrid(pixels, { format: 'webp', columns: 2 })
    const webp = await drawGrid(pixels, { format: 'webp', columns: 2, settings })
    expect(readSettings(webp)).toEqual(settings)
    expect(readSettings(plain)).toBeUndefined()
    expect(Buffer.from(webp).readUInt32LE(4)).toBe(webp.length - 8)
    expect(webpChunks(webp).map(({ name }) => name)).toEqual(['VP8X', 'VP8L', 'XMP '])
    const [first, second] = await Promise.all([plain, webp].map((bytes) => loadImage(bytes)))
    expect([second.width, second.height]).toEqual([10, 12])
    const [before, after] = [first, second].map((image) => {
      const context = createCanvas(10, 12).getContext('2d')
      context.drawImage(image, 0, 0)
      return context.getImageData(0, 0, 10, 12).data
    })
    expect(after).toEqual(before)
  })

  it('refuses what cannot be drawn, in words', async () => {
    await expect(drawGrid(noise(0, 3, 3, 1))).rejects.toMatchObject({ kind: 'input' })
    await expect(drawGrid(noise(1, 3, 3, 1), { scale: 0.5 })).rejects.toMatchObject({ kind: 'input' })
    await expect(drawGrid(noise(1, 3, 3, 1), { scale: 20_000 })).rejects.toThrow(/too large/)
  })
})
