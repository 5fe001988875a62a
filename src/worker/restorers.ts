/** The run that is open for restoring: one at a time, opened again when its weights are newer. */
import { Restorer } from '../node/restore.ts'
import { readRun } from '../node/runs.ts'
import type { OpenedProject } from './opened.ts'

interface Entry {
  key: string
  restorer: Promise<Restorer>
  users: number
  retired: boolean
}

export class Restorers {
  #entry?: Entry

  /** Asks a run something. @throws AppError as opening it does */
  async use<Value>(
    opened: OpenedProject,
    run: string,
    ask: (restorer: Restorer) => Promise<Value>
  ): Promise<Value> {
    const record = await readRun(opened.path, run)
    const training = opened.surroundings.isTraining(opened.path, run)
    const which = training ? 'last' : 'best'
    const key = JSON.stringify([opened.path, run, which, training ? record.step : record.bestEpoch])
    let entry = this.#entry
    if (entry?.key !== key) {
      this.#retire(entry)
      entry = { key, restorer: open(opened, run, which), users: 0, retired: false }
      this.#entry = entry
    }
    entry.users++
    try {
      return await ask(await entry.restorer)
    } catch (error) {
      // What could not be opened is tried again the next time.
      if (this.#entry === entry && (await failed(entry.restorer))) this.#entry = undefined
      throw error
    } finally {
      entry.users--
      if (entry.retired && entry.users === 0) dispose(entry)
    }
  }

  #retire(entry: Entry | undefined): void {
    if (!entry) return
    entry.retired = true
    if (entry.users === 0) dispose(entry)
  }
}

async function open(opened: OpenedProject, run: string, which: 'best' | 'last'): Promise<Restorer> {
  return Restorer.open(opened.path, run, await opened.surroundings.engine(), which)
}

const failed = (restorer: Promise<Restorer>) =>
  restorer.then(
    () => false,
    () => true
  )

function dispose({ restorer }: Entry): void {
  restorer.then(
    (opened) => opened.dispose(),
    () => {}
  )
}
