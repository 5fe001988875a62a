/** A restart comes back to where one was: the screen, the run, what is compared, how images are drawn and coloured. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shapes } from '../worker/workers.ts'
import { dropPaths, launchApp, temporaryFolder, type RunningApp } from './harness.ts'

let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
})
afterAll(() => running.close())

interface Stored {
  camera?: { scale: number; x: number; y: number }
  z?: number[]
}

const stored = (): Promise<Stored> =>
  running.page.evaluate(async () => {
    const last = await window.latentscape.invoke('view.read', [''])
    const { project } = ('value' in last ? last.value : {}) as { project: string }
    const view = await window.latentscape.invoke('view.read', [project])
    return ('value' in view ? view.value : {}) as object
  })

test('everything that was set is there again', async () => {
  const { page, userData } = running
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(temporaryFolder(), 40)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('2')
  for (const count of [1, 2, 3]) {
    await page.getByTestId('train').click()
    const finished = page.locator('[data-testid=run-status][data-status=finished]')
    await page.getByTestId('rail-runs').click()
    await expect.poll(() => finished.count(), { timeout: 120_000 }).toBe(count)
    await page.getByTestId('rail-train').click()
  }
  await page.getByTestId('rail-compare').click()
  const chips = page.getByTestId('compare-run')
  await expect.poll(() => chips.count()).toBe(3)
  await chips.nth(2).click()
  await chips.nth(0).click()
  await page.getByRole('radio', { name: 'Same standardised z' }).click()
  const pressed = () => chips.evaluateAll((all) => all.map((one) => one.getAttribute('aria-pressed')))
  const chosen = await pressed()
  await page.getByTestId('rail-generate').click()
  await page.getByTestId('generate-seed').fill('77')
  await page.getByTestId('generate-seed').press('Enter')
  await page.getByTestId('rail-map').click()
  await page.getByTestId('map').focus()
  for (const key of ['+', '+', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key)
  await page.getByTestId('colour-by').selectOption('split')
  await page.getByTestId('rail-generate').click()
  await page.waitForTimeout(1000)
  const before = await stored()
  expect(before.camera).toBeDefined()
  expect(before.z).toHaveLength(2)
  await running.close()

  running = await launchApp({ userData })
  const again = running.page
  await again.getByTestId('generate').waitFor({ timeout: 30_000 })
  expect(await again.getByTestId('generate-seed').inputValue()).toBe('77')
  await again.getByTestId('rail-map').click()
  expect(await again.getByTestId('colour-by').inputValue()).toBe('split')
  await again.getByTestId('rail-compare').click()
  await expect
    .poll(() =>
      again
        .getByTestId('compare-run')
        .evaluateAll((all) => all.map((one) => one.getAttribute('aria-pressed')))
    )
    .toEqual(chosen)
  expect(await again.getByRole('radio', { name: 'Same standardised z' }).getAttribute('aria-checked')).toBe(
    'true'
  )
  await again.getByTestId('rail-generate').click()
  await again.waitForTimeout(1000)
  expect(await stored()).toEqual(before)
}, 300_000)
