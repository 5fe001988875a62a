/** The built app, driven from a test: launched with settings of its own, its dialogs answered, its pixels read. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { _electron, errors } from 'playwright-core'
import type { ElectronApplication, Locator, Page } from 'playwright-core'
import { cacheFolder } from '../../src/node/cache.ts'
import { launchArguments } from '../../scripts/electron/launch.ts'
import type { ClipboardImage, Reply } from '../../src/shared/bridge.ts'

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
const results = path.join(root, 'test-results')

export interface RunningApp {
  app: ElectronApplication
  page: Page
  /** Its settings; give them to `launchApp` again to see what comes back. */
  userData: string
  /** Errors of the page: console, exceptions, refusals of the content policy. */
  errors: string[]
  /** What main and the workers printed. */
  output(): string
  close(): Promise<void>
}

export interface LaunchOptions {
  userData?: string
  /** Files or folders to open, as on a command line. */
  args?: string[]
  environment?: Record<string, string>
}

/** A folder that is removed when all tests have ended. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(process.env.LATENTSCAPE_TEST_FOLDER ?? tmpdir(), 'latentscape-e2e-'))
}

/**
 * Starts Electron and attaches to it. On a busy machine the debugger now and then attaches without an answer; that
 * is not the app's doing, and another start follows. What the app itself does wrong is seen after this.
 */
async function attached(options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  for (let attempt = 1; ; attempt++) {
    try {
      // A start takes seconds; one that was not attached to never answers.
      return await _electron.launch({ ...options, timeout: 60_000 })
    } catch (error) {
      if (attempt === 3 || !(error instanceof errors.TimeoutError)) throw error
      console.warn(`Electron was not attached to in time; start ${attempt + 1} follows.`)
    }
  }
}

/** Starts the app and waits until its page is there. Projects go into the settings' folder, not to the user's. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const userData = options.userData ?? temporaryFolder()
  const home = path.join(userData, 'home')
  mkdirSync(path.join(home, '.config'), { recursive: true })
  mkdirSync(path.join(home, 'Documents'), { recursive: true })
  writeFileSync(path.join(home, '.config', 'user-dirs.dirs'), 'XDG_DOCUMENTS_DIR="$HOME/Documents"\n')
  const environment = {
    ...process.env,
    // Documents and pictures go here; what was provisioned stays shared.
    HOME: home,
    LATENTSCAPE_CACHE: cacheFolder(),
    ...options.environment
  }
  const app = await attached({
    executablePath: process.env.LATENTSCAPE_TEST_ELECTRON,
    args: [...launchArguments(), `--user-data-dir=${userData}`, root, ...(options.args ?? [])],
    env: environment as Record<string, string>,
    // The app's own theme, not Playwright's.
    colorScheme: null
  })
  let output = ''
  const take = (text: Buffer) => (output += text.toString())
  app.process().stdout?.on('data', take)
  app.process().stderr?.on('data', take)
  const page = await app.firstWindow()
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.waitForLoadState('domcontentloaded')
  return { app, page, userData, errors, output: () => output, close: () => app.close() }
}

/** Makes the page so large, in CSS pixels. */
export async function resizeWindow({ app }: RunningApp, width: number, height: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0].setContentSize(width, height),
    [width, height] as const
  )
}

/** Drops files or folders on the window, as a hand would. */
export async function dropPaths(page: Page, paths: string[], at?: { x: number; y: number }): Promise<void> {
  const size = await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 }))
  const { x, y } = at ?? size
  const devtools = await page.context().newCDPSession(page)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x, y, data })
  await devtools.detach()
}

/** Moves the map's cursor by arrow keys so many pixels right and down: far, then plain, then fine steps. */
export async function arrowsBy(page: Page, right: number, down: number): Promise<void> {
  for (const [way, key] of [
    [right, right < 0 ? 'ArrowLeft' : 'ArrowRight'],
    [down, down < 0 ? 'ArrowUp' : 'ArrowDown']
  ] as const) {
    let left = Math.round(Math.abs(way) / 2) * 2
    for (const [held, pixels] of [
      ['Shift+', 40],
      ['', 8],
      ['Alt+', 2]
    ] as const)
      for (; left >= pixels; left -= pixels) await page.keyboard.press(`${held}${key}`)
  }
}

/** How many pixels of an overlay's canvases are painted, and where their middle is in the overlay. */
export function paintedOf(overlay: Locator): Promise<{ count: number; x: number; y: number }> {
  return overlay.evaluate((element) => {
    const frame = element.getBoundingClientRect()
    let [count, x, y] = [0, 0, 0]
    for (const canvas of element.querySelectorAll('canvas')) {
      const { width, height } = canvas
      const box = canvas.getBoundingClientRect()
      if (box.width === 0) continue
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
      for (let at = 0; at < width * height; at++) {
        if (data[4 * at + 3] === 0) continue
        count++
        x += box.left - frame.left + ((at % width) * box.width) / width
        y += box.top - frame.top + (Math.floor(at / width) * box.height) / height
      }
    }
    return { count, x: x / count, y: y / count }
  })
}

/** The size of the picture on the clipboard, as the window reads it; undefined when there is none. */
export async function copiedSize(page: Page): Promise<{ width: number; height: number } | undefined> {
  const bytes = await page.evaluate(async () => {
    const reply = (await window.latentscape.invoke('clipboard.readImage', [])) as Reply<ClipboardImage | null>
    return 'value' in reply && reply.value ? Array.from(reply.value.bytes) : undefined
  })
  if (!bytes) return undefined
  const { width, height } = await decodePicture(Uint8Array.from(bytes))
  return { width, height }
}

/** What the system's dialogs answer from now on; null cancels them. */
export async function answerDialogs(
  app: ElectronApplication,
  answers: { open?: string[] | null; save?: string | null }
): Promise<void> {
  await app.evaluate(({ dialog }, { open, save }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: !open, filePaths: open ?? [] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: !save, filePath: save ?? '' })
  }, answers)
}

/** The process id of a worker; undefined when there is none. */
export async function workerPid(
  app: ElectronApplication,
  kind: 'explorer' | 'training' | 'trial'
): Promise<number | undefined> {
  const metrics = await app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, name, serviceName }) => ({ pid, name, serviceName }))
  )
  return metrics.find(({ name }) => name === `Latentscape ${kind}`)?.pid
}

/** Writes a picture of the window to test-results/NAME.png. */
export async function screenshot(page: Page, name: string): Promise<string> {
  mkdirSync(results, { recursive: true })
  const file = path.join(results, `${name}.png`)
  await page.screenshot({ path: file })
  return file
}

export interface Picture {
  width: number
  height: number
  /** RGBA, row by row. */
  data: Uint8ClampedArray
}

/** What an element looks like on the screen, whatever drew it (WebGL too). */
export async function pixelsOf(locator: Locator): Promise<Picture> {
  return decodePicture(await locator.screenshot())
}

/** A picture file's pixels. */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  const image = await loadImage(bytes)
  const context = createCanvas(image.width, image.height).getContext('2d')
  context.drawImage(image, 0, 0)
  const { width, height, data } = context.getImageData(0, 0, image.width, image.height)
  return { width, height, data }
}

/** How many different colours a picture has; 1 is a blank. */
export function colourCount({ data }: Picture): number {
  return new Set(new Uint32Array(data.buffer, data.byteOffset, data.length / 4)).size
}
