/** The open project and the engine beside it. */
import * as v from 'valibot'
import { path, paths } from './arguments.ts'
import type { Schemas } from './arguments.ts'
import type { DatasetSummary } from './datasets.ts'
import type { EngineName, RunRecord } from '../schemas.ts'
import { ImportOptions } from '../schemas.ts'

export interface ProjectSummary {
  path: string
  name: string
  dataset: DatasetSummary
  runs: RunRecord[]
}

export interface EngineReport {
  name: EngineName
  loaded: boolean
  version?: string
  device?: string
  /** Why it did not load, in one line. */
  reason?: string
}

/** How far a long job is. rate is in `unit` a second; secondsLeft is undefined until it can be told honestly. */
export interface Progress {
  phase: string
  done: number
  total: number
  unit: string
  rate: number
  secondsLeft?: number
}

export interface ProjectRequests {
  'engine.report'(): EngineReport[]
  'project.open'(path: string): ProjectSummary
  'project.import'(inputs: string[], out: string, options: ImportOptions): ProjectSummary
  'project.close'(): void
  'project.summary'(): ProjectSummary
}

export const projectSchemas: Schemas<ProjectRequests> = {
  'engine.report': v.tuple([]),
  'project.open': v.tuple([path]),
  'project.import': v.tuple([v.pipe(paths, v.minLength(1)), path, ImportOptions]),
  'project.close': v.tuple([]),
  'project.summary': v.tuple([])
}

/** Those that may be asked a second time without harm. */
export const projectReads = [
  'engine.report',
  'project.open',
  'project.summary'
] as const satisfies (keyof ProjectRequests)[]
