/** Keys that work everywhere. Those of the map are in its own component. */
import { chooseHere } from './states/choosing.ts'
import { condition } from './states/condition.svelte.ts'
import { redoLast, undoLast } from './states/edits.ts'
import { map } from './states/map.svelte.ts'
import { path } from './states/path.svelte.ts'
import { project } from './states/project.svelte.ts'
import { projectScreens, screen } from './states/screen.svelte.ts'
import { selection } from './states/selection.svelte.ts'
import { tray } from './states/tray.svelte.ts'
import { visible } from './states/visible.svelte.ts'

export function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=range]), textarea, select')
}

const mapKeys: Record<string, () => void> = {
  p: () => (map.showPoints = !map.showPoints),
  m: () => (map.showManifold = !map.showManifold),
  w: () => (map.tool = 'walk'),
  h: () => (map.tool = 'pan'),
  b: () => (map.tool = 'box'),
  l: () => (map.tool = 'lasso'),
  f: () => {
    if (map.points) tray.dialog = 'filter'
  },
  '[': () => condition.step(-1),
  ']': () => condition.step(1),
  t: () => {
    if (path.strip) path.playing = !path.playing
  },
  Escape: () => (selection.count > 0 ? selection.clear() : path.clear()),
  Backspace: () => path.removeLast()
}

/** What a key does with Ctrl, or ⌘; answers whether it does something. */
function controlled(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase()
  if (key === 'z') void (event.shiftKey ? redoLast() : undoLast())
  else if (key === 'y') void redoLast()
  else if (screen.current !== 'map' || !map.points) return false
  else if (key === 'a') visible.chooseAll()
  else if (key === 'enter') chooseHere()
  else return false
  return true
}

export function shortcut(event: KeyboardEvent): void {
  // A dialog has its own keys, also while nothing in it has the focus.
  if (event.defaultPrevented || typing(event.target) || document.querySelector('dialog[open]')) return
  if (event.key === '?') {
    screen.dialog = 'shortcuts'
    event.preventDefault()
    return
  }
  if (!project.summary || screen.current === 'start') return
  if (event.ctrlKey || event.metaKey) {
    const wanted = projectScreens[Number(event.key) - 1]
    if (wanted) screen.current = wanted
    else if (!controlled(event)) return
    event.preventDefault()
  } else if (screen.current === 'map' && !event.altKey) {
    const action = mapKeys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!action) return
    action()
    event.preventDefault()
  }
}
