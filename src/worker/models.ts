/**
 * The models that are open for questions: the last few that were asked. A run that trains is asked with its last
 * checkpoint, any other with its best; newer weights are taken over behind the question that finds them, so that a
 * click never waits for an epoch to end.
 */
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Engine } from '../engine/engine.ts'
import { openInference } from '../node/inference.ts'
import type { Inference } from '../node/inference.ts'
import { readRun, runFolder } from '../node/runs.ts'
import type { RunRecord } from '../shared/schemas.ts'

const mostOpen = 3
/** Reading weights holds up whoever asks meanwhile: it waits until nobody has asked for so many milliseconds, ... */
const calm = 100
/** ... or for so many altogether. */
const patience = 2000

interface Opened {
  inference: Inference
  users: number
  retired: boolean
}

interface Entry {
  /** Tells whether the run's record has changed since, or its training begun or ended. */
  stamp: string
  /** Which weights are open. */
  weights: string
  opened: Promise<Opened>
  /** While it is looked whether there are newer weights, and those are read. */
  refreshing?: Promise<void>
  /** When it was asked last, and whether somebody waits for the newest weights. */
  asked: number
  awaited: boolean
}

function weightsOf(record: RunRecord, training: boolean): { which: 'best' | 'last'; key: string } {
  return training
    ? { which: 'last', key: `last ${record.epoch} ${record.step}` }
    : { which: 'best', key: `best ${record.bestEpoch}` }
}

export class Models {
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>()

  /**
   * @param project its folder
   * @param engine waited for when a model is opened
   * @param isTraining whether a run trains now
   */
  constructor(
    readonly project: string,
    readonly engine: () => Promise<Engine>,
    readonly isTraining: (run: string) => boolean
  ) {}

  /**
   * Asks a run's model something.
   * @throws AppError 'missing' when the run has no weights yet, 'engine' when no engine loads
   */
  async use<Value>(run: string, ask: (inference: Inference) => Promise<Value>): Promise<Value> {
    const entry = await this.#entry(run)
    const opened = await entry.opened
    opened.users++
    try {
      return await ask(opened.inference)
    } finally {
      opened.users--
      if (opened.retired && opened.users === 0) opened.inference.dispose()
    }
  }

  /** Waits until the newest weights are open: what is asked next is not of older ones. */
  async newest(run: string): Promise<void> {
    const entry = await this.#entry(run)
    entry.awaited = true
    await entry.refreshing
    entry.awaited = false
  }

  async #entry(run: string): Promise<Entry> {
    const known = this.#entries.get(run)
    if (known) {
      this.#entries.delete(run)
      this.#entries.set(run, known)
      known.asked = performance.now()
      known.refreshing ??= this.#refresh(run, known)
      return known
    }
    const stamp = await this.#stamp(run)
    const { which, key } = weightsOf(await readRun(this.project, run), this.isTraining(run))
    const raced = this.#entries.get(run)
    if (raced) return raced
    const opened = this.#open(run, which)
    const entry: Entry = { stamp, weights: key, opened, asked: performance.now(), awaited: false }
    this.#entries.set(run, entry)
    entry.opened.catch(() => this.#entries.delete(run))
    for (const [oldest, old] of this.#entries) {
      if (this.#entries.size <= mostOpen) break
      this.#entries.delete(oldest)
      void retire(old.opened)
    }
    return entry
  }

  async #stamp(run: string): Promise<string> {
    const training = this.isTraining(run)
    return `${await modified(path.join(runFolder(this.project, run), 'run.json'))} ${training}`
  }

  async #open(run: string, which: 'best' | 'last'): Promise<Opened> {
    const inference = await openInference(this.project, run, await this.engine(), which)
    return { inference, users: 0, retired: false }
  }

  /** Newer weights take the place of the old once they are read; if that fails, the old stay. */
  async #refresh(run: string, entry: Entry): Promise<void> {
    try {
      if ((await this.#stamp(run)) === entry.stamp) return
      const since = performance.now()
      const isCalm = () => performance.now() - entry.asked > calm || performance.now() - since > patience
      while (!entry.awaited && !isCalm()) await setTimeout(calm / 4)
      const stamp = await this.#stamp(run)
      const { which, key } = weightsOf(await readRun(this.project, run), this.isTraining(run))
      if (key !== entry.weights) {
        await (await entry.opened).inference.reload(which)
        entry.weights = key
      }
      entry.stamp = stamp
    } catch (error) {
      console.error(`The newer weights of ${run} could not be opened: ${String(error)}`)
    } finally {
      entry.refreshing = undefined
    }
  }

  close(): void {
    for (const { opened } of this.#entries.values()) void retire(opened)
    this.#entries.clear()
  }
}

async function modified(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0
}

async function retire(opening: Promise<Opened>): Promise<void> {
  const opened = await opening.catch(() => undefined)
  if (!opened) return
  opened.retired = true
  if (opened.users === 0) opened.inference.dispose()
}
