/** The main job in the real app, by mouse and keyboard: a folder becomes a map, the map becomes pictures. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { readLatents } from '../../src/node/latents.ts'
import { openPixels } from '../../src/node/pixels.ts'
import { labelColours } from '../../src/shared/palette.ts'
import {
  answerDialogs,
  colourCount,
  decodePicture,
  dropPaths,
  launchApp,
  pixelsOf,
  resizeWindow,
  screenshot,
  temporaryFolder,
  type RunningApp
} from './harness.ts'
import { screenOf } from './places.ts'
import { unpackSample } from './sample.ts'

const folder = temporaryFolder()
const images = path.join(folder, 'clothes 衣服')
let running: RunningApp
let page: Page

beforeAll(async () => {
  await unpackSample(images, 150)
  running = await launchApp()
  page = running.page
  await resizeWindow(running, 1440, 900)
  await page.emulateMedia({ reducedMotion: 'reduce' })
})
afterAll(() => running.close())

const engine = () => page.getByTestId('engine')
const map = () => page.getByTestId('map')
const decoded = () => page.getByTestId('decoded')

/** The project that the drop made, and its only run. */
function project(): { path: string; run: string } {
  const home = path.join(running.userData, 'home')
  const found = readdirSync(home, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.latent')
  )
  const folder = path.join(home, found!)
  return { path: folder, run: readdirSync(path.join(folder, 'runs')).filter((n) => !n.startsWith('.'))[0] }
}

async function savedPicture(name: string, save: () => Promise<void>) {
  const file = path.join(folder, name)
  await answerDialogs(running.app, { save: file })
  await save()
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true)
  return decodePicture(readFileSync(file))
}

async function exportPicture(item: string) {
  return savedPicture(`${item}.png`, async () => {
    await page.getByTestId('export').click()
    await page.getByTestId(item).click()
    await page.getByTestId('export-save').click()
  })
}

test('a folder is dropped, imported and learnt on native TensorFlow, and the map forms', async () => {
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [images])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  expect(await page.getByTestId('ready').innerText()).toMatch(/1,?500 images/)
  await page.getByRole('button', { name: 'Learn a map' }).click()
  await expect.poll(() => engine().innerText(), { timeout: 300_000 }).toContain('TensorFlow')
  await page.getByTestId('map-points').waitFor({ timeout: 60_000 })
  await page.getByTestId('hint').waitFor({ timeout: 60_000 })
  // While it trains the map is there, and a click is answered.
  const box = (await map().boundingBox())!
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await expect
    .poll(async () => colourCount(await pixelsOf(decoded())), { timeout: 20_000 })
    .toBeGreaterThan(20)
  await page.getByTestId('rail-train').click()
  await expect
    .poll(() => page.getByTestId('run-status').first().getAttribute('data-status'), { timeout: 200_000 })
    .toBe('finished')
  await screenshot(page, 'train')
}, 600_000)

