import type { Film, FilmRequest, Pixels, RankedImages } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import { traitsOf } from '../../shared/traits.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { runs } from './runs.svelte.ts'

/** Images in each ranking, and of a run beside them. */
const shown = 16

/** What a density classifier finds: an ascent as a film, the images ranked by it, samples of a VAE beside them. */
class SearchState {
  run = $state<string | undefined>()
  start = $state<'noise' | 'blank' | 'images'>('noise')
  steps = $state(100)
  seed = $state(0)
  film = $state.raw<Film | undefined>()
  ranking = $state.raw<{ most: RankedImages; least: RankedImages } | undefined>()
  /** Samples of the newest VAE, where there is one. */
  samples = $state.raw<{ run: string; pixels: Pixels } | undefined>()
  problem = $state.raw<ErrorEnvelope | undefined>()
  busy = $state(false)
  /** Whether the selected run is shown here and not on a map. */
  replacesMap = $state(false)
  #looked: string | undefined
  readonly #models: Record<string, RunConfig['model']> = {}

  #film = latest(({ run, request }: { run: string; request: FilmRequest }) =>
    explorer.call('search.film', run, request)
  )

  /** Finds out whether a run's model has a map. */
  async look(run: string | undefined): Promise<void> {
    this.#looked = run
    const model = run === undefined ? undefined : await this.#modelOf(run).catch(() => undefined)
    if (this.#looked === run) this.replacesMap = model !== undefined && !traitsOf({ model }).latent
  }

  /** Looks at a run: its ranking, and samples of a VAE to set beside it. */
  async open(run: string): Promise<void> {
    this.run = run
    this.film = undefined
    this.ranking = undefined
    this.problem = undefined
    try {
      const ranking = await explorer.call('search.ranking', run, shown)
      if (this.run === run) this.ranking = ranking
      await this.#drawBeside()
    } catch (error) {
      if (this.run === run) this.problem = problemOf(error)
    }
  }

  async climb(): Promise<void> {
    const { run, start: from, steps, seed, ranking } = this
    if (!run || (from === 'images' && !ranking)) return
    const start: FilmRequest['start'] =
      from === 'images' ? { from, ids: ranking!.least.ids.slice(0, 6) } : { from }
    this.busy = true
    try {
      const request = { start, count: 6, steps, rate: 0.02, frames: 10, seed }
      const film = await this.#film({ run, request })
      if (film === superseded || run !== this.run) return
      this.film = film
      this.problem = undefined
    } catch (error) {
      if (run === this.run) this.problem = problemOf(error) ?? this.problem
    } finally {
      this.busy = false
    }
  }

  async #modelOf(run: string): Promise<RunConfig['model']> {
    this.#models[run] ??= (await explorer.call('run.config', run)).model
    return this.#models[run]
  }

  async #drawBeside(): Promise<void> {
    this.samples = undefined
    for (const { id, epoch } of runs.viewable) {
      if (epoch === 0 || (await this.#modelOf(id)) !== 'vae') continue
      const { pixels } = await explorer.call('generate', id, { count: shown, seed: this.seed })
      this.samples = { run: id, pixels }
      return
    }
  }
}

export const search = new SearchState()
