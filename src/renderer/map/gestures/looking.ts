import { quiet } from '../../calm.ts'

/** Looks at what lies under the pointer when there is time for it: neither a click nor the image it asks for waits. */
export class Looking {
  #frame = 0
  #timer = 0

  constructor(readonly look: (event: PointerEvent) => void) {}

  /** With the next frame, which shows where the pointer is by then. */
  soon(event: PointerEvent): void {
    this.stop()
    this.#frame = requestAnimationFrame(() => this.look(event))
  }

  /** When it has been calm for a moment. */
  later(event: PointerEvent): void {
    this.stop()
    this.#timer = window.setTimeout(() => this.look(event), quiet)
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
  }
}
