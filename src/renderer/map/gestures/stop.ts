import { map } from '../../states/map.svelte.ts'
import { path } from '../../states/path.svelte.ts'
import type { Place } from '../overlay.ts'

/** Adds a stop to the interpolation: the image of a row of the points, else (−1) the bare place. */
export function addStop(row: number, place: Place): void {
  if (row >= 0 && map.points) path.addImage(map.points.ids[row])
  else path.add({ z: Array.from(map.lift(...place)) })
}
