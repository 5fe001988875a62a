/** Choosing images on the map without a mouse. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { MapPoints } from '../../src/shared/contract.ts'
import { arrowsBy, paintedOf, screenshot } from './harness.ts'
import { lonelyPoint, placesOnScreen } from './places.ts'

/** @param selected how many images are selected, as the window says */
export async function chooseByKeys(
  page: Page,
  points: MapPoints,
  selected: () => Promise<number>
): Promise<void> {
  const map = page.getByTestId('map')
  const inside = (place: (id: number) => [number, number], hit: (x: number, y: number) => boolean) =>
    [...points.ids].filter((id) => hit(...place(id)))
  await map.focus()
  await page.keyboard.press('b')
  const place = await placesOnScreen(page, points)
  const alone = await lonelyPoint(page, points)
  const box = (await map.boundingBox())!
  const middle = [box.x + box.width / 2, box.y + box.height / 2]
  await arrowsBy(page, alone.x - middle[0], alone.y - middle[1])
  await expect.poll(() => page.getByTestId('hover').getAttribute('data-image')).toBe(String(alone.id))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect.poll(selected).toBe(1)
  await page.keyboard.press('Escape')
  await expect.poll(selected).toBe(0)

  const painted = async () => (await paintedOf(page.getByTestId('map-overlay'))).count
  await arrowsBy(page, 500 - alone.x, 250 - alone.y)
  await page.keyboard.press('Enter')
  await arrowsBy(page, 160, 120)
  await expect.poll(painted).toBeGreaterThan(160 * 120 * 0.9)
  expect(await page.getByTestId('outline-keys').innerText()).toContain('Enter selects')
  await screenshot(page, 'selection-box-keys')
  await page.keyboard.press('Enter')
  const boxed = inside(place, (x, y) => x >= 500 && x <= 660 && y >= 250 && y <= 370).length
  expect(boxed).toBeGreaterThan(40)
  // The cursor moves by whole steps and the pointer reads two decimals.
  const near = async (expected: number) =>
    expect(Math.abs((await selected()) - expected)).toBeLessThanOrEqual(Math.max(4, expected * 0.05))
  await near(boxed)
  const before = await selected()
  await page.keyboard.press('Enter')
  await arrowsBy(page, 120, -120)
  await page.keyboard.press('Shift+Enter')
  const more = await selected()
  expect(more).toBeGreaterThan(before)
  await page.keyboard.press('Enter')
  await arrowsBy(page, -80, 80)
  await page.keyboard.press('Alt+Enter')
  const fewer = await selected()
  expect(fewer).toBeLessThan(more)
  await page.keyboard.press('Enter')
  await arrowsBy(page, 160, 120)
  await expect.poll(painted).toBeGreaterThan(10_000)
  await page.keyboard.press('Escape')
  await expect.poll(painted).toBeLessThan(1000)
  expect(await selected()).toBe(fewer)
  await page.keyboard.press('Escape')
  expect(await selected()).toBe(0)

  await page.keyboard.press('l')
  await arrowsBy(page, -120, -120)
  await page.keyboard.press('Enter')
  for (const [right, down] of [
    [240, 0],
    [0, 120],
    [-120, 0],
    [0, 120],
    [-120, 0],
    [40, 40]
  ]) {
    await arrowsBy(page, right, down)
    await page.keyboard.press('Enter')
  }
  await screenshot(page, 'selection-lasso-keys')
  // The last corner is one too many; back at the first, the outline closes.
  await page.keyboard.press('Backspace')
  await arrowsBy(page, -40, -280)
  await page.keyboard.press('Enter')
  await near(
    inside(place, (x, y) => {
      const [right, down] = [x - middle[0], y - middle[1]]
      return Math.abs(right) < 120 && Math.abs(down) < 120 && !(right > 0 && down > 0)
    }).length
  )
  await page.keyboard.press('Escape')
  await page.keyboard.press('w')
}
