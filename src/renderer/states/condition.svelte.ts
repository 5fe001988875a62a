import { untrack } from 'svelte'
import type { LabelPriors, ModelCondition, Pixels } from '../../shared/contract.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { map } from './map.svelte.ts'
import type { PriorNow } from './map.svelte.ts'
import { project } from './project.svelte.ts'

/** How long the latent looked at must rest before it is decoded for every label. */
const restMilliseconds = 60

const sameAs = (a: ModelCondition | undefined, b: ModelCondition | undefined) =>
  JSON.stringify(a) === JSON.stringify(b)

/** What the conditional run looked at is asked for: the label in use, or the image whose quadrants are given. */
class ConditionState {
  priors = $state.raw<LabelPriors | undefined>()
  /** Whether a click on a point takes its label, or image, into use. */
  follows = $state(true)
  /** Whether z − μ(c) is shown in place of z. */
  centred = $state(false)
  /** The style looked at, decoded for every label. */
  strip = $state.raw<Pixels | undefined>()
  kind: 'label' | 'image' | undefined = $derived(
    map.config?.condition ? 'image' : map.config?.labels ? 'label' : undefined
  )
  labels: readonly string[] = $derived(map.config?.labels ?? [])
  label: string | undefined = $derived(
    map.condition && 'label' in map.condition ? map.condition.label : undefined
  )
  /** Whether priors lie apart at all, so that z − μ(c) is another thing than z. */
  shifted: boolean = $derived(
    this.kind === 'label'
      ? (this.priors?.means.some((value) => value !== 0) ?? false)
      : this.kind === 'image' && map.config?.prior !== 'standard'
  )
  #askStrip = latest((wish: { run: string; offset: Float32Array }) =>
    explorer.call('condition.strip', wish.run, wish.offset)
  )
  #askPrior = latest((wish: { run: string; condition: ModelCondition }) =>
    explorer.call('condition.prior', wish.run, wish.condition)
  )

  constructor() {
    map.whenCleared(() => this.#clear())
    $effect.root(() => {
      $effect(() => {
        const { run, points } = map
        // Each epoch moves them.
        if (run && points && !map.replayed && this.kind === 'label') void this.#readPriors(run)
      })
      $effect(() => {
        const { run, points } = map
        if (run && points && this.centred && this.shifted && !map.replayed) void this.#readCentres(run)
        else if (!this.centred || !this.shifted) map.centres = undefined
      })
      $effect(() => {
        // An image looked at was encoded as its label, or by its own quadrants.
        const { selected } = map
        const { kind } = this
        if (!selected) return
        const { encoded, image } = selected
        untrack(() => {
          if (kind === 'label' && encoded.label !== undefined) this.#take({ label: encoded.label })
          else if (kind === 'image' && image !== undefined) this.#take({ image })
        })
      })
      $effect(() => {
        const { run, z, home } = map
        if (this.kind !== 'label' || !run || z?.length !== home?.mean.length || !z || !home) return
        const offset = z.map((value, d) => value - home.mean[d])
        const timer = setTimeout(() => void this.#decodeAll(run, offset), restMilliseconds)
        return () => clearTimeout(timer)
      })
    })
  }

  /** Takes a label into use; what is looked at keeps its style, and is decoded anew. */
  use(label: string): void {
    this.follows = false
    const before = map.home
    this.#take({ label })
    const { z, home } = map
    if (!z) return
    const moved = before && home ? z.map((value, d) => value - before.mean[d] + home.mean[d]) : z
    void map.walk(moved)
  }

  /** Takes a label into use, and leaves what is looked at where it is: a latent drawn for that label follows. */
  async ask(label: string): Promise<void> {
    await this.ready()
    if (this.labels.includes(label)) this.#take({ label })
  }

  /** Shows z, or z − μ(c). */
  centre(centred: boolean): void {
    this.centred = centred
    map.camera = undefined
  }

  /** μ(c) of a label by its name, [D]; undefined where it is not known or there is nothing to take off. */
  meanOf(label: string | undefined): Float32Array | undefined {
    return label !== undefined && this.shifted ? this.#priorOf(label)?.mean : undefined
  }

  /** The next label, or the one before. */
  step(by: 1 | -1): void {
    const { labels } = this
    if (labels.length === 0) return
    const at = labels.indexOf(this.label ?? '')
    this.use(labels[(at + by + labels.length) % labels.length])
  }

  /** What belongs to a point clicked, by its row; −1 for none. */
  followRow(row: number): void {
    if (!this.follows || row < 0 || !map.points) return
    if (this.kind === 'image') this.#take({ image: map.points.ids[row] })
    const label = project.dataset?.labels[map.points.labels[row]]?.name
    if (label !== undefined && this.labels.includes(label)) this.#take({ label })
  }

  /** Settles when the labels' priors are known. */
  async ready(): Promise<void> {
    if (this.kind === 'label' && !this.priors && map.run) await this.#readPriors(map.run)
  }

  /** Takes a label into use when a view is brought back. */
  restore({ label, follows, centred }: { label?: unknown; follows?: unknown; centred?: unknown }): void {
    this.follows = follows !== false
    this.centred = centred === true
    if (typeof label === 'string' && this.labels.includes(label)) this.#take({ label })
  }

  #take(condition: ModelCondition): void {
    if (!sameAs(condition, map.condition)) map.condition = condition
    if ('label' in condition) map.home = this.#priorOf(condition.label)
    else void this.#findHome(condition)
  }

  #priorOf(label: string): PriorNow | undefined {
    const place = this.priors?.labels.indexOf(label) ?? -1
    if (!this.priors || place < 0) return undefined
    const { means, deviations, labels } = this.priors
    const latent = means.length / labels.length
    const of = (values: Float32Array) => values.slice(place * latent, (place + 1) * latent)
    return { mean: of(means), deviation: of(deviations) }
  }

  async #findHome(condition: ModelCondition): Promise<void> {
    const { run } = map
    if (!run) return
    try {
      const prior = await this.#askPrior({ run, condition })
      if (prior !== superseded && run === map.run && sameAs(condition, map.condition)) map.home = prior
    } catch (error) {
      map.problem = problemOf(error) ?? map.problem
    }
  }

  async #readPriors(run: string): Promise<void> {
    try {
      const priors = await explorer.call('condition.priors', run)
      if (run !== map.run) return
      this.priors = priors
      const known = priors.labels.find((label) => label === this.label) ?? priors.labels[0]
      if (known !== undefined) this.#take({ label: known })
    } catch (error) {
      map.problem = problemOf(error) ?? map.problem
    }
  }

  async #readCentres(run: string): Promise<void> {
    try {
      const centres = await explorer.call('condition.centres', run)
      if (run === map.run && this.centred) map.centres = centres
    } catch (error) {
      this.centred = false
      map.problem = problemOf(error) ?? map.problem
    }
  }

  async #decodeAll(run: string, offset: Float32Array): Promise<void> {
    try {
      const strip = await this.#askStrip({ run, offset })
      if (strip !== superseded && run === map.run) this.strip = strip
    } catch {
      // The map itself says what is wrong.
    }
  }

  #clear(): void {
    this.priors = undefined
    this.follows = true
    this.centred = false
    this.strip = undefined
  }
}

export const condition = new ConditionState()
