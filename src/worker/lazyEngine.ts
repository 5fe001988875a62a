/**
 * The explorer's engine: on its way from the start, waited for only by requests that need it. Native TensorFlow
 * may have to be fetched first, which must not keep anybody from importing images.
 */
import type { Engine } from '../engine/engine.ts'
import { chooseEngine } from '../node/backends/choose.ts'
import type { EngineReport } from '../shared/contract.ts'
import { toEnvelope } from '../shared/errors.ts'
import { engineNames } from '../shared/schemas.ts'
import type { Audience } from './audience.ts'
import { inWords } from '../shared/problems.ts'

export class LazyEngine {
  #choice: Promise<Engine> | undefined
  #chosen: Engine | undefined
  #problem: string | undefined
  readonly #stopping = new AbortController()

  constructor(readonly audience: Pick<Audience, 'emit' | 'progress'>) {}

  /**
   * The engine, once it is there. After a failure the next call tries again.
   * @throws AppError 'engine' when none loads
   */
  get(): Promise<Engine> {
    this.#choice ??= this.#choose()
    return this.#choice
  }

  /** Begins without waiting. */
  start(): void {
    this.get().catch(() => {})
  }

  async #choose(): Promise<Engine> {
    const lines: string[] = []
    const report = { progress: this.audience.progress, line: (text: string) => void lines.push(text) }
    try {
      this.#chosen = await chooseEngine('auto', report, this.#stopping.signal)
      this.#problem = undefined
      const { name, version, device } = this.#chosen
      this.audience.emit('engine', { name, version, device, loaded: true, reason: lines.at(-1) })
      return this.#chosen
    } catch (error) {
      this.#choice = undefined
      this.#problem = toEnvelope(error).message
      this.audience.emit('engine', { name: 'tensorflow', loaded: false, reason: this.#problem })
      throw error
    }
  }

  /** What is known now, without waiting. */
  report(): EngineReport[] {
    return engineNames.map((name) => {
      if (this.#chosen?.name === name) {
        const { version, device } = this.#chosen
        return { name, loaded: true, version, device }
      }
      const other = this.#chosen && inWords('engine-used', { name: this.#chosen.name })
      return { name, loaded: false, reason: other ?? this.#problem ?? inWords('engine-ready-soon') }
    })
  }

  /** Gives up what is still under way. */
  close(): void {
    this.#stopping.abort()
  }
}
