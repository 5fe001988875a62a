/** New images in the app: a contact sheet, its seeds and favourites, more like one, and the way to the map. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { readSettings } from '../../src/node/export/png.ts'
import { shapes } from '../worker/workers.ts'
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

const images = () => page.getByTestId('sheet').getByRole('option')
const sheet = () => page.getByTestId('sheet')

/** The images on the sheet, as their canvases hold them. */
const drawn = () =>
  sheet().evaluate((element) => [...element.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()))

/** The same once they no longer change. */
async function settled(): Promise<string[]> {
  let before: string[] = []
  await expect
    .poll(async () => {
      const now = await drawn()
      const same = now.length > 0 && now.join() === before.join()
      before = now
      return same
    })
    .toBe(true)
  return before
}

test('before anything is learnt the screen says what to do', async () => {
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(folder, 60)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByTestId('rail-generate').click()
  await page.getByText('Nothing to draw from yet').waitFor()
})

test('a conditional model draws a row for each label', async () => {
  await page.getByTestId('rail-train').click()
  await page.getByRole('radio', { name: 'CVAE' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('40')
  await page.getByTestId('train').click()
  await expect
    .poll(() => page.getByTestId('run-status').first().getAttribute('data-status'), { timeout: 120_000 })
    .toBe('finished')
  await page.getByTestId('rail-generate').click()
  await expect.poll(() => images().count()).toBe(24)
  expect(await images().nth(0).getAttribute('aria-label')).toBe('Image 1, bar')
  expect(await images().nth(23).getAttribute('aria-label')).toBe('Image 24, disc')
  await settled()
  await screenshot(page, 'generate-rows')
  await page.getByTestId('generate-label').selectOption('disc')
  await expect.poll(() => images().count()).toBe(64)
  expect(colourCount(await pixelsOf(sheet()))).toBeGreaterThan(30)
})

test('the same seed gives the same sheet, another another', async () => {
  const first = await settled()
  await page.getByTestId('generate-roll').click()
  await expect.poll(async () => (await settled())[0]).not.toBe(first[0])
  await page.getByTestId('generate-seed').fill('0')
  await page.getByTestId('generate-seed').press('Enter')
  await expect.poll(async () => (await settled()).join()).toBe(first.join())
})

test('a click keeps, the tray saves what was kept, and clearing is undone', async () => {
  await images().nth(2).click()
  await images().nth(5).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const tray = page.getByTestId('favourites')
  await expect.poll(() => tray.getByRole('button').count()).toBe(5)
  expect(await images().nth(6).getAttribute('aria-selected')).toBe('true')
  await screenshot(page, 'generate')
  const file = path.join(folder, 'kept.png')
  await answerDialogs(running.app, { save: file })
  await page.getByTestId('favourites-save').click()
  await expect.poll(() => existsSync(file)).toBe(true)
  const picture = await decodePicture(readFileSync(file))
  expect([picture.width, picture.height]).toEqual([2 * 16 * 4, 16 * 4])
  expect(String(readSettings(readFileSync(file))?.z).split(';')).toHaveLength(2)
  await page.getByTestId('favourites-clear').click()
  await expect.poll(() => tray.count()).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => tray.count()).toBe(1)
})

test('more like one, from its menu, begins with that one', async () => {
  await images().nth(9).click({ button: 'right' })
  const like = (await settled())[9]
  await page.getByTestId('sheet-like').click()
  await page.getByTestId('generate-around').waitFor()
  await expect.poll(async () => (await settled())[0]).toBe(like)
  expect(new Set(await drawn()).size).toBeGreaterThan(20)
  await screenshot(page, 'generate-around')
  await page.getByTestId('generate-around-end').click()
})

test('a double click walks to the image on the map, and keys reach the screen again', async () => {
  // Of the label that the click before did not leave in use.
  await page.getByTestId('generate-label').selectOption({ label: 'A row for each' })
  await expect.poll(() => images().count()).toBe(24)
  for (const [at, label] of [
    [20, 'disc'],
    [3, 'bar']
  ] as const) {
    await images().nth(at).dblclick()
    const asked = page.getByTestId('condition').getByRole('radio', { checked: true }).first()
    await expect.poll(() => asked.getAttribute('data-label'), { timeout: 20_000 }).toBe(label)
    if (at === 20) await page.keyboard.press('ControlOrMeta+5')
    if (at === 20) await images().nth(3).waitFor()
  }
  await expect
    .poll(async () => colourCount(await pixelsOf(page.getByTestId('decoded'))), { timeout: 20_000 })
    .toBeGreaterThan(3)
  await page.keyboard.press('ControlOrMeta+5')
  await images().nth(3).waitFor()
  expect(await page.getByTestId('favourites').getByRole('button').count()).toBe(5)
})

test('it stands in both themes, in Chinese, and in the smallest window', async () => {
  await page.getByTestId('settings').click()
  await page.getByRole('radio', { name: 'Light' }).click()
  await page.getByRole('radio', { name: '中文' }).click()
  await page.keyboard.press('Escape')
  await resizeWindow(running, 1024, 640)
  await settled()
  await screenshot(page, 'generate-light-zh')
  await page.getByTestId('export').click()
  await page.getByTestId('export-sheet').click()
  await screenshot(page, 'export-light-zh')
  await page.keyboard.press('Escape')
  await page.getByTestId('rail-restore').click()
  await page.getByTestId('restore').locator('[data-image]').first().click()
  await page.getByTestId('restore-seen').waitFor()
  await screenshot(page, 'restore-light-zh')
  await page.getByTestId('settings').click()
  await page.getByRole('radio', { name: '深色', exact: true }).click()
  await page.keyboard.press('Escape')
  await resizeWindow(running, 1920, 1080)
  await screenshot(page, 'restore-dark-zh')
  await page.getByTestId('rail-generate').click()
  await settled()
  await screenshot(page, 'generate-dark-zh')
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(wider).toBe(0)
  expect(running.errors).toEqual([])
})
