/** A conditional model in the app: chosen, trained, and asked by a click for the label that lies there. */
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

const decoded = () => pixelsOf(running.page.getByTestId('decoded'))

test('a CVAE is chosen and trained, and the map decodes', async () => {
  const { page } = running
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(temporaryFolder(), 60)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByRole('radio', { name: 'CVAE' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('20')
  await page.getByTestId('train').click()
  await expect
    .poll(() => page.getByTestId('run-status').first().getAttribute('data-status'), { timeout: 120_000 })
    .toBe('finished')
  expect(await page.getByTestId('run-header').innerText()).toContain('CVAE')
  await page.getByTestId('rail-map').click()
  await expect.poll(() => page.locator('footer').innerText()).toMatch(/120 points/)
  const box = (await page.getByTestId('map').boundingBox())!
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.5)
  await expect
    .poll(async () => colourCount(await pixelsOf(page.getByTestId('decoded'))), { timeout: 20_000 })
    .toBeGreaterThan(10)
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
  expect(running.errors).toEqual([])
}, 240_000)

/** How far apart two pictures are: the mean difference of a byte. */
function apart(a: Picture, b: Picture): number {
  return a.data.reduce((sum, value, at) => sum + Math.abs(value - b.data[at]), 0) / a.data.length
}

test('the label in use decides what a place is decoded to, and one style is shown for every label', async () => {
  const { page } = running
  const panel = page.getByTestId('condition')
  const asked = () => panel.getByRole('radio', { checked: true }).first().getAttribute('data-label')
  await panel.getByRole('radio', { name: 'bar' }).click()
  await expect.poll(asked).toBe('bar')
  const box = (await page.getByTestId('map').boundingBox())!
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.55)
  await expect.poll(() => page.getByTestId('decoded').isVisible()).toBe(true)
  await page.waitForTimeout(500)
  const bar = await decoded()
  // By the legend, and the style stays.
  await page.getByTestId('legend').getByRole('button', { name: 'Ask for disc' }).click()
  await expect.poll(asked).toBe('disc')
  await expect.poll(async () => apart(await decoded(), bar), { timeout: 10_000 }).toBeGreaterThan(5)
  const disc = await decoded()
  // The strip shows both, and which is which.
  const pictures = panel.locator('canvas')
  expect(await pictures.count()).toBe(2)
  await expect
    .poll(async () => apart(await pixelsOf(pictures.nth(0)), await pixelsOf(pictures.nth(1))))
    .toBeGreaterThan(5)
  // By key, there and back.
  await page.getByTestId('map').focus()
  await page.keyboard.press(']')
  await expect.poll(asked).toBe('bar')
  await page.keyboard.press('[')
  await expect.poll(asked).toBe('disc')
  await expect.poll(async () => apart(await decoded(), disc)).toBeLessThan(1)
  await page.getByTestId('layer-manifold').click()
  await page.waitForTimeout(1500)
  await screenshot(page, 'conditional')
}, 60_000)

test('seen from μ(c) the labels lie on one another, and the place looked at stays', async () => {
  const { page } = running
  const panel = page.getByTestId('condition')
  expect(await panel.innerText()).toContain('prior of its own')
  const before = await decoded()
  await panel.getByRole('radio', { name: 'z − μ(c)' }).click()
  await expect.poll(() => panel.innerText()).toContain('they should')
  await page.waitForTimeout(1500)
  expect(apart(await decoded(), before)).toBeLessThan(1)
  await screenshot(page, 'conditional-centred')
  // A place there is a style: for another label it is the same place.
  const box = (await page.getByTestId('map').boundingBox())!
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.5)
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5)
  const place = () => page.getByTestId('inspector').locator('dl').first().innerText()
  await page.waitForTimeout(500)
  const [first, second] = (await place())
    .split('\n')
    .slice(0, 4)
    .filter((_, at) => at % 2 === 1)
  await page.keyboard.press(']')
  await page.waitForTimeout(500)
  expect(
    (await place())
      .split('\n')
      .slice(0, 4)
      .filter((_, at) => at % 2 === 1)
  ).toEqual([first, second])
}, 60_000)

test('an image looked at takes its label into use', async () => {
  const { page } = running
  const panel = page.getByTestId('condition')
  const near = page
    .getByTestId('nearest')
    .getByRole('button')
    .filter({ has: page.locator('canvas, img') })
  await near.first().click()
  await page.getByTestId('original').waitFor()
  const name = await page.getByTestId('inspector').locator('h2').first().innerText()
  await expect
    .poll(() => panel.getByRole('radio', { checked: true }).first().getAttribute('data-label'))
    .toBe(name)
  await screenshot(page, 'conditional-image')
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
  expect(running.errors).toEqual([])
}, 60_000)
