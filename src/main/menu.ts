/** The menu bar. What belongs to the window is only named here and done there. */
import { Menu } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../shared/bridge.ts'
import type { Words } from './words.ts'

/** Every item has its label from `words`, those with a role too: Electron names roles in English only. */
export function setMenu(words: Words, send: (command: MenuCommand) => void): void {
  const mac = process.platform === 'darwin'
  const item = (
    label: keyof Words,
    command: MenuCommand,
    accelerator?: string
  ): MenuItemConstructorOptions => ({
    label: words[label],
    accelerator,
    click: () => send(command)
  })
  const own = (
    role: MenuItemConstructorOptions['role'],
    label: keyof Words,
    submenu?: MenuItemConstructorOptions[]
  ): MenuItemConstructorOptions => ({ role, label: words[label], ...(submenu && { submenu }) })
  const line: MenuItemConstructorOptions = { type: 'separator' }

  const application: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      own('about', 'help.about'),
      line,
      own('services', 'app.services'),
      line,
      own('hide', 'app.hide'),
      own('hideOthers', 'app.others'),
      own('unhide', 'app.unhide'),
      line,
      own('quit', 'app.quit')
    ]
  }
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [application] : []),
    {
      label: words.file,
      submenu: [
        item('file.new', 'new-project', 'CmdOrCtrl+N'),
        item('file.images', 'open-images'),
        item('file.open', 'open-project', 'CmdOrCtrl+O'),
        item('file.close', 'close-project', 'CmdOrCtrl+Shift+W'),
        line,
        item('file.export', 'export', 'CmdOrCtrl+E'),
        line,
        item('file.settings', 'settings', 'CmdOrCtrl+,'),
        line,
        mac ? own('close', 'window.close') : own('quit', 'file.quit')
      ]
    },
    {
      label: words.edit,
      submenu: [
        // The keys stay with the window: in a text field they undo typing.
        { ...item('edit.undo', 'undo', 'CmdOrCtrl+Z'), registerAccelerator: false },
        { ...item('edit.redo', 'redo', mac ? 'Cmd+Shift+Z' : 'Ctrl+Y'), registerAccelerator: false },
        line,
        own('cut', 'edit.cut'),
        own('copy', 'edit.copy'),
        own('paste', 'edit.paste'),
        own('selectAll', 'edit.all')
      ]
    },
    {
      label: words.view,
      submenu: [
        own('resetZoom', 'view.size'),
        own('zoomIn', 'view.larger'),
        own('zoomOut', 'view.smaller'),
        line,
        own('togglefullscreen', 'view.full'),
        own('toggleDevTools', 'view.developer')
      ]
    },
    own('windowMenu', 'window', [
      own('minimize', 'window.minimize'),
      own('zoom', 'window.zoom'),
      ...(mac ? [line, own('front', 'window.front')] : [own('close', 'window.close')])
    ]),
    own('help', 'help', [
      item('help.tour', 'tour'),
      item('help.shortcuts', 'shortcuts'),
      item('help.about', 'about')
    ])
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
