/** The menu bar. What belongs to the window is only named here and done there. */
import { Menu } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../shared/bridge.ts'

export function setMenu(send: (command: MenuCommand) => void): void {
  const mac = process.platform === 'darwin'
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => send(command)
  })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        item('New from folders…', 'new-project', 'CmdOrCtrl+N'),
        item('New from images or a zip…', 'open-images'),
        item('Open project…', 'open-project', 'CmdOrCtrl+O'),
        item('Close project', 'close-project', 'CmdOrCtrl+Shift+W'),
        line,
        item('Export…', 'export', 'CmdOrCtrl+E'),
        line,
        item('Settings…', 'settings', 'CmdOrCtrl+,'),
        line,
        mac ? { role: 'close' } : { role: 'quit' }
      ]
    },
    {
      label: 'Edit',
      submenu: [
        // The keys stay with the window: in a text field they undo typing.
        { ...item('Undo', 'undo', 'CmdOrCtrl+Z'), registerAccelerator: false },
        { ...item('Redo', 'redo', mac ? 'Cmd+Shift+Z' : 'Ctrl+Y'), registerAccelerator: false },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' }
      ]
    },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' }
      ]
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        item('Five-minute tour', 'tour'),
        item('Keyboard shortcuts', 'shortcuts'),
        item('About Latentscape', 'about')
      ]
    }
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
