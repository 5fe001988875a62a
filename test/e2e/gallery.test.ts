/**
 * Every chart and widget as a picture, beside the one that was committed. `UPDATE_SNAPSHOTS=1` writes new ones, to be
 * looked at before they are committed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright-core'
import type { ElectronApplication, Page } from 'playwright-core'
import { build, preview } from 'vite'
import type { PreviewServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchArguments } from '../../scripts/electron/launch.ts'
import { decodePicture } from './harness.ts'

const here = path.dirname(fileURLToPath(import.meta.url))
const snapshots = path.join(here, '..', 'gallery', 'snapshots')
const configFile = path.join(here, '..', 'gallery', 'vite.config.ts')
/** How far a channel may be off, and which share of the pixels may be further off: drivers round differently. */
const tolerance = { channel: 40, share: 0.01 }

let server: PreviewServer
let electron: ElectronApplication
let page: Page
let address: string
beforeAll(async () => {
  await build({ configFile, logLevel: 'warn' })
  server = await preview({ configFile, preview: { port: 0 }, logLevel: 'warn' })
  address = server.resolvedUrls!.local[0]
  electron = await _electron.launch({
    executablePath: process.env.LATENTSCAPE_TEST_ELECTRON,
    args: [...launchArguments(), path.join(here, 'gallerywindow.mjs')],
    env: { ...process.env, GALLERY_URL: address } as Record<string, string>,
    colorScheme: null
  })
  page = await electron.firstWindow()
})
afterAll(async () => {
  await electron.close()
  await server.close()
})

/** The share of pixels that are not as they were; 1 where the size differs. */
async function difference(now: Uint8Array, before: Uint8Array): Promise<number> {
  const [a, b] = [await decodePicture(now), await decodePicture(before)]
  if (a.width !== b.width || a.height !== b.height) return 1
  let off = 0
  for (let at = 0; at < a.data.length; at += 4)
    if (
      [0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > tolerance.channel)
    )
      off++
  return off / (a.width * a.height)
}

test.each(['dark', 'light'])('everything looks as it did, %s', async (theme) => {
  await page.goto(`${address}?theme=${theme}`)
  await page.locator('[data-case=empty] h2').waitFor()
  await page.waitForTimeout(500)
  mkdirSync(snapshots, { recursive: true })
  const found: Record<string, number> = {}
  for (const one of await page.locator('[data-case]').all()) {
    const name = `${await one.getAttribute('data-case')}-${theme}.png`
    const picture = await one.screenshot()
    const file = path.join(snapshots, name)
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, picture)
    const off = existsSync(file) ? await difference(picture, readFileSync(file)) : 1
    if (off > tolerance.share) found[name] = off
  }
  expect(found).toEqual({})
  // Both drawers of points draw the same shapes, but for what one smooths at their edges.
  const [raster, webgl] = await Promise.all(
    ['raster', 'webgl'].map(async (drawer) => {
      const canvas = page.getByTestId(`shapes-${drawer}`)
      const address = await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL())
      return Buffer.from(address.split(',')[1], 'base64')
    })
  )
  expect(await difference(raster, webgl)).toBeLessThan(0.08)
})
