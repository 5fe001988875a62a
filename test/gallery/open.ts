/** The gallery in the app's own browser, and what its tests and its recorder do with it. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright-core'
import type { Locator, Page } from 'playwright-core'
import { build, preview } from 'vite'
import { launchArguments } from '../../scripts/electron/launch.ts'

const here = path.dirname(fileURLToPath(import.meta.url))
const configFile = path.join(here, 'vite.config.ts')

export interface OpenGallery {
  page: Page
  /** The address of the page, without a query. */
  address: string
  close(): Promise<void>
}

/** Builds the gallery and opens it; `setup` of the end-to-end tests must have been. */
export async function openGallery(): Promise<OpenGallery> {
  await build({ configFile, logLevel: 'warn' })
  const server = await preview({ configFile, preview: { port: 0 }, logLevel: 'warn' })
  const address = server.resolvedUrls!.local[0]
  const electron = await _electron.launch({
    executablePath: process.env.LATENTSCAPE_TEST_ELECTRON,
    args: [...launchArguments(), path.join(here, '..', 'e2e', 'gallerywindow.mjs')],
    env: { ...process.env, GALLERY_URL: 'about:blank' } as Record<string, string>,
    colorScheme: null
  })
  const page = await electron.firstWindow()
  return {
    page,
    address,
    async close() {
      await electron.close()
      await server.close()
    }
  }
}

/** Shows one area, and waits until it has all that it asked for. */
export async function showArea(
  { page, address }: OpenGallery,
  area: string,
  { theme = 'dark', language = 'en' } = {}
): Promise<void> {
  await page.goto(`${address}?area=${area}&theme=${theme}&language=${language}`)
  await page.locator(`body[data-ready=${area}]`).waitFor({ state: 'attached' })
  await settle(page)
}

/** Waits until nothing is asked any more and what came is painted. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let quiet = 0; quiet < 3;) {
      await new Promise((resolve) => setTimeout(resolve, 40))
      quiet = (window as { asked?: number }).asked === 0 ? quiet + 1 : 0
    }
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

/** Each case that is something else once it is pressed. */
export async function eachPressed(
  page: Page,
  look: (name: string, stage: Locator) => Promise<void>
): Promise<void> {
  for (const stage of await page.locator('[data-press]').all()) {
    const {
      case: name,
      press,
      toggles
    } = await stage.evaluate((one) => ({ ...(one as HTMLElement).dataset }))
    const pressed = stage.locator(press!).first()
    // In the middle, so that what opens has room on both sides.
    await stage.evaluate((one) => one.scrollIntoView({ block: 'center', behavior: 'instant' }))
    await pressed.click()
    await settle(page)
    await look(name!, stage)
    if (toggles === 'true') await pressed.click()
    else await page.keyboard.press('Escape')
  }
  await page.mouse.move(0, 0)
}

/** Each dialog of the gallery by the button that opens it. */
export async function eachDialog(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  for (const button of await page.locator('[data-dialog]').all()) {
    await button.locator('button').click()
    await page.locator('dialog[open]').waitFor()
    await settle(page)
    await look((await button.getAttribute('data-dialog'))!)
    await page.keyboard.press('Escape')
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
  }
}
