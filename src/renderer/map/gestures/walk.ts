import { condition } from '../../states/condition.svelte.ts'
import { map } from '../../states/map.svelte.ts'
import { path } from '../../states/path.svelte.ts'
import type { Tool } from './tool.ts'

/** Decodes where the pointer is, as it moves. */
export const walk: Tool = {
  down(event, surface) {
    path.playing = false
    condition.followRow(surface.pointUnder(surface.latentAt(event)))
    const step = (moved: PointerEvent) =>
      void map.follow(map.lift(...surface.latentAt(moved)), moved.timeStamp)
    step(event)
    return { immediate: true, move: step }
  }
}
