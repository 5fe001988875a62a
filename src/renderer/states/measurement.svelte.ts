import type { Progress } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { on, problemOf } from '../connection.ts'

/** A table that takes a while to measure: begun on request, stopped on request, and stale when what it is of changed. */
export class Measurement<Table> {
  table = $state.raw<Table | undefined>()
  progress = $state.raw<Progress | undefined>()
  problem = $state.raw<ErrorEnvelope | undefined>()
  #of = $state('')
  #under = $state.raw<AbortController | undefined>()

  measuring = $derived(this.#under !== undefined)

  /** @param phase by which its progress is told */
  constructor(phase: string) {
    on('progress', (progress) => {
      if (progress.phase === phase) this.progress = progress
    })
  }

  /** Whether the table is of this. */
  protected isOf(what: string): boolean {
    return this.table !== undefined && this.#of === what
  }

  /** Asks for the table of something; what was asked before is given up. */
  protected async ask(what: string, question: (signal: AbortSignal) => Promise<Table>): Promise<void> {
    this.stop()
    const under = new AbortController()
    this.#under = under
    try {
      this.table = await question(under.signal)
      this.#of = what
      this.problem = undefined
    } catch (error) {
      if (!under.signal.aborted) this.problem = problemOf(error) ?? this.problem
    } finally {
      if (this.#under === under) this.stop()
    }
  }

  stop(): void {
    this.#under?.abort()
    this.#under = undefined
    this.progress = undefined
  }

  reset(): void {
    this.stop()
    this.table = undefined
    this.problem = undefined
  }
}
