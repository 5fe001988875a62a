import type { Completed } from '../../shared/contract.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { explorer, problemOf } from '../connection.ts'
import { latest, superseded } from '../latest.ts'
import { project } from './project.svelte.ts'

/** Draws of each image. */
export const completionDraws = 8

/** What a run that completes images makes of one of them. */
class CompletionState {
  run = $state<string | undefined>()
  /** How many quadrants its model is given; undefined for runs that complete nothing. */
  given = $state<1 | 2 | 3 | undefined>()
  image = $state<number | undefined>()
  name = $state('')
  seed = $state(1)
  completed = $state.raw<Completed | undefined>()
  busy = $state(false)
  problem = $state.raw<ErrorEnvelope | undefined>()
  #project?: string
  #ask = latest((wish: { run: string; image: number; seed: number }) =>
    explorer.call('complete', wish.run, [wish.image], completionDraws, wish.seed)
  )

  /** Looks at another run; the image stays where the project is the same. */
  async open(run: string | undefined): Promise<void> {
    if (run === this.run && this.#project === project.summary?.path) return
    if (this.#project !== project.summary?.path) this.image = undefined
    this.#project = project.summary?.path
    this.run = run
    this.given = undefined
    this.completed = undefined
    this.problem = undefined
    if (!run) return
    try {
      const { condition } = await explorer.call('run.config', run)
      if (run !== this.run) return
      this.given = condition?.given
      if (this.given !== undefined && this.image !== undefined) await this.complete(this.image, this.name)
    } catch (error) {
      if (run === this.run) this.problem = problemOf(error)
    }
  }

  async complete(image: number, name: string): Promise<void> {
    const { run, seed } = this
    if (!run) return
    this.image = image
    this.name = name
    this.busy = true
    try {
      const completed = await this.#ask({ run, image, seed })
      if (completed === superseded || run !== this.run || image !== this.image) return
      this.completed = completed
      this.problem = undefined
      this.busy = false
    } catch (error) {
      this.problem = problemOf(error) ?? this.problem
      this.busy = false
    }
  }

  /** Other draws of the same image. */
  async redraw(): Promise<void> {
    this.seed = (this.seed % 0xffffffff) + 1
    if (this.image !== undefined) await this.complete(this.image, this.name)
  }
}

export const completion = new CompletionState()
