/** The shapes of points as they are seen on the map. */
import type { Page } from 'playwright-core'
import { shapeStamps } from '../../src/renderer/map/stamps.ts'
import { allShapes } from '../../src/shared/shapes.ts'
import type { Picture } from './harness.ts'

/** By the settings' dialog. */
export async function chooseShapes(page: Page, shapes: boolean): Promise<void> {
  await page.getByTestId('settings').click()
  await page.getByRole('radio', { name: shapes ? 'Colours and shapes' : 'Colours', exact: true }).click()
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
}

/** Points grow as one zooms in. */
const radii = Array.from({ length: 13 }, (_, at) => 3 + at / 4)

/** The shape that the pixels around a place are most like, told by what is filled and what is not, not by colours. */
export function shapeAt({ width, data }: Picture, x: number, y: number): number {
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length / 4)
  const share = (dx: number, dy: number, { inside, around }: Stamp) => {
    const at = ([px, py]: [number, number]) => words[(y + dy + py) * width + x + dx + px]
    const colour = at(inside[Math.floor(inside.length / 3)])
    const filled = inside.filter((place) => at(place) === colour).length
    const free = around.filter((place) => at(place) !== colour).length
    return (filled + free) / (inside.length + around.length)
  }
  const near = [-2, -1, 0, 1, 2].flatMap((dx) => [-2, -1, 0, 1, 2].map((dy) => [dx, dy]))
  const shares = allShapes.map((_, shape) =>
    Math.max(
      ...radii.flatMap((radius) => {
        const stamp = shapeStamps(radius, 1).shapes[shape]
        return near.map(([dx, dy]) => share(dx, dy, stamp))
      })
    )
  )
  return shares.indexOf(Math.max(...shares))
}

type Stamp = ReturnType<typeof shapeStamps>['shapes'][number]
