/** Going about the window as those do who cannot point. */
import type { Locator, Page } from 'playwright-core'

/** More stops than any screen has. */
const most = 250

/**
 * Presses Tab until an element has the focus.
 * @param back whether Shift is held
 * @throws Error where Tab does not come to it
 */
export async function tabTo(page: Page, target: Locator, { back = false } = {}): Promise<void> {
  await target.waitFor()
  for (let stop = 0; stop < most; stop++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`Tab does not come to ${String(target)}`)
}

/** Goes to an element by Tab and presses a key there. */
export async function pressAt(
  page: Page,
  target: Locator,
  key = 'Enter',
  way: { back?: boolean } = {}
): Promise<void> {
  await tabTo(page, target, way)
  await page.keyboard.press(key)
}

/** What is chosen in a group of radio buttons, which is where Tab stops. */
export const chosenIn = (group: Locator): Locator => group.locator('[role=radio][aria-checked=true]')
