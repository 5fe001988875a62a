/** Selecting on the map of the real app, by mouse and keyboard, and what is done with a selection. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPixels } from '../../src/node/pixels.ts'
import type { MapPoints } from '../../src/shared/contract.ts'
import { labelColours } from '../../src/shared/palette.ts'
import { clothesOnMap, prepareClothes } from './clothes.ts'
import {
  answerDialogs,
  colourCount,
  launchApp,
  pixelsOf,
  resizeWindow,
  screenshot,
  temporaryFolder
} from './harness.ts'
import type { RunningApp } from './harness.ts'
import { chooseByKeys } from './selectionkeys.ts'
import { dragOver, lonelyPoint, placesOnScreen } from './places.ts'
import { columnOf, numbersOf, selectedCount } from './selectiontable.ts'
import { chooseShapes, shapeAt } from './shapes.ts'

const folder = temporaryFolder()
const project = path.join(folder, 'clothes.latent')
let running: RunningApp
let page: Page
let points: MapPoints

beforeAll(async () => {
  points = await prepareClothes(folder, project)
  running = await launchApp({ args: [project] })
  page = running.page
  await resizeWindow(running, 1440, 900)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.getByTestId('rail-map').click()
  await clothesOnMap(page)
})
afterAll(() => running?.close())

const map = () => page.getByTestId('map')

const selected = () => selectedCount(page)
const tool = (name: RegExp) => page.getByRole('radio', { name }).click()
const screenOf = () => placesOnScreen(page, points)
const lonely = (label?: number, apart?: number) => lonelyPoint(page, points, label, apart)
const drag = (corners: readonly (readonly [number, number])[]) => dragOver(page, corners)
const inside = (place: (id: number) => [number, number], hit: (x: number, y: number) => boolean) =>
  [...points.ids].filter((id) => hit(...place(id)))

test('a box selects what lies in it; Shift adds, Alt removes, Escape lets go', async () => {
  const place = await screenOf()
  await tool(/^Box/)
  await drag([
    [500, 250],
    [620, 380]
  ])
  const expected = inside(place, (x, y) => x >= 500 && x <= 620 && y >= 250 && y <= 380)
  expect(expected.length).toBeGreaterThan(40)
  // The pointer reads two decimals, so a point on the very edge may fall on either side.
  const few = Math.max(3, expected.length * 0.03)
  expect(Math.abs((await selected()) - expected.length)).toBeLessThanOrEqual(few)
  await screenshot(page, 'selection-box')
  const before = await selected()
  await page.keyboard.down('Shift')
  await drag([
    [620, 250],
    [700, 330]
  ])
  await page.keyboard.up('Shift')
  const more = await selected()
  expect(more).toBeGreaterThan(before)
  await page.keyboard.down('Alt')
  await drag([
    [619, 240],
    [720, 390]
  ])
  await page.keyboard.up('Alt')
  expect(await selected()).toBeLessThan(more)
  await page.keyboard.press('Escape')
  expect(await selected()).toBe(0)
})

test('a lasso selects inside its outline, not in its bay; the keyboard selects all', async () => {
  await map().focus()
  await page.keyboard.press('l')
  await page.mouse.move(5, 5)
  // The tray is closed here, so the map is as high as before.
  const place = await screenOf()
  const outline = [
    [480, 220],
    [760, 220],
    [760, 480],
    [680, 480],
    [680, 300],
    [560, 300],
    [560, 480],
    [480, 480]
  ] as const
  await drag(outline)
  const expected = inside(
    place,
    (x, y) => x > 480 && x < 760 && y > 220 && y < 480 && !(x > 560 && x < 680 && y > 300)
  )
  expect(Math.abs((await selected()) - expected.length)).toBeLessThanOrEqual(
    Math.max(4, expected.length * 0.04)
  )
  await page.keyboard.press('ControlOrMeta+a')
  expect(await selected()).toBe(5000)
  await page.keyboard.press('Escape')
  await page.keyboard.press('w')
})

test('by keys: the image under the cursor, a box, a lasso with a bay; adding, removing, cancelling', () =>
  chooseByKeys(page, points, selected))

test('Ctrl click toggles one; its neighbours are found in the latent and in pixels; the average is decoded', async () => {
  const { x, y } = await lonely()
  await page.keyboard.down('ControlOrMeta')
  await page.mouse.click(x, y)
  await page.keyboard.up('ControlOrMeta')
  expect(await selected()).toBe(1)
  for (const space of ['In the latent space', 'In pixels']) {
    await page.getByTestId('selection-near').click()
    await page.getByRole('radio', { name: space }).click()
    await page.getByTestId('near-count').fill('12')
    await page.getByTestId('near-count').press('Enter')
    await page.getByTestId('near-add').click()
    await page.getByTestId('near-add').waitFor({ state: 'detached' })
  }
  const both = await selected()
  expect(both).toBeGreaterThan(13)
  await expect
    .poll(async () => colourCount(await pixelsOf(page.getByTestId('average-decoded'))), { timeout: 20_000 })
    .toBeGreaterThan(20)
  expect(colourCount(await pixelsOf(page.getByTestId('average-image')))).toBeGreaterThan(20)
})

test('the table and the map point at each other', async () => {
  await page.getByRole('radio', { name: 'Table' }).click()
  const rows = page.getByTestId('selection-table').locator('[data-image]')
  await expect.poll(() => rows.count()).toBeGreaterThan(3)
  await expect.poll(() => rows.first().innerText()).toMatch(/\.png|\//)
  const overlay = async () => Buffer.from((await pixelsOf(page.getByTestId('map-overlay'))).data)
  const before = await overlay()
  await rows.nth(1).hover()
  await expect.poll(async () => before.equals(await overlay())).toBe(false)
  await page.getByTestId('sort-reconstruction').click()
  const falling = async () => {
    const errors = await numbersOf(page, 'reconstruction')
    return errors.length > 3 && errors.every((value, at) => at === 0 || value <= errors[at - 1])
  }
  await expect.poll(falling, { timeout: 60_000 }).toBe(true)
  await rows.first().click()
  await page.getByTestId('original').waitFor()
  await page.getByRole('radio', { name: 'Grid' }).click()
})

test('after hiding a label and zooming, the pointer still finds the image that lies there', async () => {
  await page.keyboard.press('Escape')
  const label = points.labels[(await lonely(undefined, 12)).id]
  const name = await page
    .getByTestId('legend')
    .getByRole('listitem')
    .nth((label + 3) % 10)
    .locator('.name')
    .innerText()
  await page.getByTestId('legend').getByText(name, { exact: true }).click()
  const box = (await map().boundingBox())!
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.45)
  await page.mouse.wheel(0, -300)
  await page.waitForTimeout(300)
  const { id, x, y } = await lonely(label, 12)
  await page.mouse.move(x, y)
  await expect.poll(() => page.getByTestId('hover').getAttribute('data-image')).toBe(String(id))
  // And it is drawn there, in its label's colour.
  const picture = await pixelsOf(page.getByTestId('map-points'))
  const theme = await page.evaluate(() =>
    matchMedia('(prefers-color-scheme: dark)').matches ? ('dark' as const) : ('light' as const)
  )
  const colour = labelColours(Array(10).fill(1), theme).colours[label]
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
  const points0 = (await page.getByTestId('map-points').boundingBox())!
  const near = [-2, -1, 0, 1, 2].some((dx) =>
    [-2, -1, 0, 1, 2].some((dy) => {
      const at = 4 * ((Math.round(y - points0.y) + dy) * picture.width + Math.round(x - points0.x) + dx)
      return wanted.every((value, channel) => Math.abs(picture.data[at + channel] - value) < 25)
    })
  )
  expect(near).toBe(true)
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByTestId('map-fit').click()
})

test('the legend shows one label alone by a double click or with Alt, and all again', async () => {
  const legend = page.getByTestId('legend')
  const bag = legend.getByRole('button', { name: 'Bag' }).first()
  const shown = () => legend.locator('li [aria-pressed=true]').allInnerTexts()
  await bag.dblclick()
  await expect.poll(async () => (await shown()).join()).toMatch(/^Bag\s+500$/)
  await bag.dblclick()
  await expect.poll(async () => (await shown()).length).toBe(10)
  await bag.click({ modifiers: ['Alt'] })
  await expect.poll(async () => (await shown()).length).toBe(1)
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(async () => (await shown()).length).toBe(10)
})

test('a filter selects; the selection gets a new label, which is undone and done again', async () => {
  await page.getByTestId('map-filter').click()
  await page.getByRole('group', { name: 'Label' }).getByRole('button', { name: 'Trouser' }).click()
  await page.getByTestId('filter-id-to').fill('4999')
  await page.getByTestId('filter-select').click()
  await page.getByTestId('filter-select').waitFor({ state: 'detached' })
  const trousers = await selected()
  expect(trousers).toBeGreaterThan(300)
  await page.getByTestId('selection-label').click()
  await page.getByTestId('label-groups').click()
  await page.getByTestId('groups-find').click()
  await expect.poll(() => page.getByTestId('group').count(), { timeout: 20_000 }).toBe(8)
  // Escape closes the dialog and lets the selection be.
  await page.keyboard.press('Escape')
  await page.getByTestId('groups-find').waitFor({ state: 'detached' })
  expect(await selected()).toBe(trousers)
  await page.getByTestId('selection-label').click()
  await page.getByTestId('label-name').fill('裤子 legs')
  await page.getByTestId('label-apply').click()
  const legend = page.getByTestId('legend')
  await legend.getByText('裤子 legs').waitFor()
  expect(await legend.getByText('Trouser').count()).toBe(0)
  expect((await openPixels(project)).labelNames.at(-1)).toBe('裤子 legs')
  await map().focus()
  await page.keyboard.press('ControlOrMeta+z')
  await legend.getByText('Trouser').waitFor()
  expect(await legend.getByText('裤子 legs').count()).toBe(0)
  expect(await openPixels(project)).toMatchObject({ dataVersion: 1 })
  await page.keyboard.press('ControlOrMeta+Shift+z')
  await legend.getByText('裤子 legs').waitFor()
  expect(await openPixels(project)).toMatchObject({ dataVersion: 2 })
  await page.keyboard.press('ControlOrMeta+z')
  await legend.getByText('Trouser').waitFor()
})

test('a selection is left out of training and taken in again', async () => {
  const count = await selected()
  await page.getByTestId('selection-exclude').click()
  await expect
    .poll(async () => (await openPixels(project)).excluded.reduce((sum, out) => sum + out, 0), {
      timeout: 10_000
    })
    .toBe(count)
  await page.getByTestId('legend-excluded').waitFor()
  await page.getByTestId('selection-exclude').click()
  await expect
    .poll(async () => (await openPixels(project)).excluded.some(Boolean), { timeout: 10_000 })
    .toBe(false)
})

test('a selection is exported as a table that says what is selected', async () => {
  const file = path.join(folder, 'chosen.csv')
  await answerDialogs(running.app, { save: file })
  const count = await selected()
  await page.getByTestId('selection-export').click()
  await page.getByTestId('selection-csv').click()
  await expect.poll(() => existsSync(file), { timeout: 60_000 }).toBe(true)
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\r\n')
  expect(head).toMatch(/^id,file,label,split,excluded,width,height,bytes,z_1,z_2/)
  expect(rows).toHaveLength(count)
  for (const row of rows.slice(0, 20)) {
    const cells = row.split(',')
    expect(cells[2]).toBe('Trouser')
    expect(Number(cells[8])).toBe(points.z[2 * Number(cells[0])])
  }
})

test('points are coloured by numbers of the run, with their scale', async () => {
  await page.keyboard.press('Escape')
  const before = Buffer.from((await pixelsOf(page.getByTestId('map-points'))).data)
  await page.getByTestId('colour-by').selectOption('error')
  await page.getByTestId('legend-bar').getByText('nats per image').waitFor({ timeout: 60_000 })
  const after = await pixelsOf(page.getByTestId('map-points'))
  expect(before.equals(Buffer.from(after.data))).toBe(false)
  await screenshot(page, 'selection-error')
  await page.getByTestId('colour-by').selectOption('density')
  await page.getByTestId('legend-bar').getByText('points per unit²').waitFor()
})

test('points are coloured by log p(x), filtered and sorted by it', async () => {
  // It takes longer: it says how far it is, and then by how many samples and how well it is known.
  await page.getByTestId('colour-by').selectOption('likelihood')
  await page.getByTestId('weighing-stop').click()
  await page.getByTestId('weighing-again').click()
  await page.getByTestId('weighing-error').waitFor({ timeout: 110_000 })
  expect(await page.getByTestId('weighing-samples').inputValue()).toBe('64')
  expect(await page.getByTestId('weighing-error').innerText()).toMatch(/^± 0\.\d\d nats$/)
  await screenshot(page, 'selection-likelihood')
  await page.getByTestId('map-filter').click()
  await page.getByRole('group', { name: 'Label' }).getByRole('button', { name: 'Trouser' }).click()
  await page.getByTestId('filter-id-to').fill('')
  await page.getByTestId('filter-likelihood-to').fill('-100')
  await page.getByTestId('filter-density-to').fill('100')
  await screenshot(page, 'selection-filter')
  await page.getByTestId('filter-select').click()
  await page.getByTestId('filter-select').waitFor({ state: 'detached' })
  expect(await selected()).toBeGreaterThan(4)
  await page.getByRole('radio', { name: 'Table' }).click()
  await page.getByTestId('sort-likelihood').click()
  const rising = async () => {
    const shown = await numbersOf(page, 'likelihood')
    return shown.length > 3 && shown.every((value, at) => at === 0 || value >= shown[at - 1])
  }
  await expect.poll(rising, { timeout: 20_000 }).toBe(true)
  expect((await columnOf(page, 'likelihood'))[0]).toMatch(/ ± \d/)
  expect(Math.max(...(await numbersOf(page, 'likelihood')))).toBeLessThanOrEqual(-100)
  expect(Math.max(...(await numbersOf(page, 'density')))).toBeLessThanOrEqual(100)
  await screenshot(page, 'selection-sorted')
  await page.getByRole('radio', { name: 'Grid' }).click()
  await page.keyboard.press('Escape')
  await page.getByTestId('colour-by').selectOption('label')
})

test('labels have shapes on the map where a person chooses that', async () => {
  await chooseShapes(page, true)
  expect(await page.getByTestId('legend').locator('svg[data-shape]').count()).toBe(10)
  await screenshot(page, 'selection-shapes')
  const box = (await map().boundingBox())!
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.45)
  await page.mouse.wheel(0, -300)
  await page.waitForTimeout(300)
  let alone = 0
  for (let label = 0; label < 10; label++) {
    const found = await lonely(label, 16).catch(() => undefined)
    if (!found) continue
    alone++
    await page.mouse.move(5, 5)
    const [x, y] = [Math.round(found.x - box.x), Math.round(found.y - box.y)]
    // What lay under the pointer may still be told for a frame.
    await expect
      .poll(async () => shapeAt(await pixelsOf(page.getByTestId('map-points')), x, y), { timeout: 10_000 })
      .toBe(label)
  }
  expect(alone).toBeGreaterThan(3)
  await page.getByTestId('map-fit').click()
  await chooseShapes(page, false)
  expect(await page.getByTestId('legend').locator('svg[data-shape]').count()).toBe(0)
})

test('the deletion of a run is undone by the same key', async () => {
  await page.getByTestId('rail-runs').click()
  const cards = page.getByTestId('run-card')
  const count = await cards.count()
  await cards.first().getByTestId('delete').click()
  await expect.poll(() => cards.count()).toBe(count - 1)
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => cards.count()).toBe(count)
  expect(running.errors).toEqual([])
})
