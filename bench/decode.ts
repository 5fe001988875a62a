/** `decode`: in the real app, from a pointer event on the map to the decoded pixels on the canvas. */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { setup } from '../test/e2e/setup.ts'
import { dropPaths, launchApp } from '../test/e2e/harness.ts'
import { unpackSample } from '../test/e2e/sample.ts'
import { rowOf, table, type Row } from './report.ts'
import { inTemporaryFolder, type Settings } from './settings.ts'
import { median, quantile } from './statistics.ts'

/** Of a screen that shows sixty a second. */
const frame = 1000 / 60

const shareWithinFrame = (values: number[]) =>
  (100 * values.filter((value) => value < frame).length) / values.length

/** What Chromium calls the window's ring of latencies, see src/renderer/latency.ts. */
interface Measured {
  __latencies?: number[]
}

/** Clicks at places all over the map, one after the other, as a person might. */
async function clicks(page: Page, count: number): Promise<number[]> {
  const box = (await page.getByTestId('map').boundingBox())!
  await page.evaluate(() => void ((window as Measured).__latencies = []))
  for (let click = 0; click < count; click++) {
    // Spread evenly by two irrational steps, away from the legend and the edges.
    const across = 0.3 + 0.5 * ((click * 0.618034) % 1)
    const down = 0.2 + 0.6 * ((click * 0.754878) % 1)
    await page.mouse.click(box.x + box.width * across, box.y + box.height * down)
    await page.waitForTimeout(40)
  }
  await page.waitForTimeout(500)
  const measured = await page.evaluate(() => (window as Measured).__latencies!)
  if (measured.length < count / 2)
    throw new Error(`Of ${count} clicks on the map ${measured.length} were answered with an image`)
  return measured
}

/** The sample learns for as long as it takes to measure, then stops. */
async function measure(page: Page, images: string, settings: Settings): Promise<[string, number[]][]> {
  const count = settings.quick ? 40 : 50 * settings.rounds
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [images])
  await page.getByTestId('ready').waitFor({ timeout: 120_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByLabel('Epochs', { exact: true }).fill('5000')
  await page
    .getByRole('button', { name: /^Train/ })
    .last()
    .click()
  await page.getByTestId('rail-map').click()
  await page.getByTestId('hint').waitFor({ timeout: 300_000 })
  await clicks(page, 20)
  settings.line('Clicking while it trains')
  const training = await clicks(page, count)
  await page.getByTestId('rail-train').click()
  await page.getByTestId('stop').click()
  await page.locator('[data-testid=run-status][data-status=stopped]').first().waitFor({ timeout: 60_000 })
  await page.getByTestId('rail-map').click()
  await page.waitForTimeout(3000)
  await clicks(page, 20)
  settings.line('Clicking while nothing trains')
  const idle = await clicks(page, count)
  return [
    ['idle', idle],
    ['while training', training]
  ]
}

export async function decodeBench(settings: Settings): Promise<Row[]> {
  const end = await setup()
  try {
    const measured = await inTemporaryFolder(async (folder) => {
      const images = path.join(folder, 'clothes')
      await unpackSample(images)
      const running = await launchApp({ userData: path.join(folder, 'settings') })
      try {
        return await measure(running.page, images, settings)
      } finally {
        await running.close()
      }
    })
    const lines = measured.map(([when, values]) => [
      when,
      String(values.length),
      median(values).toFixed(1),
      quantile(values, 0.99).toFixed(1),
      `${shareWithinFrame(values).toFixed(0)} %`
    ])
    settings.print(
      `${table(['pointer to pixels', 'clicks', 'median ms', '99th percentile ms', 'within a frame'], lines)}\n`
    )
    return measured.flatMap(([when, values]) => [
      rowOf(`Decode, ${when}: shown within a frame`, '% of clicks', [shareWithinFrame(values)], {}),
      rowOf(`Decode, ${when}: median`, '1/s', [1000 / median(values)], {}),
      rowOf(`Decode, ${when}: 99th percentile`, '1/s', [1000 / quantile(values, 0.99)], {})
    ])
  } finally {
    end()
  }
}
