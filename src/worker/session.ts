/** Which project is open. Opening, closing and importing again go one after the other; questions wait for them. */
import { reimportImages } from '../node/import.ts'
import { Project } from '../node/project.ts'
import { listRuns, updateRun } from '../node/runs.ts'
import type { ProjectSummary } from '../shared/contract.ts'
import type { TrainingPlace } from '../shared/control.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { ImportOptions } from '../shared/schemas.ts'
import { nothingOpen, OpenedProject } from './opened.ts'
import type { Surroundings } from './opened.ts'

export interface SessionListener extends Omit<Surroundings, 'isTraining'> {
  project(project: { path: string; name: string } | null): void
}

export class Session {
  #opened: OpenedProject | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #training: TrainingPlace[] = []
  readonly #surroundings: Surroundings

  constructor(readonly listener: SessionListener) {
    const { engine, progress } = listener
    this.#surroundings = { engine, progress, isTraining: (project, run) => this.isTraining(project, run) }
  }

  isTraining(project: string, run: string): boolean {
    return this.#training.some((job) => job.project === project && job.run === run)
  }

  setTraining(training: TrainingPlace[]): void {
    this.#training = training
  }

  /** One at a time; a failed one does not stop the next. */
  #inTurn<Value>(job: () => Promise<Value>): Promise<Value> {
    const result = this.#turn.then(job)
    this.#turn = result.catch(() => {})
    return result
  }

  /**
   * The open project, after what is changing it is done.
   * @throws AppError 'input' when none is open
   */
  async current(): Promise<OpenedProject> {
    await this.#turn
    if (!this.#opened) throw nothingOpen()
    return this.#opened
  }

  /** @throws AppError 'missing', 'busy', 'format'; the project that was open stays open then */
  open(path: string): Promise<ProjectSummary> {
    return this.#inTurn(async () => {
      if (this.#opened?.path === path) return this.#opened.project.summary()
      return this.#swap(await Project.open(path))
    })
  }

  /** Opens what an import has made. */
  take(project: Project): Promise<ProjectSummary> {
    return this.#inTurn(() => this.#swap(project))
  }

  async #swap(project: Project): Promise<ProjectSummary> {
    const opened = await OpenedProject.of(project, this.#surroundings)
    const before = this.#opened
    this.#opened = opened
    await before?.close()
    await this.#settleRuns()
    this.listener.project({ path: project.path, name: project.manifest.name })
    return project.summary()
  }

  /** A run that is marked as training though nobody trains it was cut off, by a crash or a power failure. */
  async #settleRuns(): Promise<void> {
    const { path } = this.#opened!
    for (const { id, status } of await listRuns(path))
      if (status === 'training' && !this.isTraining(path, id)) await updateRun(path, id, { status: 'paused' })
  }

  /** Imports the same sources with other settings. A failure leaves the data as it was. */
  reimport(options: ImportOptions, hooks: Parameters<typeof reimportImages>[2]): Promise<ProjectSummary> {
    return this.#inTurn(async () => {
      const before = this.#opened
      if (!before) throw nothingOpen()
      if (this.#training.some(({ project }) => project === before.path))
        throw new AppError('busy', said('import-training'))
      try {
        const { project } = await reimportImages(before.project, options, hooks)
        await before.release()
        this.#opened = await OpenedProject.of(project, this.#surroundings)
        return project.summary()
      } catch (error) {
        // The database may have been let go of before it went wrong.
        const alive = await before.project.dataset().then(
          () => true,
          () => false
        )
        if (!alive) {
          await before.release()
          this.#opened = await OpenedProject.of(await Project.open(before.path), this.#surroundings)
        }
        throw error
      }
    })
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#opened
      this.#opened = undefined
      this.listener.project(null)
      await before?.close()
    })
  }

  /** A training of a project ended. */
  async takeIn(project: string, run: string): Promise<void> {
    this.#training = this.#training.filter((job) => job.project !== project || job.run !== run)
    await this.#turn
    if (this.#opened?.path !== project) return
    await this.#settleRuns()
    await this.#opened.takeIn(run)
  }
}
