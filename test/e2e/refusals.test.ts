/** What cannot be learnt is refused, in words on the Train screen. */
import { cpSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
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

test('a label of one image is refused by its name', async () => {
  const { page } = running
  await page.getByRole('radio', { name: 'CVAE', exact: true }).click()
  await page.getByTestId('train').click()
  await page.getByText('The label “lone” has fewer than two images').first().waitFor({ timeout: 60_000 })
  await screenshot(page, 'refused-label')
})
