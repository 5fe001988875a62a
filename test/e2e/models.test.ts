/** A model that comes from elsewhere and leaves for another program, by the window alone. */
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { Parameters } from '../../src/node/export/models/parameters.ts'
import { encodeSafetensors } from '../../src/node/safetensors.ts'
import { shapes } from '../worker/workers.ts'
import {
  answerDialogs,
  dropPaths,
  launchApp,
  screenshot,
  temporaryFolder,
  type RunningApp
} from './harness.ts'

let running: RunningApp
beforeAll(async () => {
  running = await launchApp()
})
afterAll(() => running.close())

test('a model is imported on the Runs screen and exported from the menu', async () => {
  const { app, page, errors } = running
  const folder = temporaryFolder()
  const image = { height: 16, width: 16, channels: 1 }
  const config = { ...defaultRunConfig(image), network: { kind: 'mlp' as const, width: 8, depth: 1 } }
  const { parameters: specs } = buildModel(config, image)
  const weights = new Parameters(specs, initialVariables(specs, 5)).all()
  const file = path.join(folder, 'net.safetensors')
  const words = { config: JSON.stringify(config), image: JSON.stringify(image), name: 'From afar' }
  writeFileSync(file, encodeSafetensors(weights, words))

  await page.getByTestId('start').waitFor()
  await dropPaths(page, [shapes(folder, 20)])
  await page.getByTestId('ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Choose the settings' }).click()
  await page.getByTestId('rail-runs').click()
  await answerDialogs(app, { open: [file] })
  await page.getByRole('button', { name: 'Import a model…' }).click()
  await page.getByText('From afar is imported as a run.').waitFor()

  const target = path.join(folder, 'for keras')
  await answerDialogs(app, { save: target })
  await page.getByTestId('export').click()
  await page.getByTestId('export-model').click()
  await page.getByRole('radio', { name: /Keras/ }).first().check()
  await screenshot(page, 'models-export')
  await page.emulateMedia({ colorScheme: 'light' })
  await screenshot(page, 'models-export-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByTestId('model-save').click()
  await page.getByText('for keras is saved.').waitFor()
  expect(readdirSync(target).sort()).toEqual(['about.json', 'decoder.keras', 'encoder.keras'])

  // Weights alone, which a run of the same settings says the network of.
  const bare = path.join(folder, 'bare.safetensors')
  writeFileSync(bare, encodeSafetensors(weights, {}))
  await answerDialogs(app, { open: [bare] })
  await page.getByTestId('import-model').click()
  await page.getByText('bare.safetensors does not say what network').waitFor()
  await screenshot(page, 'models-like')
  await page.emulateMedia({ colorScheme: 'light' })
  await screenshot(page, 'models-like-light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.getByTestId('model-like-import').click()
  await page.getByText('bare.safetensors is imported as a run.').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(errors).toEqual([])
})
