/** The keys of the map itself; those that work on the whole screen are in shortcuts.ts. */
import { map } from '../../states/map.svelte.ts'
import type { Camera } from '../camera.ts'
import { arrowPixels } from './arrows.ts'
import { addStop } from './stop.ts'

export interface MapKeys {
  zoomBy(factor: number): void
  fitAll(): void
  /** The space bar is held down. */
  hold(): void
}

/** Does what a key means; answers whether it meant something. */
export function mapKey(event: KeyboardEvent, camera: Camera, keys: MapKeys): boolean {
  if (event.ctrlKey || event.metaKey) return false
  const step = arrowPixels(event)
  const here = map.z && map.z.length === map.latent ? map.placeOf(map.z) : undefined
  if (step) {
    const [first, second] = here ?? [0, 0]
    void map.walk(map.lift(first + step[0] / camera.scale, second + step[1] / camera.scale), event.timeStamp)
  } else if (event.key === 'Enter' && here) addStop(-1, here)
  else if (event.key === '+' || event.key === '=') keys.zoomBy(1.4)
  else if (event.key === '-') keys.zoomBy(1 / 1.4)
  else if (event.key === '0') keys.fitAll()
  else if (event.key === ' ') keys.hold()
  else return false
  return true
}
