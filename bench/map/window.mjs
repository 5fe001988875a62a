/** An Electron window that shows the bench's page, and nothing else. */
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow } from 'electron'

app.on('window-all-closed', () => app.quit())
// Not awaited here: Electron is ready only when this file has been read to its end.
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1240, height: 860, useContentSize: true })
  return window.loadFile(fileURLToPath(new URL('./page/index.html', import.meta.url)))
})
