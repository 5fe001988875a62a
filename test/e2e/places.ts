/** Where the points of the Map screen are on the page, by what the pointer reads. */
import type { Page } from 'playwright-core'
import type { MapPoints } from '../../src/shared/contract.ts'

/** Where the pointer says it is on the map, in latent coordinates. */
export async function latentAt(page: Page, x: number, y: number): Promise<[number, number]> {
  await page.mouse.move(x, y)
  // What lies under the pointer is told with the next frame.
  await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))))
  const text = await page.getByTestId('status-pointer').innerText()
  const [first, second] = [...text.matchAll(/([−-]?\d+\.\d+)/g)].map(([value]) =>
    Number(value.replace('−', '-'))
  )
  return [first, second]
}

/** From latent coordinates to the page, by what the pointer reads at two far places of the map. */
export async function screenOf(page: Page): Promise<(z: ArrayLike<number>) => [number, number]> {
  const box = (await page.getByTestId('map').boundingBox())!
  const [left, right] = [box.x + 260, box.x + box.width - 60]
  const [top, bottom] = [box.y + 70, box.y + box.height - 60]
  const [a, b] = [await latentAt(page, left, bottom), await latentAt(page, right, top)]
  return (z) => [
    left + ((z[0] - a[0]) / (b[0] - a[0])) * (right - left),
    bottom + ((z[1] - a[1]) / (b[1] - a[1])) * (top - bottom)
  ]
}

/** The same from an image's id. */
export async function placesOnScreen(
  page: Page,
  { z }: MapPoints
): Promise<(id: number) => [number, number]> {
  const place = await screenOf(page)
  return (id) => place(z.subarray(2 * id, 2 * id + 2))
}

/** A point with no other near it on the screen, inside a region of the page; of a label where one is asked for. */
export async function lonelyPoint(
  page: Page,
  points: MapPoints,
  label?: number,
  apart = 22
): Promise<{ id: number; x: number; y: number }> {
  const place = await placesOnScreen(page, points)
  const places = [...points.ids].map((id) => place(id))
  const found = [...points.ids].find((id) => {
    const [x, y] = places[id]
    if (label !== undefined && points.labels[id] !== label) return false
    if (x < 420 || x > 960 || y < 160 || y > 520) return false
    return places.every(([ox, oy], other) => other === id || Math.hypot(ox - x, oy - y) > apart)
  })
  if (found === undefined) throw new Error('No point lies alone')
  return { id: found, x: places[found][0], y: places[found][1] }
}

export async function dragOver(page: Page, corners: readonly (readonly [number, number])[]): Promise<void> {
  await page.mouse.move(...corners[0])
  await page.mouse.down()
  for (const corner of corners.slice(1)) await page.mouse.move(...corner, { steps: 6 })
  await page.mouse.up()
}
