/** What main and the workers say to each other, beside handing over ports to the window. */
import * as v from 'valibot'
import { RunId } from './schemas.ts'
import { Trial } from './trials.ts'
import type { ProbeAnswer } from './trials.ts'

const path = v.pipe(v.string(), v.minLength(1))
const job = v.object({ project: path, run: RunId })

/** A training that runs or waits somewhere; its files belong to another process. */
export type TrainingPlace = v.InferOutput<typeof job>

/** What main says to the explorer. */
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

/** What the training worker asks of main. */
export interface TrainingNeeds {
  /** Tries an engine in a process of its own, which a worker cannot start; ended when the call is cancelled. */
  'engine.try'(trial: Trial): ProbeAnswer
}

export const needSchemas = {
  'engine.try': v.tuple([Trial])
}