test('every point is drawn where its latent says, in its label’s colour', async () => {
  await page.getByTestId('rail-map').click()
  await expect.poll(() => page.locator('footer').innerText()).toMatch(/1,?500 points/)
  const { path: folder, run } = project()
  const { z, header } = (await readLatents(folder, run))!
  const store = await openPixels(folder)
  const place = await screenOf(page)
  const theme = await page.evaluate(() =>
    matchMedia('(prefers-color-scheme: dark)').matches ? ('dark' as const) : ('light' as const)
  )
  const counts = store.labelNames.map((_, label) => store.labels.filter((l) => l === label).length)
  const { colours } = labelColours(counts, theme)
  await page.mouse.move(5, 5)
  const picture = await pixelsOf(page.getByTestId('map-points'))
  const box = (await page.getByTestId('map-points').boundingBox())!
  // Points far from all others are not covered by a neighbour.
  const lonely = [...Array(header.count).keys()].filter((id) => {
    const [x, y] = [z[2 * id], z[2 * id + 1]]
    for (let other = 0; other < header.count; other++)
      if (other !== id && Math.hypot(z[2 * other] - x, z[2 * other + 1] - y) < 0.09) return false
    return true
  })
  expect(lonely.length).toBeGreaterThan(10)
  let matched = 0
  for (const id of lonely) {
    const [x, y] = place(z.subarray(2 * id, 2 * id + 2))
    const [red, green, blue] = [1, 3, 5].map((at) =>
      parseInt(colours[store.labels[id]].slice(at, at + 2), 16)
    )
    const near = (dx: number, dy: number) => {
      const offset = 4 * ((Math.round(y - box.y) + dy) * picture.width + Math.round(x - box.x) + dx)
      const [r, g, b] = picture.data.subarray(offset, offset + 3)
      return Math.abs(r - red) + Math.abs(g - green) + Math.abs(b - blue) < 60
    }
    const around = [-2, -1, 0, 1, 2]
    if (around.some((dx) => around.some((dy) => near(dx, dy)))) matched++
  }
  // The legend and the buttons cover a few.
  expect(matched / lonely.length).toBeGreaterThan(0.85)
  await store.close()
})

test('a click decodes, a drag and the arrow keys decode as the point moves', async () => {
  const box = (await map().boundingBox())!
  const middle = [box.x + box.width * 0.5, box.y + box.height * 0.5] as const
  await page.mouse.click(...middle)
  await page.waitForTimeout(300)
  const first = await pixelsOf(decoded())
  expect(colourCount(first)).toBeGreaterThan(20)
  await page.mouse.move(...middle)
  await page.mouse.down()
  for (let step = 1; step <= 8; step++) await page.mouse.move(middle[0] + step * 22, middle[1] - step * 16)
  await page.waitForTimeout(300)
  const dragged = await pixelsOf(decoded())
  await page.mouse.up()
  expect(dragged.data).not.toEqual(first.data)
  await map().focus()
  for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowLeft')
  await page.waitForTimeout(300)
  const walked = await pixelsOf(decoded())
  expect(walked.data).not.toEqual(dragged.data)

  // What is saved is what is seen: every screen pixel is its image pixel, enlarged without smoothing.
  const saved = await savedPicture('decoded.png', () => page.getByTestId('decoded-save').click())
  const shown = await pixelsOf(decoded())
  const scale = shown.width / 28
  const factor = saved.width / 28
  for (const [column, row] of [
    [14, 14],
    [9, 20],
    [20, 9]
  ]) {
    const onScreen = 4 * (Math.floor((row + 0.5) * scale) * shown.width + Math.floor((column + 0.5) * scale))
    const inFile = 4 * (Math.floor((row + 0.5) * factor) * saved.width + Math.floor((column + 0.5) * factor))
    expect(Math.abs(shown.data[onScreen] - saved.data[inFile])).toBeLessThanOrEqual(2)
  }
})

test('hovering a point shows the image that lies there', async () => {
  const { path: folder, run } = project()
  const { z, header } = (await readLatents(folder, run))!
  const place = await screenOf(page)
  const lonely = [...Array(header.count).keys()].find((id) => {
    const [x, y] = place(z.subarray(2 * id, 2 * id + 2))
    if (x < 400 || x > 950 || y < 150 || y > 750) return false
    for (let other = 0; other < header.count; other++)
      if (other !== id && Math.hypot(z[2 * other] - z[2 * id], z[2 * other + 1] - z[2 * id + 1]) < 0.06)
        return false
    return true
  })!
  const [x, y] = place(z.subarray(2 * lonely, 2 * lonely + 2))
  await page.mouse.move(x, y)
  await expect.poll(() => page.getByTestId('hover').getAttribute('data-image')).toBe(String(lonely))
})

