import type { RecentProject } from '../../shared/bridge.ts'
import { takeCatalogue } from '../../shared/catalogue.ts'
import type { Problem, Progress, ProjectSummary } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import type { ImportOptions } from '../../shared/schemas.ts'
import { app, explorer, on, problemOf } from '../connection.ts'
import { fileName } from '../formats.ts'
import { isImport } from './engine.svelte.ts'
import { thumbnails } from './thumbnails.ts'

export interface Importing {
  name: string
  progress?: Progress
}

/** The open project: its dataset, and how it comes to be. Its runs are in runs.svelte.ts. */
class ProjectState {
  summary = $state.raw<ProjectSummary | undefined>()
  importing = $state.raw<Importing | undefined>()
  /** What the last import or opening ran into. */
  problem = $state.raw<ErrorEnvelope | undefined>()
  recent = $state.raw<readonly RecentProject[]>([])
  /** A project that was just made from images and has no run yet. */
  fresh = $state(false)
  #cancel?: AbortController

  constructor() {
    on('progress', (progress) => {
      if (this.importing && isImport(progress)) this.importing = { ...this.importing, progress }
    })
  }

  get dataset() {
    return this.summary?.dataset
  }

  async loadRecent(): Promise<void> {
    this.recent = await app.call('recent.list')
  }

  /** Opens a `.latent` folder. Answers whether that went well. */
  async open(path: string): Promise<boolean> {
    this.problem = undefined
    try {
      await this.#take(await explorer.call('project.open', path))
      return true
    } catch (error) {
      this.problem = problemOf(error)
      return false
    }
  }

  /** Makes a project of folders, zips or images. Answers whether it was made. */
  async import(inputs: string[], options: ImportOptions = {}): Promise<boolean> {
    if (this.importing) return false
    const out = await app.call('project.suggestPath', inputs)
    const name = options.name ?? fileName(out).replace(/\.latent$/, '')
    const made = await this.#long(name, (call) => call('project.import', inputs, out, options))
    if (made) this.fresh = true
    return made
  }

  /** The same images again, with other settings. */
  async reimport(options: ImportOptions): Promise<boolean> {
    if (this.importing || !this.summary) return false
    return this.#long(this.summary.name, (call) => call('dataset.reimport', options))
  }

  cancelImport(): void {
    this.#cancel?.abort()
  }

  async refresh(): Promise<void> {
    if (this.summary) this.summary = await explorer.call('project.summary')
  }

  async close(): Promise<void> {
    this.cancelImport()
    this.summary = undefined
    this.fresh = false
    thumbnails.clear()
    await explorer.call('project.close')
    await this.loadRecent()
  }

  problems(): Promise<Problem[]> {
    return explorer.call('dataset.problems')
  }

  async remember(thumbnail?: string): Promise<void> {
    if (!this.summary) return
    const { path, name, dataset } = this.summary
    const known = this.recent.find((recent) => recent.path === path)?.thumbnail
    this.recent = await app.call('recent.add', {
      path,
      name,
      images: dataset.count,
      ...((thumbnail ?? known) ? { thumbnail: thumbnail ?? known } : {})
    })
  }

  async #long(
    name: string,
    job: (call: ReturnType<typeof explorer.with>['call']) => Promise<ProjectSummary>
  ): Promise<boolean> {
    this.problem = undefined
    this.importing = { name }
    this.#cancel = new AbortController()
    try {
      await this.#take(await job(explorer.with(this.#cancel.signal).call))
      return true
    } catch (error) {
      this.problem = problemOf(error)
      return false
    } finally {
      this.importing = undefined
    }
  }

  async #take(summary: ProjectSummary): Promise<void> {
    takeCatalogue(await explorer.call('run.catalogue'))
    thumbnails.clear()
    this.fresh = false
    this.summary = summary
    await this.remember()
  }
}

export const project = new ProjectState()
