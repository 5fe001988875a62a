/**
 * The app started for a video alone: no window that is seen, no workers. A hidden page encodes the frames that it
 * asks of the process that started this one; main only carries the messages.
 */
import path from 'node:path'
import { app, BrowserWindow, MessageChannelMain, session } from 'electron'
import { channels } from '../shared/bridge.ts'
import type { PortMessage } from '../shared/bridge.ts'
import { origin, secureSession } from './security.ts'

/** @param built the folder of the built app */
export async function encodeFilm(built: string): Promise<void> {
  // Nobody is left to have the film.
  process.once('disconnect', () => app.quit())
  secureSession(session.defaultSession, path.join(built, 'renderer'))
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      preload: path.join(built, 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      backgroundThrottling: false
    }
  })
  window.webContents.once('render-process-gone', () => app.exit(1))
  await window.loadURL(`${origin}/film.html`)
  const { port1, port2 } = new MessageChannelMain()
  process.on('message', (message) => port1.postMessage(message))
  port1.on('message', ({ data }) => void process.send?.(data))
  port1.start()
  const kind: PortMessage['latentscapePort'] = 'film'
  window.webContents.postMessage(channels.port, kind, [port2])
}
