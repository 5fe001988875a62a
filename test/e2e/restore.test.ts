/** Restoring in the app: a hole painted by hand is filled, the rest is kept, and the picture is saved. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shapes } from '../worker/workers.ts'
import {
  answerDialogs,
  colourCount,
  copiedSize,
  decodePicture,
  dropPaths,
  launchApp,
  pixelsOf,
  screenshot,
  temporaryFolder,
  type RunningApp
} from './harness.ts'

let running: RunningApp
const folder = temporaryFolder()
beforeAll(async () => {
  running = await launchApp()
})
afterAll(() => running.close())

/** The grey values a canvas holds. */
const greys = (testid: string) =>
  running.page.getByTestId(testid).evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return {
      width: canvas.width,
      height: canvas.height,
      values: Array.from(data.filter((_, at) => at % 4 === 0))
    }
  })

/** Where the hole is painted, by the opacity of what is painted. */
const painted = () =>
  running.page.getByTestId('restore-hole').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return Array.from(data.filter((_, at) => at % 4 === 3)).map((alpha) => (alpha > 0 ? 1 : 0))
  })

test('a painted hole is filled, what was observed is kept, and the picture is saved', async () => {
  const { app, page } = running
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(temporaryFolder(), 60)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('40')
  await page.getByTestId('train').click()
  await expect
    .poll(() => page.getByTestId('run-status').first().getAttribute('data-status'), { timeout: 120_000 })
    .toBe('finished')

  await page.getByTestId('rail-restore').click()
  // Two latents keep little; the screen says so and offers more.
  await page.getByTestId('restore-few').waitFor()
  await page.getByTestId('restore').locator('[data-image]').first().click()
  const canvas = page.getByTestId('restore-hole')
  const box = (await canvas.boundingBox())!
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.4)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.6, { steps: 8 })
  await page.mouse.up()
  const hole = await painted()
  const missing = hole.filter((value) => value === 1).length
  expect(missing).toBeGreaterThan(10)
  expect(missing).toBeLessThan(hole.length / 2)

  // A second stroke is undone and redone, by the keys.
  await page.mouse.click(box.x + box.width * 0.8, box.y + box.height * 0.2)
  await expect
    .poll(async () => (await painted()).filter((value) => value === 1).length)
    .toBeGreaterThan(missing)
  await page.keyboard.press('Control+z')
  await expect.poll(painted).toEqual(hole)
  await page.keyboard.press('Control+y')
  await page.keyboard.press('Control+z')
  await expect.poll(painted).toEqual(hole)

  // By keys: the brush begins in the middle, paints with Space, and erases; each is undone.
  const count = async () => (await painted()).filter((value) => value === 1).length
  await page.getByRole('application', { name: /Space/ }).focus()
  await page.mouse.move(5, 5)
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Space')
  await expect.poll(count).toBeGreaterThan(missing)
  const withKeys = await count()
  await page.keyboard.press('e')
  await page.keyboard.press('Space')
  await expect.poll(count).toBeLessThan(withKeys)
  await page.keyboard.press('e')
  await page.keyboard.press('Control+z')
  await expect.poll(count).toBe(withKeys)
  await page.keyboard.press('Control+z')
  await expect.poll(painted).toEqual(hole)

  // What is seen has stripes in the hole, and the image elsewhere.
  await expect.poll(async () => (await greys('restore-seen')).values.length).toBe(hole.length)
  const seen = await greys('restore-seen')
  await page.getByTestId('restore-go').click()
  await page.getByTestId('restore-results').waitFor({ timeout: 60_000 })
  expect(await page.getByTestId('restore-results').getByRole('option').count()).toBe(10)
  const restored = await greys('restored')
  hole.forEach((value, at) => {
    if (value === 0) expect(restored.values[at]).toBe(seen.values[at])
  })
  expect(hole.some((value, at) => value === 1 && restored.values[at] !== seen.values[at])).toBe(true)
  await screenshot(page, 'restore')

  const file = path.join(folder, 'restored.png')
  await answerDialogs(app, { save: file })
  await page.getByTestId('restore-save').click()
  await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true)
  const picture = await decodePicture(readFileSync(file))
  const scale = picture.width / restored.width
  expect(Number.isInteger(scale)).toBe(true)
  restored.values.forEach((value, at) => {
    const [x, y] = [at % restored.width, Math.floor(at / restored.width)]
    expect(picture.data[4 * (y * scale * picture.width + x * scale)]).toBe(value)
  })
}, 300_000)

test('a result is copied by key, and pasted again as an image to restore', async () => {
  const { app, page } = running
  await app.evaluate(({ clipboard }) => clipboard.clear())
  const mean = page.getByTestId('restore-results').getByRole('option').nth(1)
  await mean.click()
  await page.keyboard.press('Control+c')
  await expect.poll(() => copiedSize(page)).toMatchObject({ width: 16, height: 16 })
  const shown = await greys('restored')
  await page.keyboard.press('Control+v')
  // Another image: what was found for the one before is gone, and what was copied is seen around the hole.
  await expect.poll(() => page.getByTestId('restore-results').count()).toBe(0)
  const hole = await painted()
  const apart = async () =>
    (await greys('restore-seen')).values.filter((value, at) => !hole[at] && value !== shown.values[at]).length
  await expect.poll(apart).toBe(0)
  await page.getByTestId('restore').locator('[data-image]').first().click()
}, 60_000)

test('noise and small images are restored too, the divider moves by keys, and a result goes to the map', async () => {
  const { page } = running
  await page.getByRole('radio', { name: 'Enlarge' }).click()
  await page.getByTestId('restore-go').click()
  await page.getByTestId('restore-results').waitFor({ timeout: 60_000 })
  expect(await page.getByTestId('restore-results').innerText()).toContain('Bicubic')
  await page.getByRole('radio', { name: 'Denoise' }).click()
  await expect.poll(() => page.getByTestId('restore-results').count()).toBe(0)
  await page.getByTestId('restore-go').click()
  await page.getByTestId('restore-results').waitFor({ timeout: 60_000 })
  const divider = page.getByTestId('restore-divider')
  await divider.focus()
  await page.keyboard.press('End')
  expect(await divider.getAttribute('aria-valuenow')).toBe('100')
  await page.keyboard.press('ArrowLeft')
  expect(await divider.getAttribute('aria-valuenow')).toBe('95')
  const whole = (await page.getByTestId('restored').boundingBox())!
  const at = (await divider.boundingBox())!
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2)
  await page.mouse.down()
  await page.mouse.move(whole.x + whole.width * 0.25, at.y + at.height / 2, { steps: 4 })
  await page.mouse.up()
  expect(Math.abs(Number(await divider.getAttribute('aria-valuenow')) - 25)).toBeLessThanOrEqual(1)
  expect(colourCount(await pixelsOf(page.getByTestId('restored')))).toBeGreaterThan(5)
  await page.getByTestId('restore-pin').click()
  await expect.poll(() => page.getByTestId('pins').count(), { timeout: 20_000 }).toBe(1)
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
  expect(running.errors).toEqual([])
}, 120_000)
