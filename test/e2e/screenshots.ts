/**
 * `npm run screenshots [FOLDER]`: pictures of every screen of the real app, on the sample, in both themes and
 * languages and at three window sizes, to be looked at; the README's are copies of some.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { dropPaths, launchApp, resizeWindow, type RunningApp } from './harness.ts'
import { sampleZip } from './sample.ts'
import { setup } from './setup.ts'
import { rest, visits } from './visits.ts'

const out = path.resolve(process.argv[2] ?? 'test-results/screens')
const sizes = [
  [1024, 640],
  [1440, 900],
  [1920, 1080]
] as const

async function resize(running: RunningApp, width: number, height: number): Promise<void> {
  await resizeWindow(running, width, height)
  await running.page.waitForFunction((width) => innerWidth === width, width).catch(() => {})
}

async function setTheme(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.evaluate((theme) => window.latentscape.invoke('settings.write', [{ theme }]), theme)
  await page.waitForTimeout(400)
}

/** Takes the screen as it is in both themes and all sizes. */
async function take(running: RunningApp, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(running.page, theme)
    for (const [width, height] of sizes) {
      await resize(running, width, height)
      await running.page.waitForTimeout(500)
      await running.page.screenshot({ path: path.join(out, `${name}-${theme}-${width}.png`) })
    }
  }
}

async function walk(running: RunningApp): Promise<void> {
  const { page } = running
  const rail = (name: string) => page.getByTestId(`rail-${name}`).click()
  await page.getByTestId('start').waitFor()
  await take(running, '1-start')
  await dropPaths(page, [sampleZip])
  await page.getByTestId('learn').waitFor({ timeout: 60_000 })
  await take(running, '2-ready')
  await page.getByTestId('learn').click()
  await page.getByTestId('hint').waitFor({ timeout: 120_000 })
  await rail('train')
  await page.waitForTimeout(6000)
  await take(running, '3-train')
  await page.waitForFunction(
    () => document.querySelector('[data-testid=run-status]')?.getAttribute('data-status') === 'finished',
    undefined,
    { timeout: 300_000 }
  )
  await rail('data')
  await page.waitForTimeout(1500)
  await take(running, '4-data')
  await rail('map')
  await resize(running, 1440, 900)
  await page.waitForTimeout(1500)
  const box = (await page.getByTestId('map').boundingBox())!
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const
  await page.mouse.click(...at(0.56, 0.42))
  await page.mouse.move(...at(0.97, 0.97))
  await page.waitForTimeout(800)
  await take(running, '5-map')
  await page.getByTestId('layer-manifold').click()
  await resize(running, 1440, 900)
  await page.waitForTimeout(800)
  await page.keyboard.down('Shift')
  await page.mouse.click(...at(0.4, 0.35))
  await page.mouse.click(...at(0.62, 0.66))
  await page.keyboard.up('Shift')
  await page.mouse.move(...at(0.97, 0.97))
  await page.waitForTimeout(1500)
  await take(running, '6-interpolation')
  await rail('runs')
  await page.waitForTimeout(800)
  await take(running, '7-runs')
  await rail('compare')
  await page.getByTestId('train-both').click()
  await rail('runs')
  await page.waitForFunction(
    () => document.querySelectorAll('[data-testid=run-status][data-status=finished]').length > 2,
    undefined,
    { timeout: 600_000 }
  )
  // The other screens and the dialogs, in both languages.
  for (const language of ['en', 'zh-CN'] as const) {
    await page.evaluate((language) => window.latentscape.invoke('settings.write', [{ language }]), language)
    await page.reload()
    await page.getByTestId('rail-runs').waitFor({ timeout: 60_000 })
    for (const { name, show, leave } of visits) {
      await resize(running, 1440, 900)
      await show(page)
      await rest(page)
      await take(running, `${name}-${language}`)
      await leave?.(page)
    }
  }
}

mkdirSync(out, { recursive: true })
const close = await setup()
const running = await launchApp()
try {
  await walk(running)
  console.log(`Pictures of every screen: ${out}`)
} finally {
  await running.close()
  close()
}
process.exit(0)
