/** A VAE and a CVAE trained by one button, then side by side: linked maps, samples by label, figures. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shapes } from '../worker/workers.ts'
import {
  colourCount,
  dropPaths,
  launchApp,
  paintedOf,
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

const columns = () => running.page.getByTestId('compare-column')
const picture = (column: number, what: string) => columns().nth(column).getByTestId(`compare-${what}`)
/** The canvas's own pixels: on the screen they are scaled, by fractions that differ from column to column. */
const drawn = (column: number, what: string): Promise<number[]> =>
  picture(column, what).evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return Array.from(data)
  })

test('one button trains both, on the same images', async () => {
  const { page } = running
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(temporaryFolder(), 60)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByTestId('rail-compare').click()
  await page.getByTestId('train-both').click()
  await expect.poll(() => columns().count(), { timeout: 120_000 }).toBe(2)
  await page.getByTestId('rail-runs').click()
  const finished = page.locator('[data-testid=run-status][data-status=finished]')
  await expect.poll(() => finished.count(), { timeout: 180_000 }).toBe(2)
}, 300_000)

test('an image pointed at on one map is shown as each model makes it', async () => {
  const { page } = running
  await page.getByTestId('rail-compare').click()
  await expect.poll(() => page.getByTestId('compare-map').count(), { timeout: 60_000 }).toBe(2)
  await page.getByTestId('compare-map').first().focus()
  await page.keyboard.press('ArrowRight')
  const images = () => Promise.all([0, 1].map((at) => drawn(at, 'image')))
  const same = ([first, second]: number[][]) => first.join() === second.join()
  await expect.poll(async () => (await images())[1].length, { timeout: 20_000 }).toBe(16 * 16 * 4)
  await expect.poll(async () => same(await images())).toBe(true)
  const [first] = await images()
  expect(new Set(first).size).toBeGreaterThan(1)
  expect(same(await Promise.all([0, 1].map((at) => drawn(at, 'reconstruction'))))).toBe(false)
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => same([(await images())[0], first]), { timeout: 20_000 }).toBe(false)
  await expect.poll(async () => same(await images())).toBe(true)
  // Each arrow goes that way on its own map: the mark that both maps show moves there.
  const mark = () => paintedOf(page.getByTestId('compare-overlay').first())
  for (const [key, axis, sign] of [
    ['ArrowLeft', 'x', -1],
    ['ArrowRight', 'x', 1],
    ['ArrowUp', 'y', -1],
    ['ArrowDown', 'y', 1]
  ] as const) {
    const before = await mark()
    await page.keyboard.press(key)
    await expect.poll(async () => Math.sign((await mark())[axis] - before[axis])).toBe(sign)
  }
  const [last] = await images()
  await page.keyboard.press('PageDown')
  await expect.poll(async () => same([(await images())[0], last])).toBe(false)
  // And by the mouse, over the mark of the second map while the first shows another.
  const second = page.getByTestId('compare-map').nth(1)
  const { x, y } = await paintedOf(second.getByTestId('compare-overlay'))
  const [there] = await images()
  await page.keyboard.press('PageUp')
  await expect.poll(async () => same([(await images())[0], there])).toBe(false)
  const at = (await second.boundingBox())!
  await page.mouse.move(at.x + x + 1, at.y + y)
  await page.mouse.move(at.x + x, at.y + y)
  await expect.poll(async () => same([(await images())[0], there])).toBe(true)
  await expect.poll(async () => same(await images())).toBe(true)
}, 120_000)

test('the same standardised latent is decoded by each', async () => {
  const { page } = running
  await page.getByRole('radio', { name: 'Same standardised z' }).click()
  const box = (await page.getByTestId('compare-map').nth(1).boundingBox())!
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5)
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5)
  for (const at of [0, 1])
    await expect
      .poll(async () => colourCount(await pixelsOf(picture(at, 'decoded'))), { timeout: 20_000 })
      .toBeGreaterThan(10)
  const decoded = () => Promise.all([0, 1].map((at) => drawn(at, 'decoded')))
  const before = await decoded()
  await page.getByTestId('compare-map').first().focus()
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+ArrowUp')
  for (const at of [0, 1])
    await expect.poll(async () => (await decoded())[at].join() === before[at].join()).toBe(false)
  await page.getByRole('radio', { name: 'Same image' }).click()
}, 60_000)

test('figures are measured on request, a bound of p(x | c) in a row of its own', async () => {
  const { page } = running
  await page.getByLabel('Images', { exact: true }).fill('20')
  await page.getByLabel('Samples an image').fill('10')
  await page.getByLabel('Samples an image').press('Enter')
  await page.getByTestId('compare-measure').click()
  const table = page.getByTestId('compare-table')
  await table.waitFor({ timeout: 60_000 })
  const rows = await table.locator('tbody tr').allInnerTexts()
  const cells = Object.fromEntries(
    rows.map((row) => row.split('\t').map((cell) => cell.trim())).map(([name, ...rest]) => [name, rest])
  )
  expect(cells['log p(x)'].every((cell) => /−?\d+\.\d\d ± \d/.test(cell))).toBe(true)
  expect(cells['ELBO'].filter((cell) => cell === '–')).toHaveLength(1)
  expect(cells['ELBO of p(x | c)'].filter((cell) => cell === '–')).toHaveLength(1)
  await page.getByTestId('compare-map').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.waitForTimeout(600)
  await screenshot(page, 'compare')
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
  expect(running.errors).toEqual([])
}, 120_000)
