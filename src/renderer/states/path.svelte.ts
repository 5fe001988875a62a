import type { Interpolation, InterpolationMode, ModelCondition } from '../../shared/contract.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { map } from './map.svelte.ts'

/** Where an interpolation passes: an image of the project, or a bare latent point. */
export interface Stop {
  image?: number
  z: number[]
}

/** The interpolation through chosen stops, for the run looked at. */
class PathState {
  stops = $state.raw<readonly Stop[]>([])
  strip = $state.raw<Interpolation | undefined>()
  mode = $state<InterpolationMode>('linear')
  steps = $state(12)
  playing = $state(false)
  /** Of the animation; 1 is ten steps a second. */
  speed = $state(1)
  #shown = $state.raw<{ index: number; z: Float32Array } | undefined>()
  /** Which image of the filmstrip is shown large; −1 while something else is. */
  frame = $derived(this.#shown && this.#shown.z === map.z ? this.#shown.index : -1)

  #interpolate = latest(
    (wish: {
      run: string
      stops: readonly Stop[]
      steps: number
      mode: InterpolationMode
      condition?: ModelCondition
    }) =>
      explorer.call(
        'interpolate',
        wish.run,
        wish.stops.map(({ image, z }) => (image === undefined ? { z } : { image })),
        wish.steps,
        wish.mode,
        wish.condition
      )
  )

  constructor() {
    map.whenCleared(() => this.clear())
  }

  add(stop: Stop): void {
    this.stops = [...this.stops, stop]
    void this.draw()
  }

  /** An image of the project as a stop, wherever it lies. */
  addImage(image: number): void {
    const z = map.latentOf(image)
    if (z) this.add({ image, z: Array.from(z) })
  }

  removeLast(): void {
    this.stops = this.stops.slice(0, -1)
    void this.draw()
  }

  clear(): void {
    this.stops = []
    this.strip = undefined
    this.playing = false
    this.#shown = undefined
  }

  /** Asks for the interpolation through the stops. */
  async draw(): Promise<void> {
    const { stops, steps, mode } = this
    const { run } = map
    if (!run || stops.length < 2) {
      this.strip = undefined
      this.playing = false
      return
    }
    try {
      const strip = await this.#interpolate({ run, stops, steps, mode, condition: map.condition })
      if (strip === superseded || run !== map.run || this.stops !== stops) return
      this.strip = strip
      this.#shown = undefined
    } catch (error) {
      map.problem = problemOf(error) ?? map.problem
    }
  }

  /** Shows one image of the filmstrip large, and where it lies. */
  show(index: number): void {
    const { strip } = this
    if (!strip) return
    const { count, data, height, width, channels } = strip.pixels
    const frame = ((index % count) + count) % count
    const size = height * width * channels
    const latent = strip.z.length / count
    const z = strip.z.slice(frame * latent, (frame + 1) * latent)
    this.#shown = { index: frame, z }
    map.showDecoded(z, { ...strip.pixels, count: 1, data: data.slice(frame * size, (frame + 1) * size) })
  }
}

export const path = new PathState()
