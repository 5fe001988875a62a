import { untrack } from 'svelte'
import type { Encoded, MapPoints, ModelCondition, Neighbours, Pixels } from '../../shared/contract.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import { traitsOf } from '../../shared/traits.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { setOf } from '../collections.ts'
import { askedForImage } from '../calm.ts'
import { explorer, giveWay, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import type { Camera } from '../map/camera.ts'
import { boundsOfEllipse, quantileBounds } from '../map/extent.ts'
import type { Ellipse } from '../map/extent.ts'
import type { Place } from '../map/overlay.ts'
import { NearestPoint } from '../map/nearest.ts'
import { axesProjection, centred, planeThrough } from '../map/projection.ts'
import type { Projection } from '../map/projection.ts'
import { layers } from './layers.svelte.ts'
import { marks } from './marks.svelte.ts'
import { runs } from './runs.svelte.ts'
import { training } from './training.svelte.ts'

/** What dragging on the map does. */
export const mapTools = ['walk', 'pan', 'box', 'lasso'] as const
export type MapTool = (typeof mapTools)[number]

/** How more than two latent dimensions lie on the plane: two of them, or a plane fitted to the points. */
export const planeKinds = ['axes', 'pca', 'umap'] as const
export type PlaneKind = (typeof planeKinds)[number]

/** p(z), or p(z|c) of what a conditional model is asked for. */
export interface PriorNow {
  mean: Float32Array
  deviation: Float32Array
}

export const neighbourCount = 8

/** Milliseconds that a screen shows one picture. */
const frame = 16

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
  /** The points of an epoch gone by, while the time line shows how the map formed. */
  replayed = $state.raw<MapPoints | undefined>()
  /** While a run learns its newest points come by themselves. */
  points: MapPoints | undefined = $derived.by(() => {
    if (this.replayed) return labelled(this.replayed, marks.current?.labels)
    const live = this.run ? training.points[this.run] : undefined
    const newest = live && live.epoch >= (this.#loaded?.epoch ?? -1) ? live : this.#loaded
    return newest && labelled(newest, marks.current?.labels)
  })
  latent = $derived(this.points?.latent ?? 2)
  dimensions = $state.raw<readonly [number, number]>([0, 1])
  planeKind = $state<PlaneKind>('axes')
  /** The plane fitted to `values` last; of UMAP's one only the very points it was fitted to have a place on it. */
  fitted = $state.raw<{ projection: Projection; values: Float32Array } | undefined>()
  /** What a conditional model is asked for. */
  condition = $state.raw<ModelCondition | undefined>()
  /** Where the prior of the condition lies; undefined where it is N(0, I). */
  home = $state.raw<PriorNow | undefined>()
  /** μ(c) of every image, [images, D] by id, while z − μ(c) is shown in place of z. */
  centres = $state.raw<Float32Array | undefined>()
  #centred = $derived(this.centres && !this.replayed ? this.centres : undefined)
  /** What lies on the plane, [points, D]: z, or z − μ(c). */
  values: Float32Array | undefined = $derived(
    this.points && (this.#centred ? centred(this.points, this.#centred) : this.points.z)
  )
  projection: Projection = $derived.by(() => {
    const { fitted, planeKind, latent } = this
    const fits = fitted && (planeKind === 'pca' || fitted.values === this.values)
    if (planeKind !== 'axes' && fitted?.projection.kind === planeKind && fits) return fitted.projection
    return axesProjection(latent, this.dimensions)
  })
  plane = $derived(this.points && this.values && planeThrough(this.points, this.projection, this.values))
  /** The prior on the plane shown, where there is one that can be drawn. */
  prior: Ellipse | undefined = $derived.by(() => {
    if (this.config && !traitsOf(this.config).prior) return undefined
    const { home, latent } = this
    const covariance = this.projection.covariance(
      home ? home.deviation.map((deviation) => deviation ** 2) : new Float32Array(latent).fill(1)
    )
    const flat = covariance && latent === 1 ? ([covariance[0], 0, 1] as const) : covariance
    return flat && { centre: this.placeOf(home?.mean ?? new Float32Array(latent)), covariance: flat }
  })
  /** The part of the plane worth decoding: the prior to three deviations, else where nearly all codes lie. */
  extent = $derived.by(() => {
    if (this.prior) return boundsOfEllipse(this.prior)
    return this.plane && quantileBounds(this.plane.first, this.plane.second, 0.01)
  })
  nearest = $derived(this.plane && new NearestPoint(this.plane))
  #rows = $derived(this.points && rowsOf(this.points.ids))

  muted = $state.raw(setOf<number>())
  showPoints = $state(true)
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

  #decode = latest(({ run, z, condition }: { run: string; z: Float32Array; condition?: ModelCondition }) =>
    explorer.call('decode', run, z, condition)
  )
  #findNeighbours = latest((wish: { run: string; z: Float32Array }) =>
    explorer.call('neighbours', wish.run, wish.z, neighbourCount)
  )
  #neighbourTimer = 0
  #arriving = 0
  readonly #clearing: (() => void)[] = []

  get showManifold(): boolean {
    return layers.under === 'manifold'
  }

  set showManifold(shown: boolean) {
    layers.under = shown ? 'manifold' : 'nothing'
  }

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
    const config = this.#readConfig(run)
    try {
      const points = await explorer.call('map.points', run)
      await config
      if (run === this.run) this.#loaded = points
    } catch (error) {
      const problem = problemOf(error)
      if (run === this.run && problem && !this.points) this.problem = problem
    } finally {
      if (run === this.run) this.loading = false
    }
  }

  /** A conditional run knows its labels from its first epoch on, so it is asked again then. */
  async #readConfig(run: string): Promise<void> {
    const config = await explorer.call('run.config', run).catch(() => undefined)
    if (run === this.run) this.config = config
  }

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const { run, points, config } = this
        if (run && points && (!config || (config.model === 'cvae' && !config.condition && !config.labels)))
          void untrack(() => this.#readConfig(run))
      })
    })
  }

  clear(): void {
    this.run = undefined
    this.config = undefined
    this.#loaded = undefined
    this.replayed = undefined
    this.dimensions = [0, 1]
    this.planeKind = 'axes'
    this.fitted = undefined
    this.condition = undefined
    this.home = undefined
    this.centres = undefined
    this.camera = undefined
    window.clearTimeout(this.#arriving)
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
    const origin = this.#origin
    return this.projection.placeOf(origin ? Float32Array.from(z, (value, d) => value - origin[d]) : z)
  }

  /** The latent point under a place of the map: what the plane does not show stays as it is. */
  lift(first: number, second: number): Float32Array {
    const origin = this.#origin
    const here = this.z?.length === this.latent ? this.z : undefined
    const base = here ?? this.home?.mean ?? new Float32Array(this.latent)
    if (!origin) return this.projection.lift([first, second], base)
    const moved = this.projection.lift(
      [first, second],
      base.map((value, d) => value - origin[d])
    )
    return moved.map((value, d) => value + origin[d])
  }

  /** What is taken off the latent looked at while z − μ(c) is shown. */
  get #origin(): Float32Array | undefined {
    return this.#centred && this.home?.mean
  }

  /**
   * Moves to a latent point and decodes it.
   * @param began `timeStamp` of the event that asked for it
   */
  async walk(z: Float32Array, began = performance.now()): Promise<void> {
    this.#arrive(z)
    await this.#decodeAt(z, began, () => {})
  }

  /**
   * The same where a pointer is: what is told of the place changes together with its image, so that the image does not
   * wait for a frame that shows the place alone. Where it takes longer than a frame, the place comes first.
   */
  async follow(z: Float32Array, began: number): Promise<void> {
    window.clearTimeout(this.#arriving)
    this.#arriving = window.setTimeout(() => this.#arrive(z), frame)
    await this.#decodeAt(z, began, () => this.#arrive(z))
  }

  #arrive(z: Float32Array): void {
    window.clearTimeout(this.#arriving)
    this.z = z
    this.selected = undefined
  }

  /** @param shown called when the image is there */
  async #decodeAt(z: Float32Array, began: number, shown: () => void): Promise<void> {
    const { run, selected } = this
    if (!run) return
    askedForImage()
    giveWay()
    try {
      const pixels = await this.#decode({ run, z, condition: this.condition })
      if (pixels === superseded || run !== this.run) return
      // An image that was looked at meanwhile stays.
      if (this.selected && this.selected !== selected) return
      shown()
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
    this.#arrive(z)
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
    this.#arrive(encoded.mean)
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
