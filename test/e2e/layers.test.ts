/** What the map of the real app shows beside its points: heat maps, contours, images in place of dots. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPixels } from '../../src/node/pixels.ts'
import { clothesOnMap, prepareClothes } from './clothes.ts'
import {
  arrowsBy,
  colourCount,
  launchApp,
  pixelsOf,
  resizeWindow,
  screenshot,
  temporaryFolder
} from './harness.ts'
import type { RunningApp } from './harness.ts'

const folder = temporaryFolder()
const project = path.join(folder, 'clothes.latent')
let running: RunningApp
let page: Page

beforeAll(async () => {
  await prepareClothes(folder, project, { Codes: { model: 'ae' }, Map: {} })
  running = await launchApp({ args: [project] })
  page = running.page
  await resize(1440, 900)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.getByTestId('rail-map').click()
  await ready()
})
afterAll(() => running?.close())

async function resize(width: number, height: number): Promise<void> {
  await resizeWindow(running, width, height)
  await page.waitForTimeout(300)
}

const ready = () => clothesOnMap(page)

async function choose(under: string): Promise<void> {
  if (!(await page.getByTestId('under-nothing').isVisible())) await page.getByTestId('layers').click()
  await page.getByTestId(`under-${under}`).click()
  await page.keyboard.press('Escape')
}

const shades = () => page.getByTestId('heat-shades').waitFor({ timeout: 60_000 })

/** Mean lightness of a part of one of the map's canvases, 0 to 255. */
function lightness(canvas: string, x: number, y: number): Promise<number> {
  return page.evaluate(
    ([id, left, top]) => {
      const element = document.querySelector<HTMLCanvasElement>(`[data-testid=${id}]`)!
      const { data } = element.getContext('2d')!.getImageData(Number(left), Number(top), 12, 12)
      return data.reduce((sum, value, at) => (at % 4 === 3 ? sum : sum + value), 0) / (12 * 12 * 3)
    },
    [canvas, x, y]
  )
}

test('the densities and the sensitivity lie under the points, each with its scale', async () => {
  await page.getByTestId('layer-points').click()
  const box = (await page.getByTestId('map').boundingBox())!
  const middle = [Math.round(box.width / 2) + 8, Math.round(box.height / 2) + 8] as const
  const before = await lightness('map-ground', ...middle)
  await choose('prior')
  await shades()
  // N(0, I) is densest in the middle.
  const centre = await lightness('map-ground', ...middle)
  expect(Math.abs(centre - before)).toBeGreaterThan(40)
  // Far from it lies the ground as it was.
  expect(Math.abs((await lightness('map-ground', 300, middle[1] + 250)) - before)).toBeLessThan(10)
  await screenshot(page, 'layers-prior')
  for (const kind of ['posterior', 'sensitivity']) {
    await choose(kind)
    await page.locator(`[data-testid=heat-legend][data-kind=${kind}]`).waitFor()
    await shades()
    expect(colourCount(await pixelsOf(page.getByTestId('map-ground')))).toBeGreaterThan(100)
    await screenshot(page, `layers-${kind}`)
  }
  await choose('nothing')
  expect(await page.getByTestId('heat-legend').count()).toBe(0)
  await page.getByTestId('layer-points').click()
})

test('contours of all points and of each label, by the keyboard', async () => {
  const blank = async () => colourCount(await pixelsOf(page.getByTestId('map-details')))
  const none = await blank()
  await page.getByTestId('layers').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: 'None' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => lines(), { timeout: 20_000 }).toBeGreaterThan(2000)
  await screenshot(page, 'layers-contours-open')
  await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(1500)
  await page.keyboard.press('Escape')
  await screenshot(page, 'layers-contours-label')
  expect(await blank()).toBeGreaterThan(none)
  await page.getByTestId('layers').click()
  await page.getByRole('radio', { name: 'None' }).click()
  await page.keyboard.press('Escape')
  await expect.poll(lines).toBe(0)

  /** Pixels drawn over the dots. */
  function lines(): Promise<number> {
    return page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=map-details]')!
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      let count = 0
      for (let at = 3; at < data.length; at += 4) if (data[at] > 0) count++
      return count
    })
  }
})

