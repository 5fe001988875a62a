/** What the Export menu writes: pictures, films, videos, tables, a page that works by itself, the project as a zip. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from 'mediabunny'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { chooseEngine } from '../../src/node/backends/choose.ts'
import { readSettings } from '../../src/node/export/png.ts'
import { openInference } from '../../src/node/inference.ts'
import { shapes } from '../worker/workers.ts'
import { violations } from './axe.ts'
import {
  answerDialogs,
  colourCount,
  copiedSize,
  decodePicture,
  dropPaths,
  launchApp,
  pixelsOf,
  resizeWindow,
  screenshot,
  temporaryFolder,
  type RunningApp
} from './harness.ts'

const folder = temporaryFolder()
let running: RunningApp
let page: Page

beforeAll(async () => {
  running = await launchApp()
  page = running.page
  await resizeWindow(running, 1440, 900)
  await page.emulateMedia({ reducedMotion: 'reduce' })
})
afterAll(() => running.close())

/** The one project there is before a second is dropped. */
function projectFolder(): string {
  const home = path.join(running.userData, 'home')
  const inside = readdirSync(home, { recursive: true, encoding: 'utf8' })
  return path.join(
    home,
    inside.find((name) => name.endsWith('.latent'))!
  )
}

/** Exports by the menu and its dialog. @returns the file */
async function exported(entry: string, name: string, format?: string): Promise<string> {
  const file = path.join(folder, name)
  await answerDialogs(running.app, { save: file })
  await page.getByTestId('export').click()
  await page.getByTestId(`export-${entry}`).click()
  if (format) await page.getByRole('radio', { name: format, exact: true }).click()
  await page.getByTestId('export-save').click()
  await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true)
  await expect.poll(() => page.getByTestId('export-save').count(), { timeout: 60_000 }).toBe(0)
  return file
}

test('a model is learnt and a walk is made', async () => {
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(folder, 60)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Learn a map' }).click()
  await expect
    .poll(async () => page.locator('footer').innerText(), { timeout: 200_000 })
    .toMatch(/120 points[\s\S]*|Ready/)
  await page.getByTestId('rail-train').click()
  await expect
    .poll(() => page.getByTestId('run-status').first().getAttribute('data-status'), { timeout: 200_000 })
    .toBe('finished')
  await page.getByTestId('rail-map').click()
  const box = (await page.getByTestId('map').boundingBox())!
  await page.keyboard.down('Shift')
  await page.mouse.click(box.x + box.width * 0.45, box.y + box.height * 0.4)
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.7)
  await page.keyboard.up('Shift')
  await page.getByTestId('strip-play').waitFor({ timeout: 10_000 })
}, 300_000)

test('the menu and its dialog', async () => {
  await page.getByTestId('export').click()
  await screenshot(page, 'export-menu')
  await page.getByTestId('export-walk').click()
  await screenshot(page, 'export-dialog')
  // A cancelled dialog writes nothing and leaves the choice open.
  await answerDialogs(running.app, { save: null })
  await page.getByTestId('export-save').click()
  expect(await page.getByTestId('export-save').isVisible()).toBe(true)
  await page.keyboard.press('Escape')
})

test('videos hold every frame, by a demuxer of another kind', async () => {
  const frames = await page.getByTestId('filmstrip').locator('button[role=option]').count()
  for (const [format, name] of [
    ['MP4', 'walk.mp4'],
    ['WebM', 'walk.webm']
  ]) {
    const file = await exported('walk', name, format)
    const input = new Input({ source: new BufferSource(readFileSync(file)), formats: ALL_FORMATS })
    const track = (await input.getPrimaryVideoTrack())!
    expect([track.displayWidth, track.displayHeight]).toEqual([16 * 8, 16 * 8])
    let packets = 0
    for await (const packet of new EncodedPacketSink(track).packets())
      packets += packet.byteLength > 0 ? 1 : 0
    // There, and back without the ends.
    expect(packets, format).toBe(2 * frames - 2)
    expect(await input.computeDuration()).toBeCloseTo(packets / 12, 1)
  }
  const gif = readFileSync(await exported('walk', 'walk.gif', 'GIF'))
  expect(gif.toString('latin1').split('\x21\xf9\x04').length - 1).toBe(2 * frames - 2)
}, 120_000)

