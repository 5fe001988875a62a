import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { colourCount, decodePicture, launchApp, temporaryFolder } from './harness.ts'
import type { LaunchOptions, RunningApp } from './harness.ts'

let running: RunningApp | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})
async function launch(options?: LaunchOptions): Promise<RunningApp> {
  running = await launchApp(options)
  return running
}

test('the window opens with its page drawn, and nothing goes wrong', async () => {
  const { app, page, errors } = await launch()
  await page.waitForFunction(() => document.body.innerText.trim().length > 0)
  expect(await page.title()).toContain('Latentscape')
  expect(page.url()).toBe('app://latentscape/index.html')
  const visible = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((w) => w.isVisible())
  )
  expect(visible).toEqual([true])
  expect(colourCount(await decodePicture(await page.screenshot()))).toBeGreaterThan(10)
  expect(errors).toEqual([])
})

test('the page is without Node and isolated from the preload', async () => {
  const { app, page } = await launch()
  const globals = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in globalThis),
    bridge: Object.keys(window.latentscape).sort()
  }))
  expect(globals).toEqual({ node: [], bridge: ['invoke', 'onEvent', 'pathForFile', 'platform'] })
  const sandboxed = await app.evaluate(({ BrowserWindow }) => {
    const preferences = (
      BrowserWindow.getAllWindows()[0].webContents as unknown as {
        getLastWebPreferences(): Electron.WebPreferences
      }
    ).getLastWebPreferences()
    return [preferences.sandbox, preferences.contextIsolation, preferences.nodeIntegration]
  })
  expect(sandboxed).toEqual([true, true, false])
})

/** Every label of the menu bar, the submenus' too. */
const menuLabels = (app: RunningApp['app']): Promise<string[]> =>
  app.evaluate(({ Menu }) => {
    const labels = (menu: Electron.Menu): string[] =>
      menu.items
        .filter(({ type }) => type !== 'separator')
        .flatMap(({ label, submenu }) => [label, ...(submenu ? labels(submenu) : [])])
    return labels(Menu.getApplicationMenu()!)
  })

test('theme, language, views and the window come back after a restart', async () => {
  const { app, page, userData } = await launch()
  await page.evaluate(async () => {
    await window.latentscape.invoke('settings.write', [{ theme: 'dark' }])
    await window.latentscape.invoke('view.write', ['/a/project', { screen: 'map', zoom: [1, 2, 3] }])
  })
  expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
  const write = (language: string) =>
    page.evaluate((language) => window.latentscape.invoke('settings.write', [{ language }]), language)
  await write('en')
  expect(await menuLabels(app)).toEqual(expect.arrayContaining(['File', 'Open project…', 'Select all']))
  await write('zh-CN')
  const chinese = await menuLabels(app)
  expect(chinese).toEqual(expect.arrayContaining(['文件', '打开项目…', '全选']))
  expect(chinese.filter((label) => !/[\u4e00-\u9fff]/.test(label))).toEqual([])
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0].setBounds({ width: 1111, height: 777 })
  )
  await page.waitForFunction(() => innerWidth > 1000 && innerWidth < 1120)
  await running!.close()

  const again = await launch({ userData })
  const state = await again.page.evaluate(async () => ({
    settings: await window.latentscape.invoke('settings.read', []),
    view: await window.latentscape.invoke('view.read', ['/a/project']),
    dark: matchMedia('(prefers-color-scheme: dark)').matches
  }))
  expect(state.settings).toMatchObject({ value: { theme: 'dark', language: 'zh-CN' } })
  expect(await menuLabels(again.app)).toEqual(chinese)
  expect(state.view).toEqual({ value: { screen: 'map', zoom: [1, 2, 3] } })
  expect(state.dark).toBe(true)
  const bounds = await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].getBounds())
  expect([bounds.width, bounds.height]).toEqual([1111, 777])
})

test('requests to main are checked', async () => {
  const { page } = await launch()
  const answers = await page.evaluate(async () => {
    const ask = (name: string, ...args: unknown[]) => window.latentscape.invoke(name, args)
    return {
      unknown: await ask('app.quit'),
      prototype: await ask('constructor'),
      wrong: await ask('settings.write', { theme: 'pink' }),
      folder: await ask('dialog.save', { name: '../../x.png' }),
      missing: await ask('shell.reveal', '/no/such/file'),
      large: await ask('view.write', '/p', 'x'.repeat(300 * 1024)),
      paused: await ask('training.pause', 'vae-mlp-2d-1')
    }
  })
  const kinds = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [name, 'error' in answer && answer.error.kind])
  )
  expect(kinds).toEqual({
    unknown: 'internal',
    prototype: 'internal',
    wrong: 'input',
    folder: 'input',
    missing: 'missing',
    large: 'input',
    paused: 'missing'
  })
})

test('suggests a free place among the documents, and knows what was dropped', async () => {
  const { page, userData } = await launch()
  const suggested = await page.evaluate(() =>
    window.latentscape.invoke('project.suggestPath', [['/pictures/cats']])
  )
  const expected = path.join(userData, 'home', 'Documents', 'Latentscape', 'cats.latent')
  expect(suggested).toEqual({ value: expected })
  mkdirSync(expected)
  const next = await page.evaluate(() =>
    window.latentscape.invoke('project.suggestPath', [['/pictures/cats']])
  )
  expect(next).toEqual({ value: expected.replace('cats', 'cats 2') })
  const sample = await page.evaluate(async () => {
    const ask = (name: string, ...args: unknown[]) => window.latentscape.invoke(name, args)
    const answer = await ask('sample.path')
    if ('error' in answer) return answer
    return ask('paths.kinds', [answer.value, '/no/such/thing', '/'])
  })
  expect(sample).toEqual({ value: ['zip', 'missing', 'folder'] })
})

test('a picture goes to the clipboard and comes back', async () => {
  const { page } = await launch()
  const size = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(6, 4)
    const context = canvas.getContext('2d')!
    context.fillStyle = '#5aa9ff'
    context.fillRect(0, 0, 6, 4)
    const blob = await canvas.convertToBlob({ type: 'image/png' })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    await window.latentscape.invoke('clipboard.writeImage', [bytes])
    const answer = await window.latentscape.invoke('clipboard.readImage', [])
    const image = 'value' in answer ? (answer.value as { bytes: Uint8Array<ArrayBuffer> }) : undefined
    const bitmap = await createImageBitmap(new Blob([image!.bytes]))
    return [bitmap.width, bitmap.height]
  })
  expect(size).toEqual([6, 4])
  const refused = await page.evaluate(() =>
    window.latentscape.invoke('clipboard.writeImage', [new Uint8Array(9)])
  )
  expect(refused).toMatchObject({ error: { kind: 'format' } })
})

test('what it was started with is handed over once', async () => {
  const folder = path.join(temporaryFolder(), '图像 with spaces')
  mkdirSync(folder)
  const { page } = await launch({ args: [folder] })
  // The page itself may have taken it already; then it shows there.
  const answer = await page.evaluate(() => window.latentscape.invoke('app.openedWith', []))
  const taken = 'value' in answer ? (answer.value as string[]) : []
  if (taken.length === 0)
    await page.waitForFunction(() => document.body.innerText.includes('图像 with spaces'))
  else expect(taken).toEqual([folder])
})
