import { untrack } from 'svelte'
import type { ImageMeasures, Progress } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { hasLikelihood, likelihoodGiven, traitsOf } from '../../shared/traits.ts'
import { setOf } from '../collections.ts'
import { explorer, on, problemOf } from '../connection.ts'
import type { Colouring } from '../map/look.ts'
import type { Plane } from '../map/plane.ts'
import { limitsOf } from '../map/scales.ts'
import { t } from '../words/words.svelte.ts'
import { map } from './map.svelte.ts'
import { planeTells } from './planecolumns.svelte.ts'
import { project } from './project.svelte.ts'
import { training } from './training.svelte.ts'
import { weighing } from './weighing.svelte.ts'

/** What points can be coloured by: three kinds of groups, five of numbers. */
export const colourings = [
  'label',
  'split',
  'inferred',
  'likelihood',
  'elbo',
  'error',
  'kl',
  'density'
] as const
export type ColourBy = (typeof colourings)[number]

const measured: readonly ColourBy[] = ['inferred', 'elbo', 'error', 'kl']

/** What the map's points are coloured by, and what that needs of the run looked at. */
class ColouringState {
  by = $state<ColourBy>('label')
  /** Groups hidden by the legend, other than labels. */
  muted = $state.raw(setOf<number>())
  measures = $state.raw<ImageMeasures | undefined>()
  progress = $state.raw<Progress | undefined>()
  problem = $state.raw<ErrorEnvelope | undefined>()
  #asked = ''
  #known = new Map<string, ImageMeasures>()

  /** Whether something else shows measures too. */
  needed = $state(false)
  /** Whether measures of the run are wanted and not here. */
  waiting = $derived((this.needed || measured.includes(this.by)) && !this.measures)

  /** Whether the run tells a label, and whether it has a bound: an autoencoder only reconstructs. */
  infers = $derived(map.config?.labels !== undefined)
  bounded = $derived(map.config === undefined || traitsOf(map.config).prior)
  /** Whether it gives images a probability, and what that is called. */
  weighs = $derived(map.config === undefined || hasLikelihood(map.config))
  likelihoodName = $derived(
    map.config && likelihoodGiven(map.config) ? t('colour.likelihoodGiven') : t('colour.likelihood')
  )

  /** The group of each point, by row; only where it is not its label. */
  categories: Int16Array | undefined = $derived.by(() => {
    const { points } = map
    if (!points) return undefined
    if (this.by === 'split') return Int16Array.from(points.splits)
    const inferred = this.by === 'inferred' ? this.measures?.inferred : undefined
    return inferred && Int16Array.from(points.ids, (id) => inferred[id])
  })

  /** The number of each point, by row; NaN where there is none. */
  values: Float32Array | undefined = $derived.by(() => {
    const { points, plane } = map
    if (!points || !plane) return undefined
    if (this.by === 'density') return planeTells.density
    const nats = this.by === 'likelihood' ? weighing.table?.nats : undefined
    if (nats) return Float32Array.from(points.ids, (id) => nats[id])
    const value = this.measures && valueOf(this.by, this.measures)
    return value && Float32Array.from(points.ids, value)
  })
  limits = $derived(this.values && limitsOf(this.values))

  /** How the points of a plane are coloured. */
  of(plane: Plane): Colouring {
    const { values, limits, categories } = this
    const groups = { of: categories ?? plane.labels, counts: this.counts }
    return { groups, numbers: values && limits ? { values, limits } : undefined }
  }

  /** Images of each group, by index; in this order the groups take their colours. */
  counts: readonly number[] = $derived.by(() => {
    const labels = project.dataset?.labels.map(({ count }) => count) ?? []
    if (this.by !== 'split') return labels
    const { splits } = project.dataset ?? {}
    return splits ? [splits.train, splits.validation, splits.test] : []
  })

  constructor() {
    map.whenCleared(() => {
      this.measures = undefined
      this.problem = undefined
      this.muted = setOf()
      untrack(() => weighing.reset())
      weighing.samples = undefined
    })
    on('progress', (progress) => {
      if (progress.phase === 'Measuring')
        this.progress = progress.done < progress.total ? progress : undefined
    })
    $effect.root(() => {
      $effect(() => {
        const { run, points } = map
        if (!run || !points || !this.waiting || training.jobOf(run)) return
        void this.#measure(run, `${run} ${points.epoch} ${project.dataset?.dataVersion}`)
      })
      $effect(() => {
        const { run, points } = map
        const wanted = (this.by === 'likelihood' || weighing.needed) && this.weighs && !weighing.stopped
        if (!wanted || !run || !points || training.jobOf(run)) return
        weighing.take(run, `${points.epoch} ${project.dataset?.dataVersion}`)
      })
      // An autoencoder has none.
      $effect(() => {
        if (this.by === 'likelihood' && !this.weighs) this.by = 'label'
      })
      // Other labels are other measures of a conditional model.
      const version = $derived(project.dataset?.dataVersion)
      $effect(() => {
        void version
        this.measures = undefined
        this.problem = undefined
        untrack(() => weighing.reset())
      })
    })
  }

  choose(by: ColourBy): void {
    this.by = by
    this.muted = setOf()
    this.problem = undefined
    // Who comes back to it after having stopped it wants it.
    if (by === 'likelihood') weighing.resume()
  }

  async #measure(run: string, key: string): Promise<void> {
    const known = this.#known.get(key)
    if (known) {
      this.measures = known
      return
    }
    if (this.#asked === key) return
    this.#asked = key
    try {
      const measures = await explorer.call('images.measure', run)
      this.#known.clear()
      this.#known.set(key, measures)
      if (run === map.run) this.measures = measures
    } catch (error) {
      if (run === map.run) this.problem = problemOf(error)
    } finally {
      this.#asked = ''
      this.progress = undefined
    }
  }
}

function valueOf(by: ColourBy, { reconstruction, kl }: ImageMeasures): ((id: number) => number) | undefined {
  if (by === 'elbo') return (id) => reconstruction[id] - kl[id]
  if (by === 'error') return (id) => -reconstruction[id]
  if (by === 'kl') return (id) => kl[id]
  return undefined
}

export const colouring = new ColouringState()
