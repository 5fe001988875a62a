/** The one window: where it was, in the colours it had, with nothing of Node in it. */
import path from 'node:path'
import { BrowserWindow, nativeTheme, screen } from 'electron'
import { origin } from './security.ts'
import type { Bounds, SettingsStore } from './settings.ts'

/** The last place, unless that screen is gone. */
function visible({ x, y, width, height }: Bounds): Partial<Bounds> {
  if (x === undefined || y === undefined) return { width, height }
  const area = screen.getDisplayMatching({ x, y, width, height }).workArea
  const inside =
    x < area.x + area.width - 100 && x + width > area.x + 100 && y >= area.y && y < area.y + area.height - 50
  return inside ? { x, y, width, height } : { width, height }
}

export function createWindow(store: SettingsStore, folder: string): BrowserWindow {
  nativeTheme.themeSource = store.settings.theme
  const window = new BrowserWindow({
    ...visible(store.bounds),
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Latentscape',
    // The ground of either theme, so that nothing flashes before the first paint.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#101214' : '#f4f5f6',
    webPreferences: {
      preload: path.join(folder, 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      // Training goes on being shown when another window lies above.
      backgroundThrottling: false
    }
  })
  if (store.bounds.maximized) window.maximize()
  const remember = () => {
    store.bounds = { ...window.getNormalBounds(), maximized: window.isMaximized() }
  }
  window.on('resize', remember)
  window.on('move', remember)
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${origin}/index.html`)
  return window
}
