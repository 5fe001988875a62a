/** What is selected, and what the table of the selected images shows. */
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

/** How many images are selected, as a screen reader is told. */
export async function selectedCount(page: Page): Promise<number> {
  const text = await page.getByTestId('selection-said').innerText()
  return Number(text.replaceAll(/\D/g, ''))
}
