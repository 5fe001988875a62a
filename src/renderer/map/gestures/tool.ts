/** What a tool is: it takes over from where the pointer goes down until it comes up again. */
import type { Camera } from '../camera.ts'
import type { Place } from '../overlay.ts'

/** The map as a tool sees it. */
export interface Surface {
  readonly camera: Camera
  /** The latent coordinates under the pointer. */
  latentAt(event: MouseEvent): Place
  /** The pixel of the map under the pointer. */
  pixelAt(event: MouseEvent): Place
  /** The row of the point drawn near a latent place, −1 where none is. */
  pointUnder(place: Place): number
}

/** One drag, from its first move on. */
export interface Gesture {
  /** Whether it wants moves as they come, not once a frame. */
  readonly immediate?: boolean
  move?(event: PointerEvent): void
  /** The pointer came up; a drag that was broken off (Escape, another window) is only let go of. */
  end?(event: PointerEvent): void
  cancel?(): void
}

export interface Tool {
  /** @returns the drag that begins here; undefined when this is none */
  down(event: PointerEvent, surface: Surface): Gesture | undefined
}