test('by keys: zoom, points, manifold, the legend, and a path', async () => {
  const map = page.getByTestId('map')
  const pixels = async (canvas: string) => Buffer.from((await pixelsOf(page.getByTestId(canvas))).data)
  const becomes = (canvas: string, before: Buffer, same: boolean) =>
    expect.poll(async () => before.equals(await pixels(canvas)), { timeout: 20_000 }).toBe(same)
  await page.mouse.move(5, 5)
  await map.focus()
  const points = await pixels('map-points')
  const ground = await pixels('map-ground')
  for (const [there, back] of [
    ['+', '0'],
    ['m', 'm']
  ]) {
    await page.keyboard.press(there)
    await becomes(there === 'm' ? 'map-ground' : 'map-points', there === 'm' ? ground : points, false)
    await page.keyboard.press(back)
    await becomes(there === 'm' ? 'map-ground' : 'map-points', there === 'm' ? ground : points, true)
  }
  const visibility = () =>
    page.getByTestId('map-points').evaluate((canvas) => getComputedStyle(canvas).visibility)
  await page.keyboard.press('p')
  await expect.poll(visibility).toBe('hidden')
  await page.keyboard.press('p')
  await expect.poll(visibility).toBe('visible')
  const group = page.getByTestId('legend').getByRole('listitem').nth(1).getByRole('button').first()
  await group.focus()
  // The legend lies over the map, and shows where the focus is.
  const focused = await pixels('map-points')
  for (const keys of ['Enter', 'Shift+Enter']) {
    await page.keyboard.press(keys)
    await becomes('map-points', focused, false)
    await page.keyboard.press(keys)
    await becomes('map-points', focused, true)
  }
  await map.focus()
  await arrowsBy(page, -80, 40)
  await page.keyboard.press('Enter')
  await page.getByTestId('decoded').waitFor()
  const first = await pixels('decoded')
  await arrowsBy(page, 160, -80)
  await page.keyboard.press('Enter')
  await page.getByTestId('strip-play').waitFor({ timeout: 10_000 })
  await becomes('decoded', first, false)
  const frames = page.getByTestId('filmstrip').getByRole('listbox').getByRole('option')
  expect(await frames.count()).toBeGreaterThanOrEqual(8)
  await map.focus()
  await page.keyboard.press('Backspace')
  await expect.poll(() => page.getByTestId('strip-play').count()).toBe(0)
  await page.keyboard.press('Escape')
}, 120_000)

test('zoomed in, images take the place of dots, and the one under the pointer is the one that is told of', async () => {
  const box = (await page.getByTestId('map').boundingBox())!
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  for (let step = 0; step < 8; step++) await page.mouse.wheel(0, -240)
  await page.waitForTimeout(1500)
  await screenshot(page, 'layers-images')
  expect(await page.getByTestId('map-points').evaluate((node) => getComputedStyle(node).visibility)).toBe(
    'hidden'
  )
  const store = await openPixels(project)
  let looked = 0
  for (let step = 0; step < 40 && looked < 6; step++) {
    const [px, py] = [x + 37 * Math.cos(step) * (1 + step / 6), y + 31 * Math.sin(step) * (1 + step / 6)]
    await page.mouse.move(px, py)
    await page.waitForTimeout(60)
    const card = page.getByTestId('hover')
    if ((await card.count()) === 0) continue
    const id = Number(await card.getAttribute('data-image'))
    // What the map shows around the pointer lies somewhere in that image.
    const seen = await page.evaluate(
      ([cx, cy]) => {
        const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=map-details]')!
        return canvas.getContext('2d')!.getImageData(Number(cx), Number(cy), 1, 1).data[0]
      },
      [Math.floor(px - box.x), Math.floor(py - box.y)]
    )
    const data = await store.read([id])
    if (data.includes(seen)) looked++
  }
  await store.close()
  expect(looked).toBeGreaterThanOrEqual(6)
  await page.keyboard.press('0')
})

test('an autoencoder has no prior, but its decoder’s sensitivity', async () => {
  await page.getByRole('tab', { name: /Codes/ }).click()
  await ready()
  await page.getByTestId('layers').click()
  expect(await page.getByTestId('under-prior').isDisabled()).toBe(true)
  expect(await page.getByTestId('under-posterior').isDisabled()).toBe(true)
  await page.getByTestId('under-sensitivity').click()
  await page.keyboard.press('Escape')
  await shades()
  await screenshot(page, 'layers-ae')
  await choose('manifold')
  await page.waitForTimeout(2500)
  await screenshot(page, 'layers-ae-manifold')
  await choose('nothing')
})

test('nothing is cut off in a small window, or in the other theme', async () => {
  await page.getByRole('tab', { name: /Map/ }).click()
  await ready()
  await resize(1024, 640)
  await choose('posterior')
  await shades()
  await page.getByTestId('layers').click()
  await screenshot(page, 'layers-small-light')
  const panel = (await page.getByRole('dialog').boundingBox())!
  expect(panel.x).toBeGreaterThan(56)
  expect(panel.y + panel.height).toBeLessThan(640 - 28)
  await page.keyboard.press('Escape')
  await page.evaluate(() => window.latentscape.invoke('settings.write', [{ theme: 'dark' }]))
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
  await page.waitForTimeout(500)
  await screenshot(page, 'layers-small-dark')
  await resize(1920, 1080)
  await screenshot(page, 'layers-large-dark')
  expect(running.errors).toEqual([])
})
