/** Models beside which others are read: an autoencoder, a density classifier, and one that completes images. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildLearner } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { Parameters } from '../../src/node/export/models/parameters.ts'
import { encodeSafetensors } from '../../src/node/safetensors.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'
import { shapes } from '../worker/workers.ts'
import {
  answerDialogs,
  colourCount,
  dropPaths,
  launchApp,
  pixelsOf,
  screenshot,
  temporaryFolder,
  type RunningApp
} from './harness.ts'

const folder = temporaryFolder()
const image = { height: 16, width: 16, channels: 1 }
let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
  const { page } = running
  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(folder, 40)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  // Weights as training begins with: what is shown of a model does not wait for it to be good.
  await take('Plain codes', { model: 'ae', latent: 16 })
  await take('With a prior', { model: 'vae', latent: 16 })
  await take('Half is given', { model: 'cvae', condition: { kind: 'quadrants', given: 2 } })
  await take('Likely images', { model: 'density' })
})
afterAll(() => running.close())

async function take(name: string, changes: Partial<RunConfig>): Promise<void> {
  const { app, page } = running
  const network = { kind: 'mlp' as const, width: 16, depth: 1 }
  const config: RunConfig = { ...defaultRunConfig(image), network, ...changes }
  const { parameters: specs } = buildLearner(config, image)
  const weights = new Parameters(specs, initialVariables(specs, 5)).all()
  const file = path.join(folder, `${name}.safetensors`)
  const words = { config: JSON.stringify(config), image: JSON.stringify(image), name }
  writeFileSync(file, encodeSafetensors(weights, words))
  await page.getByTestId('rail-runs').click()
  await answerDialogs(app, { open: [file] })
  await page.getByRole('button', { name: 'Import a model…' }).click()
  await page.getByText(`${name} is imported as a run.`).waitFor()
}

/** Looks at a screen in both themes, in the smallest window and in a large one. */
async function looked(name: string): Promise<void> {
  const { page } = running
  for (const [width, height] of [
    [1024, 640],
    [1920, 1080]
  ])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await screenshot(page, `${name}-${width}-${colorScheme}`)
    }
}

async function choose(name: string): Promise<void> {
  const { page } = running
  await page.getByRole('tab', { name }).click()
}

test('an autoencoder’s samples stand beside a VAE’s, and are measured', async () => {
  const { page } = running
  await page.getByTestId('rail-compare').click()
  for (const name of ['Plain codes', 'With a prior']) {
    const chip = page.getByTestId('compare-run').filter({ hasText: name })
    if ((await chip.getAttribute('aria-pressed')) === 'false') await chip.click()
  }
  const other = page.getByTestId('compare-run').filter({ hasText: 'Half is given' })
  if ((await other.getAttribute('aria-pressed')) === 'true') await other.click()
  await expect.poll(() => page.getByTestId('shortfall-samples').count()).toBe(4)
  await page.getByTestId('shortfall').scrollIntoViewIfNeeded()
  await page.getByTestId('shortfall-measure').click()
  await page.getByTestId('shortfall-table').waitFor({ timeout: 200_000 })
  const rows = page.getByTestId('shortfall-table').locator('tbody tr')
  expect(await rows.count()).toBe(5)
  expect(await rows.first().innerText()).toMatch(/Test images/)
  expect(await rows.nth(1).innerText()).toMatch(/drawn from N\(0, I\)[\s\S]*300[\s\S]*0\.\d{3}[\s\S]* %/)
  await page.getByTestId('shortfall-table').scrollIntoViewIfNeeded()
  await looked('shortfall')
  // Of another choice, an older table says so.
  await page.getByTestId('compare-run').filter({ hasText: 'Plain codes' }).click()
  await expect.poll(() => page.getByTestId('shortfall').count()).toBe(0)
})

test('a run that completes images shows what is given, its draws, one prediction and the truth', async () => {
  const { page } = running
  await choose('Half is given')
  await page.getByTestId('rail-restore').click()
  await page.getByTestId('completion').getByRole('option').first().click()
  await expect
    .poll(() => page.getByTestId('completion-figures').innerText(), { timeout: 60_000 })
    .toMatch(/[−-]?\d+\.\d[\s\S]*[−-]?\d+\.\d/)
  // The figures may come before the image is painted; until then there is its placeholder and the line around it.
  for (const of of ['truth', 'given'])
    await expect
      .poll(async () => colourCount(await pixelsOf(page.getByTestId(`completion-${of}`))))
      .toBeGreaterThan(2)
  const truth = await pixelsOf(page.getByTestId('completion-truth'))
  const given = await pixelsOf(page.getByTestId('completion-given'))
  const half = (picture: typeof truth, side: 'left' | 'right') => {
    const { width, height, data } = picture
    const from = side === 'left' ? 0.2 : 0.8
    return Array.from({ length: height }, (_, row) => data[4 * (row * width + Math.round(from * width))])
  }
  expect(half(given, 'left')).toEqual(half(truth, 'left'))
  expect(half(given, 'right')).not.toEqual(half(truth, 'right'))
  const before = await pixelsOf(page.getByTestId('completion-draws'))
  expect(colourCount(before)).toBeGreaterThan(8)
  await page.getByTestId('completion-redraw').click()
  await expect
    .poll(async () => (await pixelsOf(page.getByTestId('completion-draws'))).data, { timeout: 30_000 })
    .not.toEqual(before.data)
  await looked('completion')
})

test('a density classifier’s finds stand beside samples of a VAE of the project', async () => {
  const { page, errors } = running
  await choose('Likely images')
  await page.getByTestId('rail-map').click()
  await page.getByTestId('search').waitFor({ timeout: 30_000 })
  await expect
    .poll(() => page.getByTestId('search-beside-row').locator('canvas').count(), { timeout: 60_000 })
    .toBeGreaterThan(3)
  expect(await page.getByText('Samples of With a prior').count()).toBe(1)
  await expect
    .poll(() => page.getByTestId('search-film-0').locator('figcaption').count(), { timeout: 60_000 })
    .toBe(10)
  await looked('search')
  expect(errors).toEqual([])
})
