/** Every screen and dialog of the app, in an order that a test or a camera walks through. */
import type { Page } from 'playwright-core'

export interface Visit {
  name: string
  /** Brings the window there from wherever the visit before left it. */
  show(page: Page): Promise<void>
  /** Leaves no dialog open. */
  leave?(page: Page): Promise<void>
}

const rail = (page: Page, name: string) => page.getByTestId(`rail-${name}`).click()
const escape = async (page: Page) => {
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
}

/** Points the mouse at nothing that answers to it. */
export async function rest(page: Page): Promise<void> {
  await page.mouse.move(2, 2)
}

/** A click on the map, as shares of its size. */
async function clickMap(page: Page, x: number, y: number, modifier?: 'Shift'): Promise<void> {
  const box = (await page.getByTestId('map').boundingBox())!
  if (modifier) await page.keyboard.down(modifier)
  await page.mouse.click(box.x + box.width * x, box.y + box.height * y)
  if (modifier) await page.keyboard.up(modifier)
}

/** The screens of a project with runs that have learnt something; at least two, the first seen being a VAE. */
export const visits: readonly Visit[] = [
  {
    name: 'data',
    show: async (page) => {
      await rail(page, 'data')
      await page.getByTestId('data').waitFor()
    }
  },
  {
    name: 'train',
    show: async (page) => {
      await rail(page, 'train')
      await page.evaluate(() => document.querySelectorAll('details').forEach((group) => (group.open = true)))
    }
  },
  {
    name: 'map',
    show: async (page) => {
      await rail(page, 'map')
      await page.getByTestId('map').waitFor()
      await page.locator('[data-testid=map][data-drawer]').waitFor()
      await clickMap(page, 0.45, 0.55)
      await page.getByTestId('inspector').waitFor()
    }
  },
  {
    name: 'interpolation',
    show: async (page) => {
      await page.getByTestId('layer-manifold').click()
      await clickMap(page, 0.4, 0.42, 'Shift')
      await clickMap(page, 0.55, 0.6, 'Shift')
      await page.getByTestId('filmstrip').waitFor()
    }
  },
  {
    name: 'selection',
    show: async (page) => {
      await page.getByTestId('map').focus()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+a')
      await page.getByTestId('selection').waitFor()
    }
  },
  {
    name: 'filter',
    show: async (page) => {
      await page.getByTestId('map').focus()
      await page.keyboard.press('f')
      await page.locator('dialog[open]').waitFor()
    },
    leave: escape
  },
  {
    name: 'compare',
    show: async (page) => {
      await rail(page, 'compare')
      await page.getByTestId('compare-map').first().waitFor()
      await page.getByTestId('compare-map').first().focus()
      await page.keyboard.press('ArrowRight')
    }
  },
  {
    name: 'generate',
    show: async (page) => {
      await rail(page, 'generate')
      await page.getByTestId('generate').waitFor()
    }
  },
  {
    name: 'restore',
    show: async (page) => {
      await rail(page, 'restore')
      await page.getByTestId('restore').locator('[data-image]').first().click()
      await page.getByTestId('restore-seen').waitFor()
    }
  },
  {
    name: 'runs',
    show: async (page) => {
      await rail(page, 'runs')
      await page.getByTestId('runs').waitFor()
    }
  },
  {
    name: 'shortcuts',
    show: async (page) => {
      await page.keyboard.press('?')
      await page.locator('dialog[open]').waitFor()
    },
    leave: escape
  },
  {
    name: 'settings',
    show: async (page) => {
      await page.getByTestId('settings').click()
      await page.locator('dialog[open]').waitFor()
    },
    leave: escape
  }
]
