/** What the table of the selected images shows. */
import type { Page } from 'playwright-core'

/** The cells of a column, of the rows in sight. */
export const columnOf = (page: Page, name: string): Promise<string[]> =>
  page.getByTestId('selection-table').locator(`[data-image] [data-column="${name}"]`).allInnerTexts()

/** The same as numbers, without what stands behind a ±. */
export async function numbersOf(page: Page, name: string): Promise<number[]> {
  const cells = await columnOf(page, name)
  return cells.map((text) =>
    parseFloat(
      text
        .split(' ± ')[0]
        .replace('−', '-')
        .replaceAll(/[^-.\d]/g, '')
    )
  )
}