test('the legend hides a label and brings it back', async () => {
  // As one buffer: comparing a million numbers one by one takes longer than the test.
  const points = async () => Buffer.from((await pixelsOf(page.getByTestId('map-points'))).data)
  await page.mouse.move(5, 5)
  const before = await points()
  const same = async () => before.equals(await points())
  await page.getByTestId('legend').getByText('Trouser').click()
  await page.mouse.move(5, 5)
  await expect.poll(same).toBe(false)
  await page.getByTestId('legend').getByText('Trouser').click()
  await page.mouse.move(5, 5)
  await expect.poll(same).toBe(true)
})

test('shift-clicking two points makes a filmstrip between them, and it is saved as it is', async () => {
  const box = (await map().boundingBox())!
  await page.keyboard.down('Shift')
  await page.mouse.click(box.x + box.width * 0.42, box.y + box.height * 0.35)
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.7)
  await page.keyboard.up('Shift')
  await page.getByTestId('strip-play').waitFor({ timeout: 10_000 })
  const frames = await page.getByTestId('filmstrip').getByRole('listbox').getByRole('option').count()
  expect(frames).toBeGreaterThanOrEqual(8)
  await screenshot(page, 'map-strip')
  const strip = await exportPicture('export-strip')
  // A row of frames with its margins: far wider than high, and not blank.
  expect(strip.width / strip.height).toBeGreaterThan(frames * 0.6)
  expect(colourCount(strip)).toBeGreaterThan(40)
})

test('the manifold lies under the points, and map and manifold are saved', async () => {
  const before = await pixelsOf(page.getByTestId('map-ground'))
  await page.getByTestId('layer-manifold').click()
  await expect
    .poll(async () => colourCount(await pixelsOf(page.getByTestId('map-ground'))), { timeout: 20_000 })
    .toBeGreaterThan(colourCount(before))
  await screenshot(page, 'map-manifold')
  const manifold = await exportPicture('export-manifold')
  expect(manifold.width).toBe(manifold.height)
  expect(manifold.width).toBeGreaterThanOrEqual(20 * 28)
  const picture = await exportPicture('export-map')
  expect(picture.width).toBeGreaterThan(600)
  expect(colourCount(picture)).toBeGreaterThan(100)
})

test('an image dropped on the map is encoded, reconstructed and pinned', async () => {
  const label = readdirSync(images)[0]
  const file = path.join(images, label, readdirSync(path.join(images, label))[3])
  const copy = path.join(folder, 'my shoe 我的.png')
  mkdirSync(path.dirname(copy), { recursive: true })
  writeFileSync(copy, readFileSync(file))
  const box = (await map().boundingBox())!
  await dropPaths(page, [copy], { x: box.x + box.width / 2, y: box.y + box.height / 2 })
  await page.getByTestId('pins').getByText('my shoe').first().waitFor({ timeout: 10_000 })
  expect(colourCount(await pixelsOf(page.getByTestId('original')))).toBeGreaterThan(10)
  await expect.poll(() => page.getByTestId('nearest').getByRole('button').count()).toBeGreaterThan(4)
  await screenshot(page, 'map-pin')
})

test('a picture on the clipboard is pasted on the map and pinned too', async () => {
  const pins = page.getByTestId('pins').getByRole('listitem')
  const before = await pins.count()
  const label = readdirSync(images)[5]
  const file = path.join(images, label, readdirSync(path.join(images, label))[7])
  const bytes = [...readFileSync(file)]
  await page.evaluate(
    (bytes) => window.latentscape.invoke('clipboard.writeImage', [Uint8Array.from(bytes)]),
    bytes
  )
  await map().focus()
  await page.keyboard.press('ControlOrMeta+V')
  await expect.poll(() => pins.count(), { timeout: 10_000 }).toBe(before + 1)
})

test('after a restart the project, the screen and the run are back', async () => {
  const { userData } = running
  await page.getByTestId('rail-map').click()
  await running.close()
  running = await launchApp({ userData })
  page = running.page
  await expect.poll(() => page.locator('footer').innerText(), { timeout: 60_000 }).toMatch(/1,?500 points/)
  await map().waitFor()
  expect(running.errors).toEqual([])
}, 120_000)
