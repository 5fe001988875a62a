import type { Encoded, MapPoints, Neighbours, Pixels } from '../../shared/contract.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { setOf } from '../collections.ts'
import { askedForImage } from '../calm.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import type { Camera } from '../map/camera.ts'
import type { Place } from '../map/overlay.ts'
import { NearestPoint } from '../map/nearest.ts'
import { planeOf } from '../map/plane.ts'
import { marks } from './marks.svelte.ts'
import { runs } from './runs.svelte.ts'
import { training } from './training.svelte.ts'

/** What dragging on the map does. */
export const mapTools = ['walk', 'pan', 'box', 'lasso'] as const
export type MapTool = (typeof mapTools)[number]

export const neighbourCount = 8

/** Points with the labels that their images have now. */
function labelled(points: MapPoints, labels: Int16Array | undefined): MapPoints {
  if (!labels) return points
  return { ...points, labels: Int16Array.from(points.ids, (id) => labels[id] ?? -1) }
}

/** The row of each image by its id, −1 for those that are not among the points. */
function rowsOf(ids: Int32Array): Int32Array {
  const rows = new Int32Array(ids.reduce((most, id) => Math.max(most, id), -1) + 1).fill(-1)
  for (let row = 0; row < ids.length; row++) rows[ids[row]] = row
  return rows
}

/**
 * What the Map screen shows, for the run looked at, and the latent point or image that is looked at. What else
 * belongs to a run's map (pins, the interpolation, a selection) has a state of its own beside this one.
 */
class MapState {
  run = $state<string | undefined>()
  /** What decides what the run computes, once it is known. */
  config = $state.raw<RunConfig | undefined>()
  #loaded = $state.raw<MapPoints | undefined>()
  /** While a run learns its newest points come by themselves. */
  points: MapPoints | undefined = $derived.by(() => {
    const live = this.run ? training.points[this.run] : undefined
    const newest = live && live.epoch >= (this.#loaded?.epoch ?? -1) ? live : this.#loaded
    return newest && labelled(newest, marks.current?.labels)
  })
  latent = $derived(this.points?.latent ?? 2)
  dimensions = $state.raw<readonly [number, number]>([0, 1])
  plane = $derived(this.points && planeOf(this.points, this.dimensions))
  nearest = $derived(this.plane && new NearestPoint(this.plane))
  #rows = $derived(this.points && rowsOf(this.points.ids))

  muted = $state.raw(setOf<number>())
  showPoints = $state(true)
  showManifold = $state(false)
  tool = $state<MapTool>('walk')
  /** Corners of the region being drawn, in latent units. */
  region = $state.raw<readonly Place[] | undefined>()
  camera = $state.raw<Camera | undefined>()

  /** The latent point looked at, [D]; undefined until one is chosen. */
  z = $state.raw<Float32Array | undefined>()
  decoded = $state.raw<Pixels | undefined>()
  /** When the pointer event happened that `decoded` answers. */
  decodedFor = 0
  neighbours = $state.raw<Neighbours | undefined>()
  /** The image looked at, when it is one and not a bare latent point. */
  selected = $state.raw<{ encoded: Encoded; name: string; image?: number } | undefined>()
  hovered = $state(-1)

  problem = $state.raw<ErrorEnvelope | undefined>()
  loading = $state(false)

  #decode = latest((wish: { run: string; z: Float32Array }) => explorer.call('decode', wish.run, wish.z))
  #findNeighbours = latest((wish: { run: string; z: Float32Array }) =>
    explorer.call('neighbours', wish.run, wish.z, neighbourCount)
  )
  #neighbourTimer = 0
  readonly #clearing: (() => void)[] = []

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
    void this.#readConfig(run)
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

  /** A conditional run knows its labels from its first epoch on. */
  async #readConfig(run: string): Promise<void> {
    const config = await explorer.call('run.config', run).catch(() => undefined)
    if (run === this.run) this.config = config
  }

  clear(): void {
    this.run = undefined
    this.config = undefined
    this.#loaded = undefined
    this.dimensions = [0, 1]
    this.camera = undefined
    this.z = undefined
    this.decoded = undefined
    this.neighbours = undefined
    this.selected = undefined
    this.hovered = -1
    this.problem = undefined
    this.loading = false
    for (const clear of this.#clearing) clear()
  }

  /** What else goes when another run is looked at. */
  whenCleared(clear: () => void): void {
    this.#clearing.push(clear)
  }

  /** In which row of the points an image is, −1 when it is not on the map. */
  rowOf(image: number): number {
    return this.#rows?.[image] ?? -1
  }

  /** Where an image of the project lies, [D]; undefined when it is not on the map. */
  latentOf(image: number): Float32Array | undefined {
    const { points } = this
    const row = this.rowOf(image)
    return points && row >= 0 ? points.z.subarray(row * this.latent, (row + 1) * this.latent) : undefined
  }

  /** Where a latent point lies on the plane shown. */
  placeOf(z: ArrayLike<number>): Place {
    return [z[this.dimensions[0]], this.latent > 1 ? z[this.dimensions[1]] : 0]
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
    if (!run) return
    askedForImage()
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
    await this.look(
      (run) => explorer.call('encode.image', run, image),
      (encoded) => (this.selected = { encoded, name, image })
    )
  }

  /** A latent point whose image is known already. */
  showDecoded(z: Float32Array, decoded: Pixels): void {
    this.z = z
    this.selected = undefined
    this.decoded = decoded
    this.#scheduleNeighbours()
  }

  /** Asks for an encoded image and shows it; answers whether it came. */
  async look(ask: (run: string) => Promise<Encoded>, show: (encoded: Encoded) => void): Promise<boolean> {
    const { run } = this
    if (!run) return false
    try {
      const encoded = await ask(run)
      if (run !== this.run) return false
      this.showEncoded(encoded)
      show(encoded)
      return true
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
      return false
    }
  }

  /** Moves to where an encoded image lies. */
  showEncoded(encoded: Encoded): void {
    window.clearTimeout(this.#neighbourTimer)
    this.problem = undefined
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
