import type { Encoded, Interpolation, MapPoints, Neighbours, Pixels } from '../../shared/contract.ts'
import type { InterpolationMode } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { setOf } from '../collections.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import type { Camera } from '../map/camera.ts'
import { NearestPoint } from '../map/nearest.ts'
import { planeOf } from '../map/plane.ts'
import { runs } from './runs.svelte.ts'
import { training } from './training.svelte.ts'

/** Where an interpolation passes: an image of the project, or a bare latent point. */
export interface Stop {
  image?: number
  z: number[]
}

/** An image from outside, encoded and kept on the map. */
export interface Pin {
  id: number
  name: string
  encoded: Encoded
}

export const neighbourCount = 8

/** What the Map screen shows and does, for the run looked at. */
class MapState {
  run = $state<string | undefined>()
  #loaded = $state.raw<MapPoints | undefined>()
  /** While a run learns its newest points come by themselves. */
  points: MapPoints | undefined = $derived.by(() => {
    const live = this.run ? training.points[this.run] : undefined
    return live && live.epoch >= (this.#loaded?.epoch ?? -1) ? live : this.#loaded
  })
  latent = $derived(this.points?.latent ?? 2)
  dimensions = $state.raw<readonly [number, number]>([0, 1])
  plane = $derived(this.points && planeOf(this.points, this.dimensions))
  nearest = $derived(this.plane && new NearestPoint(this.plane))

  muted = $state.raw(setOf<number>())
  showPoints = $state(true)
  showManifold = $state(false)
  tool = $state<'walk' | 'pan'>('walk')
  camera = $state.raw<Camera | undefined>()

  /** The latent point looked at, [D]; undefined until one is chosen. */
  z = $state.raw<Float32Array | undefined>()
  decoded = $state.raw<Pixels | undefined>()
  /** When the pointer event happened that `decoded` answers. */
  decodedFor = 0
  neighbours = $state.raw<Neighbours | undefined>()
  /** The image looked at, when it is one and not a bare latent point. */
  selected = $state.raw<{ encoded: Encoded; name: string; image?: number } | undefined>()
  pins = $state.raw<readonly Pin[]>([])
  hovered = $state(-1)

  stops = $state.raw<readonly Stop[]>([])
  strip = $state.raw<Interpolation | undefined>()
  mode = $state<InterpolationMode>('linear')
  steps = $state(12)
  /** Which image of the filmstrip is shown large; −1 while something else is. */
  frame = $state(-1)
  playing = $state(false)

  problem = $state.raw<ErrorEnvelope | undefined>()
  loading = $state(false)

  #decode = latest((wish: { run: string; z: Float32Array }) => explorer.call('decode', wish.run, wish.z))
  #findNeighbours = latest((wish: { run: string; z: Float32Array }) =>
    explorer.call('neighbours', wish.run, wish.z, neighbourCount)
  )
  #interpolate = latest(
    (wish: { run: string; stops: readonly Stop[]; steps: number; mode: InterpolationMode }) =>
      explorer.call(
        'interpolate',
        wish.run,
        wish.stops.map(({ image, z }) => (image === undefined ? { z } : { image })),
        wish.steps,
        wish.mode
      )
  )
  #neighbourTimer = 0
  #lastPin = 0

  /** Looks at another run, from the beginning. */
  async open(run: string | undefined): Promise<void> {
    if (run === this.run) return
    this.clear()
    this.run = run
    if (run) await this.reload()
  }

  /** Reads the points as the run left them. */
  async reload(): Promise<void> {
    const { run } = this
    const record = runs.list.find(({ id }) => id === run)
    if (!run || !record || record.epoch === 0) return
    this.loading = true
    // Opened meanwhile, so that the first click does not wait; what fails, the click will say.
    explorer.call('run.prepare', run).catch(() => {})
    try {
      const points = await explorer.call('map.points', run)
      if (run === this.run) this.#loaded = points
    } catch (error) {
      const problem = problemOf(error)
      if (run === this.run && problem && !this.points) this.problem = problem
    } finally {
      if (run === this.run) this.loading = false
    }
  }

  clear(): void {
    this.run = undefined
    this.#loaded = undefined
    this.dimensions = [0, 1]
    this.camera = undefined
    this.z = undefined
    this.decoded = undefined
    this.neighbours = undefined
    this.selected = undefined
    this.pins = []
    this.hovered = -1
    this.clearPath()
    this.problem = undefined
    this.loading = false
  }

  /** The latent point under a place of the map: the two dimensions shown change, the others stay. */
  lift(first: number, second: number): Float32Array {
    const z = this.z && this.z.length === this.latent ? this.z.slice() : new Float32Array(this.latent)
    z[this.dimensions[0]] = first
    if (this.latent > 1) z[this.dimensions[1]] = second
    return z
  }

  /**
   * Moves to a latent point and decodes it.
   * @param began `timeStamp` of the event that asked for it
   */
  async walk(z: Float32Array, began = performance.now()): Promise<void> {
    const { run } = this
    this.z = z
    this.selected = undefined
    this.frame = -1
    if (!run) return
    try {
      const pixels = await this.#decode({ run, z })
      if (pixels === superseded || run !== this.run || this.selected) return
      this.decodedFor = began
      this.decoded = pixels
      this.problem = undefined
      this.#scheduleNeighbours()
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
    }
  }

  /** Looks at an image of the project: encodes it and moves to where it lies. */
  async visit(image: number, name: string): Promise<void> {
    await this.#look(
      (run) => explorer.call('encode.image', run, image),
      (encoded) => (this.selected = { encoded, name, image })
    )
  }

  /** Encodes an image from outside and pins it. */
  async pin(source: { path: string } | { bytes: Uint8Array }, name: string): Promise<boolean> {
    return this.#look(
      (run) =>
        'path' in source
          ? explorer.call('encode.file', run, source.path)
          : explorer.call('encode.bytes', run, source.bytes),
      (encoded) => {
        this.pins = [...this.pins, { id: ++this.#lastPin, name, encoded }]
        this.selected = { encoded, name }
      }
    )
  }

  unpin(id: number): void {
    this.pins = this.pins.filter((pin) => pin.id !== id)
  }

  /** Shows a pinned image again. */
  showPin(pin: Pin): void {
    this.#showEncoded(pin.encoded)
    this.selected = { encoded: pin.encoded, name: pin.name }
  }

  addStop(stop: Stop): void {
    this.stops = [...this.stops, stop]
    void this.drawPath()
  }

  /** An image of the project as a stop, wherever it lies. */
  async addImageStop(image: number): Promise<void> {
    const { points } = this
    const row = points?.ids.indexOf(image) ?? -1
    if (!points || row < 0) return
    this.addStop({ image, z: Array.from(points.z.subarray(row * this.latent, (row + 1) * this.latent)) })
  }

  removeLastStop(): void {
    this.stops = this.stops.slice(0, -1)
    void this.drawPath()
  }

  clearPath(): void {
    this.stops = []
    this.strip = undefined
    this.playing = false
    this.frame = -1
  }

  /** Asks for the interpolation through the stops. */
  async drawPath(): Promise<void> {
    const { run, stops, steps, mode } = this
    if (!run || stops.length < 2) {
      this.strip = undefined
      this.playing = false
      return
    }
    try {
      const strip = await this.#interpolate({ run, stops, steps, mode })
      if (strip === superseded || run !== this.run || this.stops !== stops) return
      this.strip = strip
      this.frame = -1
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
    }
  }

  /** Shows one image of the filmstrip large, and where it lies. */
  showFrame(index: number): void {
    const { strip } = this
    if (!strip) return
    const { count, data, height, width, channels } = strip.pixels
    this.frame = ((index % count) + count) % count
    const size = height * width * channels
    const latent = strip.z.length / count
    this.z = strip.z.slice(this.frame * latent, (this.frame + 1) * latent)
    this.selected = undefined
    this.decoded = { ...strip.pixels, count: 1, data: data.slice(this.frame * size, (this.frame + 1) * size) }
    this.#scheduleNeighbours()
  }

  async #look(ask: (run: string) => Promise<Encoded>, show: (encoded: Encoded) => void): Promise<boolean> {
    const { run } = this
    if (!run) return false
    try {
      const encoded = await ask(run)
      if (run !== this.run) return false
      this.#showEncoded(encoded)
      show(encoded)
      return true
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
      return false
    }
  }

  #showEncoded(encoded: Encoded): void {
    window.clearTimeout(this.#neighbourTimer)
    this.problem = undefined
    this.frame = -1
    this.z = encoded.mean
    this.decoded = encoded.reconstruction
    this.neighbours = encoded.neighbours
  }

  /** Neighbours follow when the pointer rests a moment: they must not slow the decoding. */
  #scheduleNeighbours(): void {
    window.clearTimeout(this.#neighbourTimer)
    this.#neighbourTimer = window.setTimeout(() => void this.#updateNeighbours(), 40)
  }

  async #updateNeighbours(): Promise<void> {
    const { run, z } = this
    if (!run || !z) return
    try {
      const neighbours = await this.#findNeighbours({ run, z })
      if (neighbours !== superseded && z === this.z) this.neighbours = neighbours
    } catch {
      this.neighbours = undefined
    }
  }
}

export const map = new MapState()
