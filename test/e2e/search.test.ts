/** A density classifier in the app: it has no map, and shows what it finds instead. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shapes } from '../worker/workers.ts'
import { violations } from './axe.ts'
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

test('a density classifier is trained, and its search page stands where others have their map', async () => {
  const { page } = running
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(temporaryFolder(), 40)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByRole('radio', { name: 'Density' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('4')
  await page.getByTestId('train').click()
  await expect
    .poll(() => page.getByTestId('run-status').first().getAttribute('data-status'), { timeout: 120_000 })
    .toBe('finished')
  expect(await page.getByTestId('run-progress').innerText()).toContain('Share told right')
  await page.getByTestId('rail-map').click()
  await page.getByTestId('search').waitFor()
  const captions = page.getByTestId('search-film-0').locator('figcaption')
  await expect.poll(() => captions.count(), { timeout: 60_000 }).toBe(10)
  const last = page.getByTestId('search-film-0').locator('canvas').last()
  await expect.poll(async () => colourCount(await pixelsOf(last))).toBeGreaterThan(5)
  const odds = await captions.allInnerTexts()
  const values = odds.map((text) => Number(text.trim().replace('−', '-')))
  expect(values.at(-1)).toBeGreaterThan(values[0])
  expect(await page.getByTestId('search-most-row').locator('canvas').count()).toBe(16)
  await page.getByRole('radio', { name: 'Blank' }).click()
  await screenshot(page, 'search')
  expect(await violations(page)).toEqual([])
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
  expect(running.errors).toEqual([])
}, 240_000)