test('the training of the map is a video', async () => {
  const file = await exported('training', 'training.webm', 'WebM')
  const input = new Input({ source: new BufferSource(readFileSync(file)), formats: ALL_FORMATS })
  const track = (await input.getPrimaryVideoTrack())!
  expect([track.displayWidth, track.displayHeight]).toEqual([880, 720])
}, 120_000)

test('a page works from the disk: a click decodes what the app decodes there', async () => {
  const file = await exported('page', 'map.html')
  const opening = running.app.waitForEvent('window')
  await running.app.evaluate(({ BrowserWindow, session }, address) => {
    const own = session.fromPartition('page')
    const window = new BrowserWindow({
      width: 1000,
      height: 700,
      webPreferences: { session: own, sandbox: true }
    })
    void window.loadURL(address)
  }, pathToFileURL(file).href)
  const shown = await opening
  await shown.waitForSelector('html[data-ready]', { timeout: 20_000 })
  const whole = () => shown.evaluate('sheet.whole()')
  await expect.poll(whole, { timeout: 20_000 }).toBe(true)
  for (const colorScheme of ['dark', 'light'] as const) {
    await shown.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await screenshot(shown, `page-${colorScheme}`)
    expect(await violations(shown)).toEqual([])
  }
  const box = (await shown.locator('#map').boundingBox())!
  await shown.mouse.click(box.x + box.width * 0.55, box.y + box.height * 0.4)
  const { place, z, pixels } = await shown.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('#decoded')!
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    const place = document.querySelector<HTMLElement>('#place')!
    return {
      place: place.textContent!,
      z: place.dataset.z!.split(',').map(Number),
      pixels: Array.from(data).filter((_, at) => at % 4 === 0)
    }
  })
  expect(place).toMatch(/^z = [−\d.]+, [−\d.]+$/)
  expect(new Set(pixels).size).toBeGreaterThan(3)
  await usePage(shown)
  await shown.close()
  const [run] = readdirSync(path.join(projectFolder(), 'runs'))
  const engine = await chooseEngine('wasm')
  const inference = await openInference(projectFolder(), run, engine)
  const { data } = await inference.decode(Float32Array.from(z))
  inference.dispose()
  expect(data).toHaveLength(pixels.length)
  expect(Math.max(...pixels.map((value, at) => Math.abs(value - data[at])))).toBeLessThanOrEqual(2)
}, 60_000)

/** Keys, the legend and what the pointer finds, on an exported page. */
async function usePage(shown: Page): Promise<void> {
  const z = () => shown.locator('#place').evaluate(({ dataset }) => dataset.z!.split(',').map(Number))
  const before = await z()
  await shown.keyboard.press('ArrowRight')
  const after = await z()
  expect(after[0]).toBeGreaterThan(before[0])
  expect(after[1]).toBeCloseTo(before[1], 4)
  await shown.keyboard.press('e')
  await expect.poll(() => shown.evaluate('sheet.whole()'), { timeout: 20_000 }).toBe(true)
  expect(await z()).toEqual(after)
  await shown.keyboard.press('e')
  // A point to hover over, where the page has drawn it; hidden by the legend, it is not found.
  const point = () =>
    shown.evaluate<[number, number]>(
      '(({ left, top }) => toScreen([places.first[0], places.second[0]]).map((at, axis) => at + [left, top][axis]))(boxOf())'
    )
  await shown.mouse.move(...(await point()))
  await expect.poll(() => shown.locator('#card').isVisible()).toBe(true)
  expect(await shown.locator('#file').innerText()).toMatch(/^(bar|disc)\/\d+\.png$/)
  for (const row of await shown.locator('#entries button').all()) await row.click()
  await shown.mouse.move(...(await point()))
  expect(await shown.locator('#card').isVisible()).toBe(false)
  await shown.locator('#all').click()
  expect(await shown.locator('#entries [aria-pressed=true]').count()).toBe(2)
}

