/**
 * Every chart and widget of the gallery as a picture, beside the one that was committed. `UPDATE_SNAPSHOTS=1` writes
 * new ones, to be looked at before they are committed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import type { Image, ImageData } from '@napi-rs/canvas'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { areas } from '../gallery/areanames.ts'
import { cutTexts } from '../gallery/cut.ts'
import { eachDialog, eachPressed, openGallery, settle, showArea } from '../gallery/open.ts'
import type { OpenGallery } from '../gallery/open.ts'
import { smallPng } from '../gallery/png.ts'

const here = path.dirname(fileURLToPath(import.meta.url))
const snapshots = path.join(here, '..', 'gallery', 'snapshots')
/** New pictures that differ, and where they do, lie here. */
const results = path.join(here, '..', '..', 'test-results', 'gallery')
/**
 * How far a channel may be off, how many pixels away its like may lie (text between two pixels is drawn in one of
 * several ways), and which share of the pixels may be further off.
 */
const tolerance = { channel: 40, pixels: 1, share: 0.005 }

/** What the pages complain of: what was asked is not in the recording, or a mistake in them. */
const complaints: string[] = []
let gallery: OpenGallery
beforeAll(async () => {
  gallery = await openGallery()
  gallery.page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  gallery.page.on('console', (message) => {
    if (message.text().startsWith('Not in the recording')) complaints.push(message.text())
  })
  rmSync(results, { recursive: true, force: true })
  mkdirSync(results, { recursive: true })
  mkdirSync(snapshots, { recursive: true })
})
afterAll(() => gallery.close())

interface Box {
  x: number
  y: number
  width: number
  height: number
}
interface Picture {
  name: string
  png: Buffer
}

/** A part of a picture as a picture. */
function cut(image: Image, { x, y, width, height }: Box): Buffer {
  const canvas = createCanvas(Math.round(width), Math.round(height))
  canvas.getContext('2d').drawImage(image, -Math.round(x), -Math.round(y))
  return canvas.toBuffer('image/png')
}

async function pixelsOf(png: Buffer) {
  const image = await loadImage(png)
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  return context.getImageData(0, 0, image.width, image.height)
}

/** Which pixels are further off than they may be; undefined where the size is another. */
async function difference(now: Buffer, before: Buffer) {
  const [a, b] = [await pixelsOf(now), await pixelsOf(before)]
  if (a.width !== b.width || a.height !== b.height) return undefined
  const words = ({ buffer, byteOffset, length }: Uint8ClampedArray) =>
    new Uint32Array(buffer, byteOffset, length / 4)
  const [one, other] = [words(a.data), words(b.data)]
  const { width, height } = a
  const { channel, pixels } = tolerance
  const alike = (at: number, to: number) =>
    [0, 1, 2].every((place) => Math.abs(a.data[4 * at + place] - b.data[4 * to + place]) <= channel)
  const off: number[] = []
  for (let pixel = 0; pixel < one.length; pixel++) {
    // Most are the same, which is seen at once.
    if (one[pixel] === other[pixel] || alike(pixel, pixel)) continue
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    let found = false
    for (let row = Math.max(0, y - pixels); row <= Math.min(height - 1, y + pixels); row++)
      for (let column = Math.max(0, x - pixels); column <= Math.min(width - 1, x + pixels); column++)
        found ||= alike(pixel, row * width + column)
    if (!found) off.push(pixel)
  }
  return { picture: a, off, share: off.length / one.length }
}

/** The picture darkened, with those that differ in red. */
function marked({ picture: { width, height, data }, off }: { picture: ImageData; off: number[] }): Buffer {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const marks = context.createImageData(width, height)
  for (let at = 0; at < data.length; at++) marks.data[at] = at % 4 === 3 ? 255 : data[at] / 3
  for (const pixel of off) marks.data.set([255, 0, 0, 255], 4 * pixel)
  context.putImageData(marks, 0, 0)
  return canvas.toBuffer('image/png')
}

/** Every case of the area that is shown. */
async function take(theme: string): Promise<Picture[]> {
  const { page } = gallery
  await settle(page)
  const whole = await loadImage(await page.screenshot({ fullPage: true, animations: 'disabled' }))
  const cases = await page.locator('[data-case]:not([data-press])').evaluateAll((found) =>
    found.map((one) => {
      const { left, top, width, height } = one.getBoundingClientRect()
      return { name: (one as HTMLElement).dataset.case!, x: left + scrollX, y: top + scrollY, width, height }
    })
  )
  const pictures = cases.map(({ name, ...box }) => ({ name: `${name}-${theme}`, png: cut(whole, box) }))
  await eachPressed(page, async (name, stage) => {
    pictures.push({ name: `${name}-${theme}`, png: await stage.screenshot({ animations: 'disabled' }) })
  })
  await eachDialog(page, async (name) => {
    const png = await page.locator('dialog[open]').screenshot({ animations: 'disabled' })
    pictures.push({ name: `dialog-${name}-${theme}`, png })
  })
  return pictures
}

/** Says of each picture that is not as it was where the new one lies. */
async function compare(pictures: readonly Picture[]): Promise<string[]> {
  const found: string[] = []
  for (const { name, png } of pictures) {
    const file = path.join(snapshots, `${name}.png`)
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, smallPng(await pixelsOf(png)))
    const place = path.join(results, name)
    if (!existsSync(file)) found.push(`${name} is new: ${place}.png`)
    else {
      const differs = await difference(png, readFileSync(file))
      if (differs && differs.share <= tolerance.share) continue
      if (differs) writeFileSync(`${place}-difference.png`, marked(differs))
      found.push(
        differs
          ? `${name}: ${(100 * differs.share).toFixed(1)} % differs; now ${place}.png, the difference ${place}-difference.png`
          : `${name} has another size: now ${place}.png`
      )
    }
    writeFileSync(`${place}.png`, png)
  }
  return found
}

/** What of the area that is shown is cut off in either language. */
async function cutInBoth(): Promise<Record<string, string[]>> {
  const { page } = gallery
  const found: Record<string, string[]> = {}
  for (const language of ['en', 'zh-CN']) {
    if (language !== 'en') await page.locator('[data-switch=language]').click()
    await settle(page)
    found[language] = await cutTexts(page)
    await eachDialog(page, async () => void found[language].push(...(await cutTexts(page))))
  }
  return found
}

// Once more where a page was not through with what it asked for.
test.each(areas)('%s looks as it did, and no text is cut off', { retry: 1 }, async (area) => {
  const { page } = gallery
  await showArea(gallery, area)
  const pictures: Picture[] = []
  for (const theme of ['dark', 'light']) {
    if (theme === 'light') await page.locator('[data-switch=theme]').click()
    pictures.push(...(await take(theme)))
  }
  expect(pictures.length).toBeGreaterThan(0)
  expect(await compare(pictures)).toEqual([])
  expect(await cutInBoth()).toEqual({ en: [], 'zh-CN': [] })
  expect(complaints.splice(0)).toEqual([])
})

// But for what one smooths at their edges.
test('both drawers of points draw the same shapes', async () => {
  const { page } = gallery
  await showArea(gallery, 'maps')
  const [raster, webgl] = await Promise.all(
    ['raster', 'webgl'].map(async (drawer) => {
      const canvas = page.getByTestId(`shapes-${drawer}`)
      const address = await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL())
      return Buffer.from(address.split(',')[1], 'base64')
    })
  )
  expect((await difference(raster, webgl))?.share).toBeLessThan(0.08)
})
