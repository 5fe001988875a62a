import type { TrainingJob } from '../../shared/bridge.ts'
import type { MapPoints, TrainingProgress, TrainingSnapshot } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import type { Metric, RunConfig, Terms } from '../../shared/schemas.ts'
import { whenCalm } from '../calm.ts'
import { app, explorer, on, problemOf } from '../connection.ts'
import { project } from './project.svelte.ts'
import { runs } from './runs.svelte.ts'

/** One training step's figures, as the curve draws them. */
export interface LiveStep {
  step: number
  terms: Terms
}

const liveLimit = 1200

/** Lets the explorer take over the model's weights now, so that a click does not wait; what fails, the click will say. */
function prepare(run: string): void {
  explorer.call('run.prepare', run).catch(() => {})
}

/** What is training, and everything it shows while it learns. */
class TrainingState {
  jobs = $state.raw<readonly TrainingJob[]>([])
  progress = $state.raw<TrainingProgress | undefined>()
  snapshots = $state.raw<Readonly<Record<string, TrainingSnapshot>>>({})
  metrics = $state.raw<Readonly<Record<string, readonly Metric[]>>>({})
  live = $state.raw<Readonly<Record<string, readonly LiveStep[]>>>({})
  points = $state.raw<Readonly<Record<string, MapPoints>>>({})
  problems = $state.raw<Readonly<Record<string, ErrorEnvelope>>>({})

  /** The job under way, whatever project it belongs to. */
  active: TrainingJob | undefined = $derived(this.jobs.find((job) => job.state !== 'queued'))

  constructor() {
    on('training.jobs', (jobs) => {
      this.jobs = jobs
      if (this.progress && !jobs.some((job) => job.run === this.progress?.run)) this.progress = undefined
    })
    on('training.ended', ({ run, record, problem }) => {
      if (problem && problem.kind !== 'cancelled') this.problems = { ...this.problems, [run]: problem }
      if (record) runs.take(record)
      if (this.progress?.run === run) this.progress = undefined
      void this.#ended(run)
    })
    const takeProgress = whenCalm((progress: TrainingProgress) => {
      // What waited for calm may have ended meanwhile.
      if (this.jobs.some((job) => job.run === progress.run)) this.progress = progress
      const step = { step: progress.step, terms: progress.terms }
      const before = until(this.live[progress.run] ?? [], step.step)
      this.live = { ...this.live, [progress.run]: thin([...before, step]) }
    })
    on('run.progress', takeProgress)
    const takeSnapshot = whenCalm((snapshot: TrainingSnapshot) => {
      this.snapshots = { ...this.snapshots, [snapshot.run]: snapshot }
    })
    on('run.snapshot', takeSnapshot)
    const takePoints = whenCalm((points: MapPoints) => {
      this.points = { ...this.points, [points.run]: points }
      prepare(points.run)
    })
    on('run.points', takePoints)
    on('run.metric', ({ run, metric }) => {
      const known = this.metrics[run] ?? []
      const kept = known.filter(({ split, step }) => split !== metric.split || step < metric.step)
      this.metrics = { ...this.metrics, [run]: [...kept, metric] }
    })
  }

  reset(): void {
    this.snapshots = {}
    this.metrics = {}
    this.live = {}
    this.points = {}
    this.problems = {}
  }

  async load(): Promise<void> {
    this.jobs = await app.call('training.jobs')
  }

  jobOf(run: string | undefined): TrainingJob | undefined {
    return this.jobs.find((job) => job.run === run)
  }

  /** Makes a run and trains it. */
  async begin(config: RunConfig, name?: string): Promise<string> {
    const run = await runs.create(config, name)
    await this.resume(run.id)
    return run.id
  }

  /** Trains a run from its last checkpoint. */
  async resume(run: string): Promise<void> {
    if (!project.summary) return
    const problems = { ...this.problems }
    delete problems[run]
    this.problems = problems
    this.jobs = await app.call('training.start', project.summary.path, run)
  }

  async pause(run: string): Promise<void> {
    this.jobs = await app.call('training.pause', run)
  }

  async stop(run: string): Promise<void> {
    this.jobs = await app.call('training.stop', run)
  }

  /** What the run has to show already; nothing when it has not learned yet. */
  async show(run: string): Promise<void> {
    await Promise.all([
      explorer.call('run.metrics', run).then(
        (metrics) => (this.metrics = { ...this.metrics, [run]: metrics }),
        () => undefined
      ),
      this.snapshots[run]
        ? undefined
        : explorer.call('run.snapshot', run).then(
            (snapshot) => (this.snapshots = { ...this.snapshots, [run]: snapshot }),
            () => undefined
          )
    ])
  }

  async #ended(run: string): Promise<void> {
    try {
      await project.refresh()
      // What ended it stands in the record, which an earlier event must not hide.
      const record = project.summary?.runs.find(({ id }) => id === run)
      if (record) runs.take(record)
      await this.show(run)
    } catch (error) {
      const problem = problemOf(error)
      if (problem) this.problems = { ...this.problems, [run]: problem }
    }
  }
}

/** A run that goes on from its checkpoint does the steps after it once more; those done before are forgotten. */
function until(steps: readonly LiveStep[], step: number): readonly LiveStep[] {
  const last = steps[steps.length - 1]
  return last && last.step >= step ? steps.filter((known) => known.step < step) : steps
}

/** Keeps the curve's steps few: when there are too many, every second of the older ones goes. */
function thin(steps: readonly LiveStep[]): readonly LiveStep[] {
  if (steps.length < liveLimit) return steps
  return steps.filter((_, index) => index % 2 === 0 || index > liveLimit * 0.75)
}

export const training = new TrainingState()
