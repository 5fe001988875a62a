import { project } from './project.svelte.ts'

/** Something a person did that can be taken back and done again. */
export interface Step {
  /** What it was, in words: "Relabel 24 images". */
  name: string
  undo(): Promise<void>
  redo(): Promise<void>
}

const mostSteps = 100

/** What was done to the open project, to be undone and done again, one after the other. */
class HistoryState {
  #done = $state.raw<readonly Step[]>([])
  #undone = $state.raw<readonly Step[]>([])
  busy = $state(false)
  canUndo = $derived(this.#done.length > 0 && !this.busy)
  canRedo = $derived(this.#undone.length > 0 && !this.busy)
  /** What an undo would take back. */
  last = $derived(this.#done.at(-1)?.name)

  constructor() {
    $effect.root(() => {
      const of = $derived(`${project.summary?.path} ${project.dataset?.importVersion}`)
      $effect(() => {
        void of
        this.#done = []
        this.#undone = []
      })
    })
  }

  /** Remembers what has just been done; what was undone before cannot be done again then. */
  add(step: Step): void {
    this.#done = [...this.#done.slice(-mostSteps + 1), step]
    this.#undone = []
  }

  /** Takes back this step if it is still the last, as the message that tells of it offers. */
  async undoStep(step: Step): Promise<void> {
    if (this.#done.at(-1) === step) await this.undo()
  }

  /** Takes back the last step. @returns its name; undefined when there is none */
  async undo(): Promise<string | undefined> {
    const step = this.#done.at(-1)
    if (!step || this.busy) return undefined
    await this.#work(step.undo)
    this.#done = this.#done.slice(0, -1)
    this.#undone = [...this.#undone, step]
    return step.name
  }

  /** Does the last undone step again. */
  async redo(): Promise<string | undefined> {
    const step = this.#undone.at(-1)
    if (!step || this.busy) return undefined
    await this.#work(step.redo)
    this.#undone = this.#undone.slice(0, -1)
    this.#done = [...this.#done, step]
    return step.name
  }

  async #work(job: () => Promise<void>): Promise<void> {
    this.busy = true
    try {
      await job()
    } finally {
      this.busy = false
    }
  }
}

export const history = new HistoryState()
