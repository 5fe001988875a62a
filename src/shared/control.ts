/** What main says to the explorer worker, beside handing it ports to the window. */
import * as v from 'valibot'
import { RunId } from './schemas.ts'

const path = v.pipe(v.string(), v.minLength(1))
const job = v.object({ project: path, run: RunId })

/** A training that runs or waits somewhere; its files belong to another process. */
export type TrainingPlace = v.InferOutput<typeof job>

export interface ExplorerControl {
  /** The first word: the project to open again after a crash, and what trains. */
  'control.begin'(project: string | null, training: TrainingPlace[]): void
  /** Which runs train from now on. */
  'control.training'(training: TrainingPlace[]): void
  /** A training ended: takes what it wrote into the project's database, if that project is open. */
  'control.takeIn'(project: string, run: string): void
  /** Closes the project in order; the process ends after it. */
  'control.close'(): void
}

export interface ExplorerControlEvents {
  /** Which project is open from now on; null when none is. */
  project: { path: string; name: string } | null
}

export const controlSchemas = {
  'control.begin': v.tuple([v.nullable(path), v.array(job)]),
  'control.training': v.tuple([v.array(job)]),
  'control.takeIn': v.tuple([path, RunId]),
  'control.close': v.tuple([])
}
