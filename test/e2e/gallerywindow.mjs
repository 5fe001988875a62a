/** A bare window for the gallery, with the app's own browser. */
import { app, BrowserWindow } from 'electron'

app.commandLine.appendSwitch('force-device-scale-factor', '1')
// Electron is not ready before this module has ended: it must not wait here.
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1264, height: 900, useContentSize: true })
  return window.loadURL(process.env.GALLERY_URL)
})
