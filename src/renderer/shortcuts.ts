/** Keys that work everywhere. Those of the map are in its own component. */
import { map } from './states/map.svelte.ts'
import { path } from './states/path.svelte.ts'
import { project } from './states/project.svelte.ts'
import { projectScreens, screen } from './states/screen.svelte.ts'

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=range]), textarea, select')
}

const mapKeys: Record<string, () => void> = {
  p: () => (map.showPoints = !map.showPoints),
  m: () => (map.showManifold = !map.showManifold),
  w: () => (map.tool = 'walk'),
  h: () => (map.tool = 'pan'),
  t: () => {
    if (path.strip) path.playing = !path.playing
  },
  Escape: () => path.clear(),
  Backspace: () => path.removeLast()
}

export function shortcut(event: KeyboardEvent): void {
  if (event.defaultPrevented || typing(event.target) || screen.dialog) return
  if (event.key === '?') {
    screen.dialog = 'shortcuts'
    event.preventDefault()
    return
  }
  if (!project.summary || screen.current === 'start') return
  if (event.ctrlKey || event.metaKey) {
    const wanted = projectScreens[Number(event.key) - 1]
    if (!wanted) return
    screen.current = wanted
    event.preventDefault()
  } else if (screen.current === 'map' && !event.altKey) {
    const action = mapKeys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!action) return
    action()
    event.preventDefault()
  }
}
