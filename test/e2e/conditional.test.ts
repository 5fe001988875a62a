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
  type RunningApp
} from './harness.ts'

let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
})
afterAll(() => running.close())

test('a CVAE is chosen and trained, and the map decodes', async () => {
  const { page } = running
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(temporaryFolder(), 60)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByRole('radio', { name: 'CVAE' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('40')
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
  await page.getByTestId('layer-manifold').click()
  await page.waitForTimeout(1500)
  await screenshot(page, 'conditional')
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
  expect(running.errors).toEqual([])
}, 240_000)
