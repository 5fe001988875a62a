/** Work that several may wait for at once: it is done once, and given up when nobody waits for it any more. */
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'

interface Job<Value> {
  value: Promise<Value>
  waiting: number
  controller: AbortController
}

export class Once<Value> {
  readonly #jobs = new Map<string, Job<Value>>()

  /**
   * What the work comes to. Who asks later, when it is done, has it done again.
   * @param signal of this one who waits
   * @throws AppError 'cancelled' when it is aborted
   */
  async of(
    name: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Value>
  ): Promise<Value> {
    const job = this.#jobs.get(name) ?? this.#begin(name, work)
    job.waiting++
    try {
      return await (signal ? Promise.race([job.value, aborted(signal)]) : job.value)
    } finally {
      job.waiting--
      if (job.waiting === 0) {
        job.controller.abort()
        this.#end(name, job)
      }
    }
  }

  #begin(name: string, work: (signal: AbortSignal) => Promise<Value>): Job<Value> {
    const controller = new AbortController()
    const job = { value: work(controller.signal), waiting: 0, controller }
    this.#jobs.set(name, job)
    job.value.catch(() => {})
    return job
  }

  #end(name: string, job: Job<Value>): void {
    if (this.#jobs.get(name) === job) this.#jobs.delete(name)
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const refuse = () => reject(new AppError('cancelled', said('cancelled')))
    if (signal.aborted) refuse()
    else signal.addEventListener('abort', refuse, { once: true })
  })
