/** Runs: making, naming, deleting and reading them. */
import * as v from 'valibot'
import { between, name, text } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { Pixels } from './pixels.ts'
import type { EngineName, Metric, RunRecord, Terms } from '../schemas.ts'
import type { Catalogue } from '../catalogue.ts'
import { RunConfig, RunId } from '../schemas.ts'

/** One training step's figures, at most ten times a second. */
export interface TrainingProgress {
  run: string
  epoch: number
  epochs: number
  step: number
  steps: number
  terms: Terms
  /** N/M Σ of the bound over the step's batch: the estimate of the whole training set's bound, in nats. */
  wholeSet: number
  imagesPerSecond: number
  secondsLeft?: number
  engine: EngineName
  device: string
}

/** What a person watches while a model learns, once an epoch and at the start. */
export interface TrainingSnapshot {
  run: string
  epoch: number
  validation: Terms
  /** The same eight validation images each time, and what the model makes of them. */
  originals: Pixels
  reconstructions: Pixels
  /** Eight decoded draws from the prior, the same draws each time. */
  samples: Pixels
}

export interface RunRequests {
  /** What a run can be made of: the models, likelihoods and objectives that there are, with their words. */
  'run.catalogue'(): Catalogue
  'run.create'(config: RunConfig, name?: string): RunRecord
  'run.rename'(run: string, name: string): RunRecord
  'run.note'(run: string, note: string): RunRecord
  'run.delete'(run: string): void
  /** Takes back the deletion; possible until the project is closed. */
  'run.undelete'(run: string): RunRecord
  'run.config'(run: string): RunConfig
  'run.metrics'(run: string): Metric[]
  /** More epochs for a run that ended; training then goes on from its last checkpoint. */
  'run.extend'(run: string, epochs: number): RunRecord
  'run.snapshot'(run: string): TrainingSnapshot
  /** Opens the run's model ahead of the first question, so that a first click does not wait for it. */
  'run.prepare'(run: string): void
}

export const runSchemas: Schemas<RunRequests> = {
  'run.catalogue': v.tuple([]),
  'run.create': v.tuple([RunConfig, v.optional(name)]),
  'run.rename': v.tuple([RunId, name]),
  'run.note': v.tuple([RunId, text]),
  'run.delete': v.tuple([RunId]),
  'run.undelete': v.tuple([RunId]),
  'run.config': v.tuple([RunId]),
  'run.metrics': v.tuple([RunId]),
  'run.extend': v.tuple([RunId, between(1, 100_000)]),
  'run.snapshot': v.tuple([RunId]),
  'run.prepare': v.tuple([RunId])
}

/** Those that may be asked a second time without harm. */
export const runReads = [
  'run.catalogue',
  'run.config',
  'run.metrics',
  'run.snapshot',
  'run.prepare'
] as const satisfies (keyof RunRequests)[]
