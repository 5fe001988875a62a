/**
 * Every request and event between the processes, once. Handlers, proxies and the window's types derive from
 * these maps. Pixels are uint8, [count, height, width, channels] in one array; latents are float32, [count, D].
 */
import type {
  EngineName,
  ImageSettings,
  ImportOptions,
  Metric,
  RunConfig,
  RunRecord,
  Split,
  Terms
} from './schemas.ts'

export interface Pixels {
  data: Uint8Array
  count: number
  height: number
  width: number
  /** 1 grey, 3 red green blue. */
  channels: 1 | 3
}

/** A file that could not be read, and why. */
export interface Problem {
  path: string
  reason: string
}

export interface LabelCount {
  name: string
  count: number
}

export interface DatasetSummary {
  count: number
  settings: ImageSettings
  /** In the order of their indices; empty for an unlabelled collection. */
  labels: LabelCount[]
  splits: Record<Split, number>
  problems: number
  duplicates: number
  dataVersion: number
}

export interface ProjectSummary {
  path: string
  name: string
  dataset: DatasetSummary
  runs: RunRecord[]
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

export interface EngineReport {
  name: EngineName
  loaded: boolean
  version?: string
  device?: string
  /** Why it did not load, in one line. */
  reason?: string
}

export interface ImageRecord {
  id: number
  path: string
  /** Index into the labels; −1 when unlabelled. */
  label: number
  split: Split
}

/** The points of a map. Arrays run in parallel; ids are image ids. */
export interface MapPoints {
  run: string
  epoch: number
  latent: number
  ids: Int32Array
  z: Float32Array
  labels: Int16Array
  splits: Uint8Array
}

export interface Neighbours {
  ids: Int32Array
  distances: Float32Array
}

export interface Encoded {
  /** Posterior mean and log variance, [D] each. */
  mean: Float32Array
  logVariance: Float32Array
  image: Pixels
  reconstruction: Pixels
  neighbours: Neighbours
}

export interface Interpolation {
  /** [steps, D] */
  z: Float32Array
  pixels: Pixels
}

export type InterpolationMode = 'linear' | 'spherical'

/** What an interpolation runs between: an image of the project, or a latent point. */
export type Endpoint = { image: number } | { z: number[] }

/** One training step's figures, at most ten times a second. */
export interface TrainingProgress {
  run: string
  epoch: number
  epochs: number
  step: number
  steps: number
  terms: Terms
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

/** Requests to the explorer worker, which owns the open project. */
export interface ExplorerRequests {
  'engine.report'(): EngineReport[]
  'project.open'(path: string): ProjectSummary
  'project.import'(inputs: string[], out: string, options: ImportOptions): ProjectSummary
  'project.close'(): void
  'project.summary'(): ProjectSummary
  /** Imports the same sources again with other settings; runs are kept, marked as of an older data version. */
  'dataset.reimport'(options: ImportOptions): ProjectSummary
  'dataset.list'(filter: { label?: number; split?: Split }, offset: number, count: number): ImageRecord[]
  'dataset.pixels'(ids: number[]): Pixels
  'dataset.problems'(): Problem[]
  /** One source image as it was (at most 512 px a side) and as it would become. */
  'dataset.preview'(id: number, settings: ImageSettings): { before: Pixels; after: Pixels }
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
  'map.points'(run: string): MapPoints
  decode(run: string, z: Float32Array): Pixels
  'encode.file'(run: string, path: string): Encoded
  'encode.bytes'(run: string, bytes: Uint8Array): Encoded
  'encode.image'(run: string, id: number): Encoded
  neighbours(run: string, z: Float32Array, count: number): Neighbours
  interpolate(run: string, between: Endpoint[], steps: number, mode: InterpolationMode): Interpolation
  manifold(run: string, size: number): { z: Float32Array; pixels: Pixels }
  /** Writes pixels as PNG: one image, a row (filmstrip) or a grid with `columns` images a row. */
  'export.pixels'(
    path: string,
    pixels: Pixels,
    columns: number,
    scale: number
  ): { path: string; bytes: number }
  /** Writes bytes that the renderer drew (the map) as they are; they must be a PNG. */
  'export.png'(path: string, bytes: Uint8Array): { path: string; bytes: number }
}

/** Requests to the training worker. */
export interface TrainingRequests {
  /** Trains until done, paused or stopped; resolves with the record as it then is. */
  'training.start'(project: string, run: string): RunRecord
  /** Ends after the step under way, with a checkpoint. */
  'training.pause'(): void
  'training.stop'(): void
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
}

export type Requests = ExplorerRequests & TrainingRequests
export type RequestName = keyof Requests
export type EventName = keyof WorkerEvents