test('tables, vectors and the whole project; a dropped project opens again', async () => {
  const table = readFileSync(await exported('latents', 'latents.csv'), 'utf8')
    .trim()
    .split('\n')
  expect(table).toHaveLength(121)
  expect(readFileSync(await exported('map', 'map.svg', 'SVG'), 'utf8')).toMatch(/^<\?xml[\s\S]*<circle/)
  const mapFile = readFileSync(await exported('map', 'map.webp', 'WebP'))
  expect(colourCount(await decodePicture(mapFile))).toBeGreaterThan(10)
  const stripFile = readFileSync(await exported('strip', 'strip.webp', 'WebP'))
  expect(colourCount(await decodePicture(stripFile))).toBeGreaterThan(3)
  expect(readSettings(stripFile)?.run).toBeTruthy()
  const zip = await exported('project', 'shapes.zip')
  await dropPaths(page, [zip])
  await expect
    .poll(
      () =>
        readdirSync(path.join(running.userData, 'home'), { recursive: true, encoding: 'utf8' }).filter(
          (name) => name.endsWith('.latent')
        ).length,
      { timeout: 20_000 }
    )
    .toBe(2)
  await page.getByTestId('map').waitFor({ timeout: 20_000 })
}, 60_000)

test('a place that cannot be written is said, and nothing is left there', async () => {
  const blocked = path.join(folder, 'blocked')
  writeFileSync(blocked, 'a file')
  await answerDialogs(running.app, { save: path.join(blocked, 'map.html') })
  await page.getByTestId('export').click()
  await page.getByTestId('export-page').click()
  await page.getByTestId('export-save').click()
  await page.getByText('cannot be written').waitFor({ timeout: 20_000 })
  await page.keyboard.press('Escape')
  expect(readFileSync(blocked, 'utf8')).toBe('a file')
  expect(running.errors).toEqual([])
})

test('a picture dragged out of the window is a file', async () => {
  const dragged = await running.app.evaluate(({ BrowserWindow, app }) => {
    const [window] = BrowserWindow.getAllWindows()
    const told = globalThis as unknown as { dragged?: string }
    window.webContents.startDrag = (item) => void (told.dragged = item.file)
    return app.getVersion()
  })
  expect(dragged).toBeTruthy()
  await page.getByTestId('rail-generate').click()
  const image = page.getByTestId('sheet').getByRole('option').nth(2)
  await image.waitFor()
  await draggedOut(image)
  expect(colourCount(await pixelsOf(image))).toBeGreaterThan(3)
})

test('so is a frame of a filmstrip, which Ctrl+C copies', async () => {
  await page.getByTestId('rail-map').click()
  const box = (await page.getByTestId('map').boundingBox())!
  await page.keyboard.down('Shift')
  await page.mouse.click(box.x + box.width * 0.45, box.y + box.height * 0.4)
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.7)
  await page.keyboard.up('Shift')
  const frame = page.getByTestId('filmstrip').getByRole('option').nth(2)
  await frame.waitFor()
  await draggedOut(frame)
  await frame.click()
  await running.app.evaluate(({ clipboard }) => clipboard.clear())
  await page.keyboard.press('ControlOrMeta+c')
  await expect.poll(() => copiedSize(page)).toMatchObject({ width: 16, height: 16 })
})

/** Drags a picture out, as far as Electron takes it over, and looks at the file. */
async function draggedOut(image: Locator): Promise<void> {
  await running.app.evaluate(() => void ((globalThis as { dragged?: string }).dragged = undefined))
  const from = (await image.boundingBox())!
  await page.mouse.move(from.x + 20, from.y + 20)
  await page.mouse.down()
  await page.mouse.move(from.x + 60, from.y + 60, { steps: 5 })
  const file = () => running.app.evaluate(() => (globalThis as unknown as { dragged?: string }).dragged ?? '')
  await expect.poll(file, { timeout: 10_000 }).toMatch(/\.png$/)
  await page.mouse.up()
  const picture = await decodePicture(readFileSync(await file()))
  expect([picture.width, picture.height]).toEqual([16 * 8, 16 * 8])
}
