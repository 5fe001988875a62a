import type { RunConfig, RunRecord } from '../../shared/schemas.ts'
import { mapOf, mapWith, setOf, setWith, setWithout } from '../collections.ts'
import { explorer, on } from '../connection.ts'
import { project } from './project.svelte.ts'

/** The runs of the open project, newest first, and which of them is looked at. */
class RunsState {
  #changed = $state.raw(mapOf<string, RunRecord>())
  #removed = $state.raw(setOf<string>())
  selected = $state<string | undefined>()
  /** Settings to begin the next run with: duplicated ones, or those the Train screen was left with. */
  draft = $state.raw<RunConfig | undefined>()

  list: readonly RunRecord[] = $derived.by(() => {
    const stored = project.summary?.runs ?? []
    const known = mapOf([...stored.map((run) => [run.id, run] as const), ...this.#changed])
    return [...known.values()]
      .filter((run) => !this.#removed.has(run.id))
      .sort((a, b) => b.created.localeCompare(a.created))
  })

  current: RunRecord | undefined = $derived(this.list.find((run) => run.id === this.selected))

  /** Runs with something to look at: at least one epoch is done. */
  viewable: readonly RunRecord[] = $derived(
    this.list.filter((run) => run.epoch > 0 || run.status === 'training')
  )

  constructor() {
    on('run.changed', (run) => this.take(run))
  }

  /** For another project. */
  reset(): void {
    this.#changed = mapOf()
    this.#removed = setOf()
    this.selected = this.list.find((run) => run.epoch > 0)?.id
    this.draft = undefined
  }

  take(run: RunRecord): void {
    this.#changed = mapWith(this.#changed, run.id, run)
  }

  async create(config: RunConfig, name?: string): Promise<RunRecord> {
    const run = await explorer.call('run.create', config, name)
    this.take(run)
    this.selected = run.id
    return run
  }

  async rename(id: string, name: string): Promise<void> {
    this.take(await explorer.call('run.rename', id, name))
  }

  async note(id: string, note: string): Promise<void> {
    this.take(await explorer.call('run.note', id, note))
  }

  async delete(id: string): Promise<void> {
    await explorer.call('run.delete', id)
    this.#removed = setWith(this.#removed, id)
    if (this.selected === id) this.selected = this.viewable[0]?.id
  }

  async undelete(id: string): Promise<void> {
    const run = await explorer.call('run.undelete', id)
    this.#removed = setWithout(this.#removed, id)
    this.take(run)
  }

  async extend(id: string, epochs: number): Promise<void> {
    this.take(await explorer.call('run.extend', id, epochs))
  }
}

export const runs = new RunsState()
