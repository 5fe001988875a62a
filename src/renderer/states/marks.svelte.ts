import type { EditedImages, ImageMarks } from '../../shared/contract.ts'
import { explorer } from '../connection.ts'
import { project } from './project.svelte.ts'

/** What is known of every image of the open project: label, split, whether it is left out; in arrays by id. */
class MarksState {
  current = $state.raw<ImageMarks | undefined>()
  #of = ''

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const { summary } = project
        void this.#load(summary && keyOf(summary.path, summary.dataset))
      })
    })
  }

  /** Takes what an edit has made of the images. */
  take({ marks, dataset }: EditedImages): void {
    const { summary } = project
    if (!summary) return
    this.#of = keyOf(summary.path, dataset)
    this.current = marks
    project.summary = { ...summary, dataset }
  }

  async #load(key: string | undefined): Promise<void> {
    if (key === this.#of) return
    this.#of = key ?? ''
    this.current = undefined
    if (!key) return
    const marks = await explorer.call('marks.read').catch(() => undefined)
    if (key === this.#of) this.current = marks
  }
}

function keyOf(path: string, { dataVersion, count }: { dataVersion: number; count: number }): string {
  return `${path} ${dataVersion} ${count}`
}

export const marks = new MarksState()
