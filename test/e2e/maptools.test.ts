/** The map of more than two latents: its planes, the posterior of an image, arithmetic, the time line. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shapes } from '../worker/workers.ts'
import {
  colourCount,
  dropPaths,
  launchApp,
  pixelsOf,
  screenshot,
  temporaryFolder,
  type Picture,
  type RunningApp
} from './harness.ts'

let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
})
afterAll(() => running.close())

/** How far apart two pictures are: the mean difference of a byte. */
function apart(a: Picture, b: Picture): number {
  return a.data.reduce((sum, value, at) => sum + Math.abs(value - b.data[at]), 0) / a.data.length
}

const decoded = () => pixelsOf(running.page.getByTestId('decoded'))
const points = () => pixelsOf(running.page.getByTestId('map-points'))

async function clickAt(x: number, y: number): Promise<void> {
  const box = (await running.page.getByTestId('map').boundingBox())!
  await running.page.mouse.click(box.x + box.width * x, box.y + box.height * y)
}

test('four latents are learnt', async () => {
  const { page } = running
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(temporaryFolder(), 60)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByLabel('Latent dimensions', { exact: true }).fill('4')
  await page.getByLabel('Epochs', { exact: true }).fill('12')
  await page.getByTestId('train').click()
  await expect
    .poll(() => page.getByTestId('run-status').first().getAttribute('data-status'), { timeout: 120_000 })
    .toBe('finished')
  await page.getByTestId('rail-map').click()
  await expect.poll(() => page.locator('footer').innerText()).toMatch(/120 points/)
}, 240_000)

test('the plane by PCA: a click decodes, and the cursor follows the sliders', async () => {
  const { page } = running
  const raw = await points()
  await page.getByTestId('plane-kind').selectOption('pca')
  await expect.poll(() => page.getByTestId('plane-note').innerText(), { timeout: 20_000 }).toMatch(/\d+ %/)
  await page.waitForTimeout(300)
  expect(apart(await points(), raw)).toBeGreaterThan(0.01)
  await clickAt(0.5, 0.5)
  await expect.poll(async () => colourCount(await decoded()), { timeout: 20_000 }).toBeGreaterThan(10)
  expect(await page.getByTestId('inspector').innerText()).toContain('PC 1')
  const overlay = await pixelsOf(page.getByTestId('map-overlay'))
  const slider = page.getByRole('slider', { name: 'z₁' })
  await slider.focus()
  for (let step = 0; step < 60; step++) await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(300)
  expect(apart(await pixelsOf(page.getByTestId('map-overlay')), overlay)).toBeGreaterThan(0.001)
  // By mouse, too: a place on the slider is a value from −4 to 4.
  const before = await decoded()
  const box = (await slider.boundingBox())!
  await page.mouse.click(box.x + box.width * 0.75, box.y + box.height / 2)
  await expect.poll(async () => Math.abs(Number(await slider.inputValue()) - 2)).toBeLessThan(0.3)
  await expect.poll(async () => apart(await decoded(), before)).toBeGreaterThan(0.5)
  await page.getByTestId('layer-manifold').click()
  await page.waitForTimeout(1200)
  await screenshot(page, 'plane-pca')
  await page.getByTestId('layer-manifold').click()
}, 60_000)

test('the plane by UMAP: fitted beside the window, a click decodes what lies around', async () => {
  const { page } = running
  await page.getByTestId('plane-kind').selectOption('umap')
  await expect
    .poll(() => page.getByTestId('plane-note').allInnerTexts(), { timeout: 60_000 })
    .toEqual([expect.stringContaining('neighbours')])
  const before = await decoded()
  await clickAt(0.35, 0.4)
  await expect.poll(async () => apart(await decoded(), before), { timeout: 10_000 }).toBeGreaterThan(1)
  expect(await page.getByTestId('inspector').innerText()).toContain('UMAP 1')
  await screenshot(page, 'plane-umap')
  await page.getByTestId('plane-kind').selectOption('pca')
  await expect.poll(() => page.getByTestId('plane-note').innerText()).toMatch(/\d+ %/)
}, 90_000)

test('an image looked at shows its posterior as draws', async () => {
  const { page } = running
  await clickAt(0.5, 0.5)
  const near = page.getByTestId('nearest').locator('button[data-image]')
  await near.first().click()
  const draws = page.getByTestId('posterior')
  await draws.waitFor()
  await expect
    .poll(async () => colourCount(await pixelsOf(draws.locator('canvas').nth(5))), { timeout: 10_000 })
    .toBeGreaterThan(10)
  const first = await pixelsOf(draws.locator('canvas').first())
  await draws.getByRole('button', { name: 'Draw again' }).click()
  await expect
    .poll(async () => apart(await pixelsOf(draws.locator('canvas').first()), first))
    .toBeGreaterThan(0.01)
  await screenshot(page, 'posterior')
}, 60_000)

test('what discs have and bars have not is added to an image', async () => {
  const { page } = running
  const panel = page.getByTestId('arithmetic')
  const choose = (name: string) =>
    page
      .getByTestId('legend')
      .getByRole('button', { name })
      .first()
      .click({ modifiers: ['Control'] })
  for (const [name, side] of [
    ['disc', 'arithmetic-plus'],
    ['bar', 'arithmetic-minus']
  ]) {
    await choose(name)
    await expect.poll(() => page.getByTestId('selection-said').innerText()).toContain('60')
    await page.waitForTimeout(600)
    await panel.getByTestId(side).click()
    await expect.poll(() => panel.getByTestId(side).innerText()).toContain(name)
    await page.keyboard.press('Escape')
  }
  await panel.getByTestId('arithmetic-keep').click()
  expect(await panel.getByLabel('Name of the difference').inputValue()).toBe('disc − bar')
  await clickAt(0.45, 0.5)
  await page.waitForTimeout(400)
  const plain = await decoded()
  const strength = panel.getByRole('slider')
  await strength.focus()
  for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowRight')
  await expect.poll(() => strength.inputValue()).toBe('1')
  await expect.poll(async () => apart(await decoded(), plain)).toBeGreaterThan(1)
  await screenshot(page, 'arithmetic')
  // Back to none of it is back to where one was.
  for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowLeft')
  await expect.poll(() => strength.inputValue()).toBe('0')
  await expect.poll(async () => apart(await decoded(), plain)).toBeLessThan(0.5)
}, 90_000)

test('the time line replays how the map formed', async () => {
  const { page } = running
  const now = await points()
  await page.getByTestId('timeline-open').click()
  const line = page.getByTestId('timeline')
  const slider = line.getByRole('slider')
  await line.waitFor()
  await page.getByTestId('timeline-play').click()
  await slider.focus()
  await page.keyboard.press('Home')
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^Epoch \d+ of \d+$/)
  await page.waitForTimeout(500)
  const early = await points()
  expect(apart(early, now)).toBeGreaterThan(0.01)
  const said = await slider.getAttribute('aria-valuetext')
  await screenshot(page, 'timeline')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => slider.getAttribute('aria-valuetext')).not.toBe(said)
  await page.keyboard.press('Escape')
  await line.waitFor({ state: 'detached' })
  await expect.poll(async () => apart(await points(), now)).toBeLessThan(0.01)
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
  expect(running.errors).toEqual([])
}, 60_000)
