/** What cannot be learnt or read is refused or stopped, in words of the person's language. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
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
  const disc = path.join(images, 'disc')
  writeFileSync(path.join(disc, 'empty.png'), '')
  writeFileSync(path.join(disc, 'note.png'), 'Not a picture at all.')
  writeFileSync(path.join(disc, 'short.png'), readFileSync(path.join(disc, '3.png')).subarray(0, 60))
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [images])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
})
afterAll(() => running.close())

async function speak(language: '中文' | 'English'): Promise<void> {
  const { page } = running
  await page.getByTestId('settings').click()
  await page.getByRole('radio', { name: language }).click()
  await page.keyboard.press('Escape')
}

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

/** Words in the Latin script that a sentence in Chinese has no use for: not names, formats or paths. */
const english = (text: string) =>
  text
    .match(/\b(?!PNG|JPEG|WebP|GIF|BMP|TIFF|AVIF|zip|png)[A-Za-z]{3,}\b/g)
    ?.filter((word) => word !== 'lone') ?? []

test('in Chinese all of it is Chinese: a run, files that are no images', async () => {
  const { page } = running
  await speak('中文')
  const problem = page.getByTestId('run-problem')
  expect(await problem.innerText()).toContain('标签“lone”可供训练的图像不足两幅')
  expect(english(await problem.innerText())).toEqual([])
  expect(await page.getByTestId('engine').innerText()).not.toMatch(/thread/)
  await screenshot(page, 'refused-label-zh')
  await page.getByTestId('rail-data').click()
  await page.getByTestId('problems-toggle').click()
  const problems = page.getByTestId('problems')
  await problems.getByText('文件是空的。').waitFor()
  const reasons = await problems.locator('li span:last-child').allInnerTexts()
  expect(reasons).toHaveLength(3)
  expect(english(reasons.join(' '))).toEqual([])
  await screenshot(page, 'unread-zh')
})

test('a rate that diverges is stopped in words, the last checkpoint kept and a tenth of it offered', async () => {
  const { page } = running
  await speak('English')
  await page.getByTestId('rail-train').click()
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

test('so is a folder without any image', async () => {
  const { page } = running
  await speak('中文')
  const folder = temporaryFolder()
  writeFileSync(path.join(folder, 'words.txt'), 'Nothing to see.')
  await dropPaths(page, [folder])
  const refusal = page.getByText('中没有图像')
  await refusal.first().waitFor({ timeout: 60_000 })
  expect(english((await refusal.first().innerText()).replace(folder, ''))).toEqual([])
  await screenshot(page, 'no-images-zh')
})
