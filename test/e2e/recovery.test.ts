/** What a person sees when a worker dies, and how runs are kept: renamed, deleted, brought back, trained further. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { shapes } from '../worker/workers.ts'
import {
  colourCount,
  dropPaths,
  launchApp,
  pixelsOf,
  screenshot,
  temporaryFolder,
  workerPid,
  type RunningApp
} from './harness.ts'

let running: RunningApp
let page: Page

beforeAll(async () => {
  running = await launchApp()
  page = running.page
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(temporaryFolder(), 60)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  // Long enough to be killed in the middle.
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('5000')
  await page
    .getByRole('button', { name: /^Train/ })
    .last()
    .click()
})
afterAll(() => running.close())

const status = () => page.getByTestId('run-status').first().getAttribute('data-status')
const facts = () => page.getByTestId('run-facts').innerText()
const epochNow = async () => Number(/epoch ([\d,  ]+) of/.exec(await facts())?.[1].replace(/\D/g, '') ?? 0)

test('a training worker that is killed is told in words, and resuming goes on from the checkpoint', async () => {
  await expect.poll(epochNow, { timeout: 120_000 }).toBeGreaterThan(3)
  process.kill((await workerPid(running.app, 'training'))!, 'SIGKILL')
  const problem = page.getByTestId('run-problem')
  await problem.waitFor({ timeout: 20_000 })
  expect(await problem.innerText()).toMatch(/checkpoint/)
  await screenshot(page, 'train-killed')
  const resume = problem.getByTestId('resume')
  const from = Number(/epoch ([\d,  ]+)/.exec(await resume.innerText())![1].replace(/\D/g, ''))
  expect(from).toBeGreaterThan(1)
  await resume.click()
  await expect.poll(status, { timeout: 60_000 }).toBe('training')
  await expect.poll(epochNow, { timeout: 60_000 }).toBeGreaterThan(from + 1)
  expect(await problem.count()).toBe(0)
})

test('pausing keeps the run where it is, resuming goes on, stopping ends it', async () => {
  await page.getByTestId('pause').click()
  await expect.poll(status, { timeout: 30_000 }).toBe('paused')
  await page.getByTestId('resume').click()
  await expect.poll(status, { timeout: 60_000 }).toBe('training')
  await expect.poll(() => page.getByTestId('stop').isEnabled()).toBe(true)
  await page.getByTestId('stop').click()
  await expect.poll(status, { timeout: 30_000 }).toBe('stopped')
})

test('an explorer that is killed is not noticed after the next click', async () => {
  await page.getByTestId('rail-map').click()
  await expect.poll(() => page.locator('footer').innerText()).toMatch(/120 points/)
  const box = (await page.getByTestId('map').boundingBox())!
  const at = (share: number) => [box.x + box.width * share, box.y + box.height * share] as const
  await page.mouse.click(...at(0.4))
  const decoded = () => pixelsOf(page.getByTestId('decoded'))
  await expect.poll(async () => colourCount(await decoded()), { timeout: 20_000 }).toBeGreaterThan(10)
  const before = Buffer.from((await decoded()).data)
  process.kill((await workerPid(running.app, 'explorer'))!, 'SIGKILL')
  await page.mouse.click(...at(0.62))
  await expect
    .poll(async () => before.equals(Buffer.from((await decoded()).data)), { timeout: 60_000 })
    .toBe(false)
  await screenshot(page, 'explorer-killed')
  expect(await page.getByRole('alert').allInnerTexts()).toEqual([])
})

test('a run is renamed, deleted and brought back, and trained further', async () => {
  await page.getByTestId('rail-runs').click()
  const card = page.getByTestId('run-card')
  await card.getByTestId('rename').click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('Bars & discs 圆')
  await page.keyboard.press('Enter')
  await card.getByText('Bars & discs 圆').waitFor()
  await screenshot(page, 'runs')
  await card.getByTestId('delete').click()
  await expect.poll(() => card.count()).toBe(0)
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click()
  await card.getByText('Bars & discs 圆').waitFor()
  await card.getByTestId('duplicate').click()
  expect(await page.getByLabel('Epochs', { exact: true }).inputValue()).toBe('5000')
  expect(running.errors).toEqual([])
})
