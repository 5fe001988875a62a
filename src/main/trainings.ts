/**
 * Trainings, one at a time; the others wait. Each has a worker process of its own, so that a crash or a
 * GPU without memory ends one training and nothing else: its last checkpoint is whole.
 */
import type { TrainingEnd, TrainingJob } from '../shared/bridge.ts'
import type { TrainingRequests, WorkerEvents } from '../shared/contract.ts'
import { AppError, toEnvelope } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import type { Client } from '../shared/rpc.ts'

/** What a queue needs of a worker; EngineHost is one. */
export interface TrainingWorker {
  client: Client<TrainingRequests, WorkerEvents>
  kill(): void
}

export interface TrainingsListener<Worker extends TrainingWorker> {
  /** Makes a worker and gives it a port to the window. */
  start(): Worker
  jobs(jobs: TrainingJob[]): void
  ended(end: TrainingEnd): void
}

export class Trainings<Worker extends TrainingWorker> {
  #jobs: TrainingJob[] = []
  #worker: Worker | undefined
  #idle: (() => void)[] = []
  #closing = false

  constructor(readonly listener: TrainingsListener<Worker>) {}

  get jobs(): TrainingJob[] {
    return this.#jobs.map((job) => ({ ...job }))
  }

  /** The worker of the training under way. */
  get worker(): Worker | undefined {
    return this.#worker
  }

  start(project: string, run: string): TrainingJob[] {
    if (this.#closing) throw new AppError('cancelled', said('quitting'))
    if (this.#jobs.some((job) => job.project === project && job.run === run)) return this.jobs
    this.#jobs.push({ project, run, state: 'queued' })
    this.#tell()
    if (!this.#worker) void this.#work()
    return this.jobs
  }

  /** @throws AppError 'missing' when the run neither trains nor waits */
  pause(run: string): TrainingJob[] {
    return this.#end(run, 'pausing')
  }

  /** @throws AppError 'missing' when the run neither trains nor waits */
  stop(run: string): TrainingJob[] {
    return this.#end(run, 'stopping')
  }

  #end(run: string, state: 'pausing' | 'stopping'): TrainingJob[] {
    const job = this.#jobs.find((job) => job.run === run)
    if (!job) throw new AppError('missing', said('not-training'))
    if (job.state === 'queued') this.#jobs = this.#jobs.filter((other) => other !== job)
    else {
      job.state = state
      const request = state === 'pausing' ? 'training.pause' : 'training.stop'
      // A worker that is gone has ended the training already; its own end says so.
      this.#worker?.client.call(request).catch(() => {})
    }
    this.#tell()
    return this.jobs
  }

  #tell(): void {
    this.listener.jobs(this.jobs)
  }

  /** Works through the queue until it is empty. */
  async #work(): Promise<void> {
    for (let job = this.#jobs[0]; job && !this.#closing; job = this.#jobs[0]) {
      job.state = 'training'
      const { project, run } = job
      const worker = this.listener.start()
      this.#worker = worker
      this.#tell()
      const end: TrainingEnd = { project, run }
      try {
        end.record = await worker.client.call('training.start', project, run)
      } catch (error) {
        end.problem = toEnvelope(error)
        if (end.problem.kind === 'lost') end.problem = toEnvelope(new AppError('lost', said('training-lost')))
      }
      worker.kill()
      this.#worker = undefined
      this.#jobs = this.#jobs.filter((other) => other !== job)
      this.#tell()
      this.listener.ended(end)
    }
    for (const resolve of this.#idle.splice(0)) resolve()
  }

  /** Empties the queue; what trains writes its checkpoint first. Resolves when nothing trains any more. */
  async close(): Promise<void> {
    this.#closing = true
    const training = this.#jobs.find((job) => job.state === 'training')
    this.#jobs = this.#jobs.filter((job) => job.state !== 'queued')
    if (training) this.pause(training.run)
    if (this.#worker) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }
}
