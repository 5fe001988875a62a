/** The tour points at what it speaks of, sees what was done, explains its words, and comes back after a restart. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shapes } from '../worker/workers.ts'
import { violations } from './axe.ts'
import { dropPaths, launchApp, screenshot, temporaryFolder, type RunningApp } from './harness.ts'

let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
})
afterAll(() => running.close())

const card = () => running.page.getByTestId('tour')
const step = () => card().getAttribute('data-step')
const pointedAt = () => running.page.locator('[data-toured]').getAttribute('data-testid', { timeout: 15_000 })
const done = () => expect.poll(() => card().innerText(), { timeout: 60_000 }).toContain('Done')
const next = () => running.page.getByTestId('tour-next').click()

test('from the first images to the map', async () => {
  const { page } = running
  await page.getByTestId('tour-take').click()
  expect(await step()).toBe('sample')
  expect(await pointedAt()).toBe('try-sample')
  await dropPaths(page, [shapes(temporaryFolder(), 40)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await done()
  await next()
  await expect.poll(pointedAt).toBe('learn')
  await page.getByTestId('term-elbo').click()
  const explained = page.getByRole('dialog', { name: 'ELBO' })
  await explained.getByRole('button', { name: 'As a formula' }).click()
  expect(await explained.innerText()).toContain('log p(x) ≥')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  expect(await explained.isVisible()).toBe(false)
  await page.getByTestId('learn').click()
  await done()
  // The card is led by keys, too.
  await card().focus()
  await page.keyboard.press('ArrowRight')
  expect(await step()).toBe('click')
  await expect.poll(pointedAt).toBe('map')
  await page.getByTestId('map').focus()
  await expect
    .poll(
      async () => {
        await page.keyboard.press('ArrowRight')
        return card().innerText()
      },
      { timeout: 120_000 }
    )
    .toContain('Done')
  await next()
  for (const key of ['Enter', 'ArrowUp', 'ArrowUp', 'Enter']) await page.getByTestId('map').press(key)
  await done()
  await next()
  await expect.poll(pointedAt).toBe('layer-manifold')
  await page.getByTestId('layer-manifold').click()
  await done()
  await screenshot(page, 'tour')
}, 300_000)

test('it comes back where it was, is skipped, and opened again from the rail', async () => {
  const { userData } = running
  await next()
  expect(await step()).toBe('conditional')
  await running.page.waitForTimeout(1000)
  await running.close()
  running = await launchApp({ userData })
  await card().waitFor()
  expect(await step()).toBe('conditional')
  await running.page.getByRole('button', { name: 'Skip the tour' }).click()
  expect(await card().count()).toBe(0)
  expect(await running.page.locator('[data-toured]').count()).toBe(0)
  await running.page.getByTestId('tour-open').click()
  expect(await step()).toBe('click')
  expect(running.errors).toEqual([])
}, 120_000)
