/**
 * Every request and event between the processes, once. Handlers, proxies and the window's types derive from
 * these maps. Pixels are uint8, [count, height, width, channels] in one array; latents are float32, [count, D].
 */
import type { CompareRequests } from './contract/compare.ts'
import type { ConditionRequests } from './contract/conditions.ts'
import type { DatasetRequests } from './contract/datasets.ts'
import type { ExportRequests } from './contract/exports.ts'
import type { FieldRequests } from './contract/fields.ts'
import type { GenerateRequests } from './contract/generate.ts'
import type { HistoryRequests } from './contract/history.ts'
import type { MapRequests } from './contract/maps.ts'
import type { MarkRequests } from './contract/marks.ts'
import type { ModelRequests } from './contract/models.ts'
import type { ProjectRequests } from './contract/projects.ts'
import type { RestoreRequests } from './contract/restore.ts'
import type { RunRequests } from './contract/runs.ts'
import type { SearchRequests } from './contract/search.ts'
import type { SelectionRequests } from './contract/selections.ts'
import type { EngineReport, Progress } from './contract/projects.ts'
import type { MapPoints } from './contract/maps.ts'
import type { TrainingProgress, TrainingSnapshot } from './contract/runs.ts'
import type { Metric, RunRecord } from './schemas.ts'

export type { Pixels } from './contract/pixels.ts'
export type * from './contract/compare.ts'
export type * from './contract/conditions.ts'
export type * from './contract/datasets.ts'
export type * from './contract/exports.ts'
export type * from './contract/fields.ts'
export type * from './contract/generate.ts'
export type * from './contract/history.ts'
export type * from './contract/maps.ts'
export type * from './contract/marks.ts'
export type * from './contract/models.ts'
export type * from './contract/projects.ts'
export type * from './contract/restore.ts'
export type * from './contract/runs.ts'
export type * from './contract/search.ts'
export type * from './contract/selections.ts'

/** Requests to the explorer worker, which owns the open project; each area has a file in contract/. */
export interface ExplorerRequests
  extends
    ProjectRequests,
    DatasetRequests,
    RunRequests,
    MapRequests,
    ConditionRequests,
    HistoryRequests,
    FieldRequests,
    MarkRequests,
    SelectionRequests,
    CompareRequests,
    GenerateRequests,
    RestoreRequests,
    SearchRequests,
    ExportRequests,
    ModelRequests {}

/** Requests to the training worker. */
export interface TrainingRequests {
  /** Trains until done, paused or stopped; resolves with the record as it then is. */
  'training.start'(project: string, run: string): RunRecord
  /** Ends after the step under way, with a checkpoint. */
  'training.pause'(): void
  'training.stop'(): void
}

/** Requests of the window itself to the training worker, which it reaches only through main else. */
export interface AttendanceRequests {
  /** Somebody waits for an image: for a moment nothing new is computed. */
  'training.giveWay'(): void
}

/** Events of the workers. */
export interface WorkerEvents {
  /** Long jobs: importing, provisioning, encoding. */
  progress: Progress
  /** One line about the engine: what was chosen and why. */
  engine: EngineReport
  'run.progress': TrainingProgress
  'run.snapshot': TrainingSnapshot
  'run.points': MapPoints
  'run.metric': { run: string; metric: Metric }
  'run.changed': RunRecord
  /** How far the restoring under way is, in steps. */
  'restore.progress': { done: number; total: number }
}

export type Requests = ExplorerRequests & TrainingRequests
export type RequestName = keyof Requests
export type EventName = keyof WorkerEvents
