import type { Place } from '../map/overlay.ts'

/** Where the pointer is on the map, in latent units of the dimensions shown. */
class PointerPlace {
  current = $state.raw<Place | undefined>()
}

export const pointerPlace = new PointerPlace()
