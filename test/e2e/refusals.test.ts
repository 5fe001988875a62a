/** What cannot be learnt is refused or stopped, in words on the Train screen. */
import { cpSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shapes } from '../worker/workers.ts'
import { dropPaths, launchApp, screenshot, temporaryFolder, type RunningApp } from './harness.ts'

let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
  const { page } = running
  const images = shapes(temporaryFolder(), 30)
  mkdirSync(path.join(images, 'lone'))
  cpSync(path.join(images, 'bar', '3.png'), path.join(images, 'lone', '3.png'))
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [images])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
})
afterAll(() => running.close())

const status = () => running.page.getByTestId('run-status').first().getAttribute('data-status')

test('a label of one image is refused by its name', async () => {
  const { page } = running
  await page.getByRole('radio', { name: 'CVAE', exact: true }).click()
  await page.getByTestId('train').click()
  await page.getByText('The label “lone” has fewer than two images').first().waitFor({ timeout: 60_000 })
  // It stands as refused, not as one that never began.
  await expect.poll(status).toBe('failed')
  await screenshot(page, 'refused-label')
})

test('a rate that diverges is stopped in words, the last checkpoint kept and a tenth of it offered', async () => {
  const { page } = running
  await page.getByRole('radio', { name: 'VAE', exact: true }).click()
  // It rises from nothing, so that some epochs are good before it is too much.
  const settings = { rate: '10', epochs: '1000', 'rateSchedule-epochs': '10000' }
  await page.getByTestId('option-optimizer').selectOption('sgd')
  await page.getByTestId('option-rateSchedule').selectOption('warm-up')
  for (const [name, value] of Object.entries(settings)) {
    await page.getByTestId(`option-${name}`).fill(value)
    await page.keyboard.press('Tab')
  }
  await page.getByTestId('train').click()
  const problem = page.getByTestId('run-problem')
  await problem.getByText('no longer a finite number').waitFor({ timeout: 120_000 })
  expect(await problem.innerText()).toMatch(
    /The last checkpoint is kept\. Try a learning rate of 1 instead of 10/
  )
  await expect.poll(status).toBe('failed')
  // So it can still be looked at, and the map is of the best epoch.
  await expect.poll(() => page.getByTestId('run-facts').innerText()).toMatch(/epoch [1-9]/)
  const offered = page.getByTestId('advice-diverged').getByTestId('advice-change')
  await screenshot(page, 'diverged')
  await offered.click()
  expect(await page.getByTestId('option-rate').inputValue()).toBe('1')
  await page.getByTestId('rail-map').click()
  await expect.poll(() => page.locator('footer').innerText()).toMatch(/61 points/)
  expect(running.errors).toEqual([])
})
