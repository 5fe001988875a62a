/** The app's end, on every system when its window is closed: first the last work, then the rest. */
import { app } from 'electron'
import type { BrowserWindow } from 'electron'

let state: 'running' | 'closing' | 'closed' = 'running'

/** @param lastWork is done once, before the windows close; the app ends when it is settled */
export function quitInOrder(lastWork: () => Promise<void>): void {
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    const end = () => {
      state = 'closed'
      app.quit()
    }
    lastWork().then(end, (error) => {
      console.error(error)
      end()
    })
  })
}

/** Closing this window ends the app, in the order above. */
export function quitWith(window: BrowserWindow): void {
  window.on('close', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    app.quit()
  })
}
