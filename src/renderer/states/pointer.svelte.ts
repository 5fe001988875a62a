/** Where the pointer is on the map, in latent units of the dimensions shown. */
class PointerPlace {
  current = $state.raw<[number, number] | undefined>()
}

export const pointerPlace = new PointerPlace()
