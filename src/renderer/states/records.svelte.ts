import type { ImageRecord } from '../../shared/contract.ts'
import { explorer, problemOf } from '../connection.ts'
import type { ErrorEnvelope } from '../../shared/errors.ts'
import { project } from './project.svelte.ts'

const page = 4000

/** All images of the collection by name, label and split, fetched page by page when first wanted. */
class RecordsState {
  list = $state.raw<readonly ImageRecord[]>([])
  problem = $state.raw<ErrorEnvelope | undefined>()
  #of: unknown

  /** Loads unless it is there already for the collection as it is. */
  async load(): Promise<void> {
    const dataset = project.dataset
    const key = `${project.summary?.path} ${dataset?.dataVersion} ${dataset?.count}`
    if (!dataset || this.#of === key) return
    this.#of = key
    this.problem = undefined
    let list: readonly ImageRecord[] = []
    this.list = list
    try {
      while (list.length < dataset.count) {
        const next = await explorer.call('dataset.list', {}, list.length, page)
        if (this.#of !== key || next.length === 0) return
        list = [...list, ...next]
        this.list = list
      }
    } catch (error) {
      if (this.#of !== key) return
      this.problem = problemOf(error)
      this.#of = undefined
    }
  }
}

export const records = new RecordsState()
