/** Everyone who hears a worker's events. */
import type { Progress, WorkerEvents } from '../shared/contract.ts'
import { coalesce } from '../shared/rpc.ts'
import type { Server } from '../shared/rpc.ts'

/** Progress need not come quicker than a screen is drawn. */
const frame = 33

export class Audience {
  readonly #servers = new Set<Server<WorkerEvents>>()
  readonly #phases = new Map<string, ReturnType<typeof coalesce<Progress>>>()

  /** @returns what takes it out again */
  add(server: Server<WorkerEvents>): () => void {
    this.#servers.add(server)
    return () => void this.#servers.delete(server)
  }

  emit<Name extends keyof WorkerEvents & string>(name: Name, value: WorkerEvents[Name]): void {
    for (const server of this.#servers) server.emit(name, value)
  }

  /** Progress at most once a frame for each phase; the end of a phase always comes through. */
  progress = (progress: Progress): void => {
    let phase = this.#phases.get(progress.phase)
    if (!phase)
      this.#phases.set(progress.phase, (phase = coalesce((value) => this.emit('progress', value), frame)))
    phase.push(progress)
    if (progress.total > 0 && progress.done >= progress.total) phase.flush()
  }
}
