/** The keys of the map itself; those that work on the whole screen are in shortcuts.ts. */
import { map } from '../../states/map.svelte.ts'
import type { Camera } from '../camera.ts'
import type { Place } from '../overlay.ts'
import { addStop } from './stop.ts'

const arrows: Record<string, Place> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1]
}

export interface MapKeys {
  zoomBy(factor: number): void
  fitAll(): void
  /** The space bar is held down. */
  hold(): void
}

/** Does what a key means; answers whether it meant something. */
export function mapKey(event: KeyboardEvent, camera: Camera, keys: MapKeys): boolean {
  if (event.ctrlKey || event.metaKey) return false
  const arrow = arrows[event.key]
  const here = map.z && map.z.length === map.latent ? map.placeOf(map.z) : undefined
  if (arrow) {
    const pixels = event.shiftKey ? 40 : event.altKey ? 2 : 8
    const step = pixels / camera.scale
    const [first, second] = here ?? [0, 0]
    void map.walk(map.lift(first + arrow[0] * step, second + arrow[1] * step), event.timeStamp)
  } else if (event.key === 'Enter' && here) addStop(-1, here)
  else if (event.key === '+' || event.key === '=') keys.zoomBy(1.4)
  else if (event.key === '-') keys.zoomBy(1 / 1.4)
  else if (event.key === '0') keys.fitAll()
  else if (event.key === ' ') keys.hold()
  else return false
  return true
}
