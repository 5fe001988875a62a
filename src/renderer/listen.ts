import type { MenuCommand } from '../shared/bridge.ts'
import { on } from './connection.ts'
import { chooseFolders, chooseImages, chooseProject, closeProject, openPaths } from './states/actions.ts'
import { redoLast, undoLast } from './states/edits.ts'
import { screen } from './states/screen.svelte.ts'
import { typing } from './shortcuts.ts'
import { toasts } from './states/toasts.svelte.ts'
import { saveView } from './states/views.svelte.ts'
import { tour } from './states/tour.svelte.ts'
import { t } from './words/words.svelte.ts'

const commands: Partial<Record<MenuCommand, () => unknown>> = {
  'new-project': chooseFolders,
  'open-images': chooseImages,
  'open-project': chooseProject,
  'close-project': closeProject,
  settings: () => (screen.dialog = 'settings'),
  about: () => (screen.dialog = 'settings'),
  shortcuts: () => (screen.dialog = 'shortcuts'),
  tour: () => tour.start(),
  export: () => window.dispatchEvent(new Event('export')),
  undo: () => (typing(document.activeElement) ? document.execCommand('undo') : undoLast()),
  redo: () => (typing(document.activeElement) ? document.execCommand('redo') : redoLast())
}

/** Hears what main says by itself; returns what ends that. */
export function listen(): () => void {
  const ends = [
    on('menu', (command) => void commands[command]?.()),
    on('open', (paths) => void openPaths(paths)),
    on('quitting', () => void saveView()),
    on('explorer', ({ state, message }) => {
      if (state === 'failed') toasts.show(message ?? t('explorer.failed'), 'bad')
    })
  ]
  return () => ends.forEach((end) => end())
}
