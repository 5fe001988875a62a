/** The window's requests to main: the sender is checked, the name, the arguments; errors travel as envelopes. */
import { BrowserWindow, ipcMain } from 'electron'
import type { IpcMainInvokeEvent } from 'electron'
import { channels } from '../shared/bridge.ts'
import type { AppEvents, AppRequestName, AppRequests, Reply } from '../shared/bridge.ts'
import { AppError, toEnvelope } from '../shared/errors.ts'
import { appSchemas, validator } from '../shared/requests.ts'
import { origin } from './security.ts'

type Handler<Name extends AppRequestName> = (
  window: BrowserWindow,
  ...args: Parameters<AppRequests[Name]>
) => ReturnType<AppRequests[Name]> | Promise<ReturnType<AppRequests[Name]>>
export type AppHandlers = { [Name in AppRequestName]: Handler<Name> }

/** Our own window's main frame, showing our own page; anything else has no say. */
function windowOf(event: IpcMainInvokeEvent): BrowserWindow {
  const window = BrowserWindow.fromWebContents(event.sender)
  const own = event.senderFrame === event.sender.mainFrame && event.senderFrame?.url.startsWith(`${origin}/`)
  if (!window || !own) throw new AppError('internal', 'This page may ask for nothing.')
  return window
}

export function handleRequests(handlers: AppHandlers): void {
  const validate = validator<AppRequests>(appSchemas)
  ipcMain.handle(channels.invoke, async (event, name: unknown, args: unknown): Promise<Reply> => {
    try {
      const window = windowOf(event)
      const key = String(name) as AppRequestName
      const checked = validate(key, args)
      const handler = handlers[key] as (window: BrowserWindow, ...args: unknown[]) => unknown
      return { value: await handler(window, ...checked) }
    } catch (error) {
      return { error: toEnvelope(error) }
    }
  })
}

/** Tells the window something; a window that is gone hears nothing. */
export function send<Name extends keyof AppEvents>(
  window: BrowserWindow | undefined,
  name: Name,
  value: AppEvents[Name]
): void {
  if (window && !window.isDestroyed()) window.webContents.send(channels.event, name, value)
}
