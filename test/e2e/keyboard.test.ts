/** The tools of the map by the keyboard alone: each is reached by Tab from where one is, and pressed. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPixels } from '../../src/node/pixels.ts'
import { clothesOnMap, prepareClothes } from './clothes.ts'
import {
  arrowsBy,
  colourCount,
  launchApp,
  paintedOf,
  pixelsOf,
  resizeWindow,
  screenshot,
  temporaryFolder
} from './harness.ts'
import type { RunningApp } from './harness.ts'
import { chosenIn, pressAt, tabTo } from './keys.ts'
import { numbersOf, selectedCount } from './selectiontable.ts'

const folder = temporaryFolder()
const project = path.join(folder, 'clothes.latent')
let running: RunningApp
let page: Page

beforeAll(async () => {
  await prepareClothes(folder, project)
  running = await launchApp({ args: [project] })
  page = running.page
  await resizeWindow(running, 1440, 900)
  await page.getByTestId('rail-map').waitFor()
  await page.keyboard.press('ControlOrMeta+3')
  await clothesOnMap(page)
})
afterAll(() => running?.close())

const map = () => page.getByTestId('map')
const legend = () => page.getByTestId('legend')
const legendEntry = (name: string) => legend().getByRole('button', { name }).first()
const decoded = async () => Buffer.from((await pixelsOf(page.getByTestId('decoded'))).data)
const pointsDrawn = async () => Buffer.from((await pixelsOf(page.getByTestId('map-points'))).data)
const excluded = async () => (await openPixels(project)).excluded.reduce((sum, out) => sum + out, 0)

const selected = () => selectedCount(page)

test('a filter selects', async () => {
  await tabTo(page, map())
  await page.keyboard.press('f')
  const labels = page.getByRole('group', { name: 'Label' })
  await pressAt(page, labels.getByRole('button', { name: 'Bag' }), 'Space')
  await tabTo(page, page.getByTestId('filter-id-to'))
  await page.keyboard.type('799')
  await page.keyboard.press('Enter')
  await page.getByTestId('filter-select').waitFor({ state: 'detached' })
  const { labels: known, labelNames } = await openPixels(project)
  const bag = labelNames.indexOf('Bag')
  const expected = known.slice(0, 800).filter((label) => label === bag).length
  expect(expected).toBeGreaterThan(100)
  expect(await selected()).toBe(expected)
})

test('the table is sorted and gone through; Enter looks at an image, Delete takes one out', async () => {
  const view = page.getByRole('radiogroup', { name: 'How the selected images are listed' })
  await tabTo(page, chosenIn(view))
  await page.keyboard.press('ArrowRight')
  const table = page.getByTestId('selection-table')
  await pressAt(page, page.getByTestId('sort-reconstruction'))
  const falling = async () => {
    const errors = await numbersOf(page, 'reconstruction')
    return errors.length > 3 && errors.every((value, at) => at === 0 || value <= errors[at - 1])
  }
  await expect.poll(falling, { timeout: 60_000 }).toBe(true)
  await tabTo(page, table.locator('[data-at="0"]'))
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const third = table.locator('[data-at="2"]')
  await expect.poll(() => third.evaluate((row) => row === document.activeElement)).toBe(true)
  // The map points at what the keyboard is on.
  const count = await selected()
  await page.keyboard.press('Enter')
  await page.getByTestId('original').waitFor()
  await third.focus()
  await page.keyboard.press('Delete')
  await expect.poll(selected).toBe(count - 1)
})

test('the grid is gone through by arrows', async () => {
  const view = page.getByRole('radiogroup', { name: 'How the selected images are listed' })
  await tabTo(page, chosenIn(view), { back: true })
  await page.keyboard.press('ArrowLeft')
  const grid = page.getByTestId('selection-grid')
  await tabTo(page, grid.locator('[tabindex="0"]'))
  const focused = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.at)
  const first = Number(await focused())
  await page.keyboard.press('ArrowRight')
  await expect.poll(focused).toBe(String(first + 1))
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => Number(await focused())).toBeGreaterThan(first + 2)
  const before = await decoded()
  await page.keyboard.press('Enter')
  await expect.poll(async () => before.equals(await decoded())).toBe(false)
})

test('the draws of the posterior of an image are decoded', async () => {
  const draws = page.getByTestId('posterior')
  await draws.waitFor()
  await pressAt(page, draws.getByRole('button', { name: 'Draw again' }))
  await tabTo(page, draws.getByRole('button', { name: 'Draw 2 of the posterior', exact: true }))
  const before = await decoded()
  await page.keyboard.press('Enter')
  await expect.poll(async () => before.equals(await decoded())).toBe(false)
})

test('the nearest of a selection join it', async () => {
  const count = await selected()
  await pressAt(page, page.getByTestId('selection-near'))
  await tabTo(page, page.getByTestId('near-count'))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('12')
  await tabTo(page, chosenIn(page.getByRole('radiogroup', { name: 'By distance' })))
  await page.keyboard.press('ArrowRight')
  await pressAt(page, page.getByTestId('near-add'))
  await page.getByTestId('near-add').waitFor({ state: 'detached' })
  expect(await selected()).toBeGreaterThan(count)
})

test('a selection is labelled anew, which is undone; left out, and taken in', async () => {
  await pressAt(page, page.getByTestId('selection-label'))
  await page.keyboard.type('legs')
  await page.keyboard.press('Enter')
  await legend().getByText('legs').waitFor()
  await page.keyboard.press('ControlOrMeta+z')
  await legend().getByText('legs').waitFor({ state: 'detached' })
  const count = await selected()
  await pressAt(page, page.getByTestId('selection-exclude'))
  await expect.poll(excluded, { timeout: 10_000 }).toBe(count)
  // The disk has it before the window says so; until then the button still leaves out.
  await page.getByTestId('legend-excluded').waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(excluded, { timeout: 10_000 }).toBe(0)
})

test('the legend hides a label, shows one alone, and selects one', async () => {
  const all = await pointsDrawn()
  await tabTo(page, legendEntry('Bag'))
  await page.keyboard.press('Enter')
  await expect.poll(() => legendEntry('Bag').getAttribute('aria-pressed')).toBe('false')
  await expect.poll(async () => all.equals(await pointsDrawn())).toBe(false)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Enter')
  expect(await legend().locator('li [aria-pressed=true]').count()).toBe(1)
  await page.keyboard.press('Shift+Enter')
  expect(await legend().locator('li [aria-pressed=true]').count()).toBe(10)
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+Enter')
  const { labels, labelNames } = await openPixels(project)
  const bags = labelNames.indexOf('Bag')
  expect(await selected()).toBe(labels.filter((label) => label === bags).length)
})

test('what bags have and trousers have not is added to an image', async () => {
  const panel = page.getByTestId('arithmetic')
  await pressAt(page, panel.getByTestId('arithmetic-plus'))
  await expect.poll(() => panel.getByTestId('arithmetic-plus').innerText()).toContain('Bag')
  await tabTo(page, legendEntry('Trouser'), { back: true })
  await page.keyboard.press('Escape')
  await page.keyboard.press('ControlOrMeta+Enter')
  await pressAt(page, panel.getByTestId('arithmetic-minus'))
  await expect.poll(() => panel.getByTestId('arithmetic-minus').innerText()).toContain('Trouser')
  await pressAt(page, panel.getByTestId('arithmetic-keep'))
  const before = await decoded()
  await tabTo(page, panel.getByRole('slider'))
  await page.keyboard.press('End')
  await expect.poll(async () => before.equals(await decoded())).toBe(false)
})

test('a single latent is moved by its slider', async () => {
  const before = await decoded()
  await tabTo(page, page.getByRole('slider', { name: 'z₁' }))
  await page.keyboard.press('Home')
  await expect.poll(async () => before.equals(await decoded())).toBe(false)
})

test('heat maps are chosen under the points', async () => {
  await pressAt(page, page.getByTestId('layers'), 'Enter', { back: true })
  const kind = () => page.getByTestId('heat-legend').getAttribute('data-kind')
  const seen: (string | null)[] = []
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press('ArrowDown')
    const under = await page.evaluate(() => (document.activeElement as HTMLElement).dataset.under)
    if (under === 'none' || under === 'manifold') continue
    await expect.poll(kind).toBe(under)
    await page.getByTestId('heat-shades').waitFor({ timeout: 60_000 })
    seen.push(await kind())
  }
  expect(seen).toEqual(['prior', 'posterior', 'sensitivity'])
  await screenshot(page, 'keyboard-heat')
  await page.keyboard.press('Escape')
  expect(await page.getByTestId('layers').evaluate((one) => one === document.activeElement)).toBe(true)
})

test('a path is laid, gone through frame by frame, played and taken back', async () => {
  await tabTo(page, map())
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await arrowsBy(page, 160, -80)
  await page.keyboard.press('Enter')
  const strip = page.getByTestId('filmstrip')
  const frames = strip.getByRole('listbox', { name: 'Images of the interpolation' }).getByRole('option')
  await expect.poll(() => frames.count()).toBe(12)
  await tabTo(page, frames.first())
  const before = await decoded()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => frames.nth(2).getAttribute('aria-selected')).toBe('true')
  await expect.poll(async () => before.equals(await decoded())).toBe(false)
  await tabTo(page, map(), { back: true })
  await page.keyboard.press('t')
  await expect.poll(() => frames.nth(5).getAttribute('aria-selected'), { timeout: 10_000 }).toBe('true')
  await pressAt(page, page.getByTestId('strip-play'))
  await tabTo(page, map(), { back: true })
  await page.keyboard.press('Backspace')
  await strip.getByRole('listbox').waitFor({ state: 'detached' })
  expect((await paintedOf(page.getByTestId('map-overlay'))).count).toBeGreaterThan(20)
  expect(colourCount(await pixelsOf(page.getByTestId('decoded')))).toBeGreaterThan(10)
  expect(running.errors).toEqual([])
})
