/** An Electron window that shows the bench's page, and nothing else. */
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow } from 'electron'

app.on('window-all-closed', () => app.quit())
await app.whenReady()
const window = new BrowserWindow({ width: 1240, height: 860, useContentSize: true })
await window.loadFile(fileURLToPath(new URL('./page/index.html', import.meta.url)))
