/** `map`: pictures a second while panning, ours and the peers in one window, in turns. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright-core'
import type { Page } from 'playwright-core'
import { build } from 'vite'
import { launchArguments } from '../scripts/electron/launch.ts'
import { openDisplay } from '../scripts/electron/display.ts'
import { provisionElectron } from '../scripts/electron/provision.ts'
import { mapPeers } from './peers/map/environment.ts'
import { rowOf, table, type Row, type Series } from './report.ts'
import { alternate } from './rounds.ts'
import { inTemporaryFolder, type Settings } from './settings.ts'
import { median } from './statistics.ts'

const source = fileURLToPath(new URL('./map', import.meta.url))
const peers = ['regl-scatterplot', 'deck.gl'] as const
const counts = [5_000, 70_000, 1_000_000]

/** What the page offers, see map/page.ts. */
interface Bench {
  mapBench: {
    begin(count: number): Promise<void>
    turn(name: string, milliseconds: number): Promise<number>
    device(): { name: string; software: boolean }
  }
}

/** The page with everything in it; the peers come out of the cache. */
async function buildPage(folder: string, modules: string): Promise<void> {
  await build({
    root: source,
    configFile: false,
    logLevel: 'error',
    base: './',
    build: { outDir: path.join(folder, 'page'), target: 'chrome130', modulePreload: false },
    plugins: [
      {
        name: 'peers',
        enforce: 'pre',
        async resolveId(name, importer) {
          if (/^[./]|^\0|^d3/.test(name) || !importer?.startsWith(source)) return null
          return this.resolve(name, path.join(modules, 'package.json'), { skipSelf: true })
        }
      }
    ]
  })
  mkdirSync(folder, { recursive: true })
  copyFileSync(path.join(source, 'window.mjs'), path.join(folder, 'window.mjs'))
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'map-bench', type: 'module', main: 'window.mjs' })
  )
}

async function measure(page: Page, settings: Settings): Promise<Row[]> {
  const turnTime = settings.quick ? 300 : 1500
  const { name, software } = await page.evaluate(() => (window as unknown as Bench).mapBench.device())
  settings.print(`WebGL by ${name}\n`)
  // The drawer that the app takes here, and the other one.
  const [own, other] = software ? ['raster', 'webgl'] : ['webgl', 'raster']
  const rows: Row[] = []
  for (const count of settings.quick ? counts.slice(0, 2) : counts) {
    settings.line(`${count.toLocaleString('en')} points`)
    await page.evaluate((points) => (window as unknown as Bench).mapBench.begin(points), count)
    const contestants = [own, other, ...peers].map((contestant) => ({
      name: contestant,
      measure: () =>
        page.evaluate(
          ([which, milliseconds]) => (window as unknown as Bench).mapBench.turn(which, milliseconds),
          [contestant, turnTime] as const
        )
    }))
    const series: Series = await alternate(contestants, settings.rounds)
    const of = (names: readonly string[]) => Object.fromEntries(names.map((peer) => [peer, series[peer]]))
    const points = `${count.toLocaleString('en')} points`
    rows.push(rowOf(`${points}, panning`, 'frames/s', series[own], of(peers)))
    rows.push(rowOf(`${points}, panning, our other drawer (${other})`, 'frames/s', series[other], {}))
    const all = [own, other, ...peers].map((contestant) => [
      contestant,
      median(series[contestant]).toFixed(1)
    ])
    settings.print(`${table([points, 'frames/s'], all)}\n`)
  }
  return rows
}

export async function mapBench(settings: Settings): Promise<Row[]> {
  const modules = await mapPeers(settings.line)
  const electron = await provisionElectron(settings.line)
  const display = await openDisplay(settings.line)
  try {
    return await inTemporaryFolder(async (folder) => {
      await buildPage(folder, modules)
      const app = await _electron.launch({
        executablePath: electron.path,
        timeout: 180_000,
        env: { ...(process.env as Record<string, string>), ...(display.name && { DISPLAY: display.name }) },
        // Without the screen's limit, or all would be drawn sixty times a second where a GPU is.
        args: [
          ...launchArguments(),
          `--user-data-dir=${path.join(folder, 'settings')}`,
          '--disable-frame-rate-limit',
          '--disable-gpu-vsync',
          folder
        ]
      })
      try {
        const page = await app.firstWindow()
        page.on('pageerror', (error) => settings.line(String(error)))
        await page.waitForFunction(() => 'mapBench' in window)
        return await measure(page, settings)
      } finally {
        await app.close()
      }
    })
  } finally {
    display.close()
  }
}
