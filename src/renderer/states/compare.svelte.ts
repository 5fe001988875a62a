import type { ComparisonTable, Encoded, Generated, MapPoints, Pixels } from '../../shared/contract.ts'
import type { RunConfig, Split } from '../../shared/schemas.ts'
import { traitsOf } from '../../shared/traits.ts'
import { mapOf, mapWith } from '../collections.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import type { Place } from '../map/overlay.ts'
import { standardOf } from '../map/standard.ts'
import type { Standard } from '../map/standard.ts'
import { Measurement } from './measurement.svelte.ts'
import { project } from './project.svelte.ts'
import { runs } from './runs.svelte.ts'

export const mostCompared = 4
/** Samples in a row. */
export const acrossRow = 6

/** What one run shows of what all are asked. */
export interface Shown {
  pixels: Pixels
  /** The image itself, where it is one that is compared. */
  encoded?: Encoded
}

/** By what the maps are linked: the same image in each, or the same standardised latent. */
export type Link = 'image' | 'latent'

type Samples = Generated & { labelled?: string[] }

/** Two to four runs beside each other. */
class CompareState extends Measurement<ComparisonTable> {
  #wanted = $state.raw<readonly string[]>([])
  configs = $state.raw(mapOf<string, RunConfig>())
  #points = $state.raw(mapOf<string, MapPoints>())
  link = $state<Link>('image')
  image = $state<number | undefined>()
  /** In deviations from the mean of the codes. */
  standard = $state.raw<Place | undefined>()
  shown = $state.raw(mapOf<string, Shown>())
  samples = $state.raw(mapOf<string, Samples>())
  seed = $state(1)
  #askers = new Map<string, ReturnType<typeof asker>>()

  /** Those with a latent space that have learnt something, newest first. */
  comparable = $derived(
    runs.list.filter((run) => {
      const config = this.configs.get(run.id)
      return run.epoch > 0 && config !== undefined && traitsOf(config).latent
    })
  )
  #asked = $derived(
    this.#wanted.map((id) => runs.list.find((run) => run.id === id)).filter((run) => run !== undefined)
  )
  /** Those asked for that have nothing to show yet. */
  awaited = $derived(this.#asked.filter((run) => !this.comparable.includes(run)))
  chosen = $derived(this.#asked.filter((run) => this.comparable.includes(run)))
  #now = $derived(this.chosen.map(({ id, epoch }) => `${id} ${epoch}`).join())
  /** Whether the table is of what is chosen. */
  current = $derived(this.isOf(this.#now))

  constructor() {
    super('Comparing')
  }

  override reset(): void {
    super.reset()
    this.#wanted = []
    this.configs = mapOf()
    this.#points = mapOf()
    this.shown = mapOf()
    this.samples = mapOf()
    this.image = undefined
    this.standard = undefined
  }

  /** Learns what the runs are; where nothing is chosen yet, the two newest are. */
  async open(): Promise<void> {
    const unknown = runs.list.filter(({ id }) => !this.configs.has(id))
    const configs = await Promise.all(unknown.map(({ id }) => explorer.call('run.config', id)))
    unknown.forEach(({ id }, at) => (this.configs = mapWith(this.configs, id, configs[at])))
    // Runs that were asked for may have learnt nothing yet; they come when they have.
    if (this.#asked.length === 0) this.choose(this.comparable.slice(0, 2).map(({ id }) => id))
  }

  choose(ids: readonly string[]): void {
    this.#wanted = ids.slice(0, mostCompared)
    this.shown = mapOf()
    this.#ask()
  }

  toggle(id: string): void {
    const ids = this.#wanted.filter((other) => other !== id)
    this.choose(ids.length < this.#wanted.length ? ids : [...ids, id])
  }

  /** The points of a run; asked for once an epoch. */
  pointsOf(id: string): MapPoints | undefined {
    return this.#points.get(id)
  }

  async load(id: string): Promise<void> {
    try {
      const points = await explorer.call('map.points', id)
      this.#points = mapWith(this.#points, id, points)
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
    }
  }

  standardOf(id: string): Standard | undefined {
    const points = this.#points.get(id)
    return points && standardOf(points.z, points.latent)
  }

  lookAt(image: number): void {
    if (image === this.image && this.standard === undefined) return
    this.image = image
    this.standard = undefined
    this.#ask()
  }

  walk(standard: Place): void {
    this.standard = standard
    this.image = undefined
    this.#ask()
  }

  /** The next image of the collection, or the one before. */
  step(by: number): void {
    const ids = this.#points.get(this.chosen[0]?.id ?? '')?.ids
    if (!ids || ids.length === 0) return
    const at = this.image === undefined ? -1 : ids.indexOf(this.image)
    this.lookAt(ids[(at + by + ids.length) % ids.length])
  }

  #ask(): void {
    for (const { id } of this.chosen) void this.#askOne(id)
  }

  async #askOne(id: string): Promise<void> {
    const { image, standard } = this
    const z = standard && this.standardOf(id)?.latentAt(standard)
    if (image === undefined && !z) return
    if (!this.#askers.has(id)) this.#askers.set(id, asker(id))
    try {
      const shown = await this.#askers.get(id)!({ image, z })
      if (shown === superseded || image !== this.image || standard !== this.standard) return
      this.shown = mapWith(this.shown, id, shown)
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
    }
  }

  /** Samples of a run: a row for each label where it can be asked for one, else as they come. */
  async draw(id: string): Promise<void> {
    const labels = project.dataset?.labels.length ?? 0
    try {
      const about = await explorer.call('generate.about', id)
      const rows = about.labels !== undefined
      const count = rows ? acrossRow : acrossRow * Math.max(1, Math.min(labels, 10))
      const drawn = await explorer.call('generate', id, { count, seed: this.seed, ...(rows && { rows }) })
      this.samples = mapWith(this.samples, id, { ...drawn, labelled: about.labels })
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
    }
  }

  /** Measures the chosen runs on images that none has learnt from. */
  async measure(images: number, importance: number): Promise<void> {
    const { splits } = project.dataset ?? {}
    const split: Split = splits && splits.test > 1 ? 'test' : 'validation'
    const question = { runs: this.chosen.map(({ id }) => id), split, images, importance, seed: 1 }
    await this.ask(this.#now, (signal) => explorer.with(signal).call('compare.figures', question))
  }
}

/** One run's answers: a late one never overwrites a newer one. */
function asker(run: string) {
  return latest(async ({ image, z }: { image?: number; z?: Float32Array }): Promise<Shown> => {
    if (image === undefined) return { pixels: await explorer.call('decode', run, z!) }
    const encoded = await explorer.call('encode.image', run, image)
    return { pixels: encoded.reconstruction, encoded }
  })
}

export const compare = new CompareState()
