/** Every screen of the real app, in both themes, seen by axe. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shapes } from '../worker/workers.ts'
import { violations } from './axe.ts'
import { dropPaths, launchApp, temporaryFolder, type RunningApp } from './harness.ts'
import { visits } from './visits.ts'

let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
  // Movement would be caught half-way.
  await running.page.emulateMedia({ reducedMotion: 'reduce', colorScheme: null })
})
afterAll(() => running.close())

async function inBothThemes(page: Page): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((theme) => window.latentscape.invoke('settings.write', [{ theme }]), theme)
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, theme)
    found[theme] = await violations(page)
  }
  return found
}

const nothing = { dark: [], light: [] }

test('starting, and what an import offers', async () => {
  const { page } = running
  await page.getByTestId('start').waitFor()
  expect(await inBothThemes(page)).toEqual(nothing)
  await dropPaths(page, [shapes(temporaryFolder(), 40)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  expect(await inBothThemes(page)).toEqual(nothing)
}, 120_000)

test('two models are trained, watched while they are', async () => {
  const { page } = running
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('5')
  await page.getByTestId('rail-compare').click()
  await page.getByTestId('train-both').click()
  await page.getByTestId('rail-train').click()
  expect(await violations(page)).toEqual([])
  await page.getByTestId('rail-runs').click()
  const finished = page.locator('[data-testid=run-status][data-status=finished]')
  await expect.poll(() => finished.count(), { timeout: 180_000 }).toBe(2)
}, 300_000)

test.each(visits)('$name', async ({ show, leave }) => {
  const { page } = running
  await show(page)
  await page.waitForTimeout(300)
  const found = await inBothThemes(page)
  await leave?.(page)
  expect(found).toEqual(nothing)
})
