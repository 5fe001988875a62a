/** Trains a run of a project: what the training loop says, written to disk and told to whoever watches. */
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { valuesOf, type Engine, type Executor, type Program } from '../engine/engine.ts'
import { inferenceFunctions, runDecode, runEncode } from '../engine/inference.ts'
import { isDensity } from '../engine/models/learner.ts'
import type { LatentModel } from '../engine/models/model.ts'
import { buildLearner } from '../engine/models/build.ts'
import { initialVariables, type ImageShape } from '../engine/networks/parameters.ts'
import { optimizerRule } from '../engine/optimizers.ts'
import {
  endsEarly,
  initialState,
  train,
  trainingFunctions,
  type Checkpoint,
  type Training
} from '../engine/trainer.ts'
import type { MapPoints, Pixels, TrainingProgress, TrainingSnapshot } from '../shared/contract.ts'
import { toEnvelope } from '../shared/errors.ts'
import type { Metric, RunConfig, RunRecord, Terms } from '../shared/schemas.ts'
import type { Work } from '../shared/trials.ts'
import { chooseExecutor, isWorthTiming } from './backends/executor.ts'
import { loadCheckpoint, loadWeights, saveCheckpoint } from './checkpoint.ts'
import { encodeAll, labelPriors } from './inference.ts'
import { allImages, idsOfSplit, someImages, toPoints, writeLatents } from './latents.ts'
import { HistoryWriter } from './history.ts'
import { LiveMap, liveShares } from './livemap.ts'
import { Pace } from './pace.ts'
import { openPixels, readPixelsManifest, type PixelStore } from './pixels.ts'
import { checkShape, checkTrainable, labelled, withLabels } from './trainable.ts'
import {
  readConfig,
  readEnvironment,
  readMetrics,
  readRun,
  runFolder,
  updateRun,
  writeEnvironment,
  writeMetrics
} from './runs.ts'
import { judgingIds, pixelsOf, takeSnapshot } from './snapshot.ts'

export interface TrainingListeners {
  /** At most ten times a second. */
  progress?(progress: TrainingProgress): void
  /** After each epoch. */
  snapshot?(snapshot: TrainingSnapshot): void
  metric?(metric: Metric): void
  /** The map as it forms, from some of the images; at the end from all of them. */
  points?(points: MapPoints): void
  changed?(record: RunRecord): void
}

export interface TrainingOptions {
  project: string
  run: string
  engine: Engine
  /** Ends the training after the step under way, with a checkpoint; the reason 'stop' marks the run as stopped. */
  signal?: AbortSignal
  on?: TrainingListeners
  /** What stands between the training and its program. */
  through?(program: Program): Program
}

const progressInterval = 100

/**
 * Trains from the run's last checkpoint, or from the start, to its last epoch or until the signal.
 * @returns the record as it then is
 * @throws AppError 'input' when there is too little to train on, 'diverged' when the bound is not finite
 */
export function trainRun(options: TrainingOptions): Promise<RunRecord> {
  const { project, run } = options
  return orFailed(project, run, async () => {
    const config = await readConfig(project, run)
    const store = await openPixels(project)
    try {
      return await trainOn(options, config, store)
    } finally {
      await store.close()
    }
  })
}

/** Does a part of a training; what ends it, or keeps it from beginning, is written down in the run's record. */
export async function orFailed<Value>(
  project: string,
  run: string,
  work: () => Promise<Value>
): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    const { kind, message, said } = toEnvelope(error)
    const failed = { status: 'failed', problem: message, problemKind: kind, problemSaid: said } as const
    // What somebody only cancelled waits as it was; and what went wrong counts more than that it was not written.
    if (kind !== 'cancelled') await updateRun(project, run, failed).catch(() => {})
    throw error
  }
}

async function trainOn(options: TrainingOptions, settings: RunConfig, store: PixelStore): Promise<RunRecord> {
  const { project, run, engine, signal = new AbortController().signal } = options
  const config = await withLabels(project, run, settings, store)
  const trainingIds = labelled(store, idsOfSplit(store, 0), config)
  checkTrainable(trainingIds.length)
  checkShape(await readRun(project, run), store)
  const model = buildLearner(config, store)
  const specs = model.parameters
  const optimizer = optimizerRule(config.optimizer)
  const restored = await loadCheckpoint(project, run, specs, optimizer.slots)
  const loaded = await engine.load(
    restored?.weights ?? initialVariables(specs, config.seed),
    { ...trainingFunctions(config, model), ...(isDensity(model) ? {} : inferenceFunctions(model)) },
    await executorOf(options, config, model.image, trainingIds.length)
  )
  const program = options.through?.(loaded) ?? loaded
  try {
    const state = restored?.state ?? initialState()
    if (restored) await program.writeSlots(valuesOf(restored.slots))
    const { name, version, device, threads } = engine
    const versions = { [name]: version, node: process.versions.node }
    const environment = { engine: name, executor: program.executor, device, versions, threads }
    await writeEnvironment(project, run, environment)
    const metrics = (await readMetrics(project, run)).filter(({ step }) => step <= state.step)
    await writeMetrics(project, run, metrics)
    const training: Training = {
      config,
      model,
      optimizer,
      program,
      images: someImages(store, trainingIds, config.labels),
      validation: someImages(store, labelled(store, judgingIds(store), config), config.labels),
      state
    }
    const session = new Session(options, training, store)
    await session.begin()
    await session.run(signal)
    const early = endsEarly(config, state)
    const paused = signal.aborted && state.epoch < config.epochs && !early
    const status = paused ? (signal.reason === 'stop' ? 'stopped' : 'paused') : 'finished'
    if (!paused) await session.finish()
    return await session.update({ status, stoppedEarly: early ? state.epoch : undefined })
  } finally {
    program.dispose()
  }
}

/** The way the run began, so that a resume repeats it bitwise, else the faster one. */
async function executorOf(
  { project, run, engine }: TrainingOptions,
  config: RunConfig,
  image: ImageShape,
  images: number
): Promise<Executor> {
  const environment = await readEnvironment(project, run)
  if (environment?.engine === engine.name) return environment.executor
  return chooseExecutor(engine, config, image, config.epochs * Math.ceil(images / config.batch))
}

/** What a run trains, where it is long enough for its engine to be chosen by it. */
export async function longWork(project: string, run: string): Promise<Work | undefined> {
  const config = await readConfig(project, run)
  const { count, height, width, channels, labelNames } = await readPixelsManifest(project)
  if (!isWorthTiming(config.epochs * Math.ceil(count / config.batch))) return undefined
  const { labels = config.model === 'cvae' ? labelNames : undefined } = config
  return { config: { ...config, labels }, image: { height, width, channels } }
}

/** One sitting of a run: from here to the next pause. */
class Session {
  /** The model where it has a latent space, and the map of it; a density classifier has neither. */
  private readonly latent: LatentModel | undefined
  private readonly live: LiveMap | undefined
  private readonly history: HistoryWriter
  private readonly pace = new Pace()
  private secondsBefore = 0
  private readonly began = performance.now()
  private told = 0
  private images = 0
  private record: RunRecord | undefined

  constructor(
    private readonly options: TrainingOptions,
    private readonly training: Training,
    private readonly store: PixelStore
  ) {
    const { program, model, config } = training
    this.latent = isDensity(model) ? undefined : model
    const share = options.on?.points ? liveShares.watched : liveShares.unwatched
    this.live = this.latent && new LiveMap(program, this.latent, store, options.run, config, share)
    this.history = new HistoryWriter(options.project, options.run, store.dataVersion)
  }

  async begin(): Promise<RunRecord> {
    const { project, run } = this.options
    this.secondsBefore = (await readRun(project, run)).seconds
    this.pace.mark(0)
    const { height, width, channels } = this.store
    const image = { height, width, channels }
    const { dataVersion } = this.store
    return this.update({
      status: 'training',
      problem: undefined,
      problemKind: undefined,
      problemSaid: undefined,
      image,
      dataVersion
    })
  }

  async run(signal: AbortSignal): Promise<void> {
    for await (const event of train(this.training, signal)) {
      if (event.kind === 'step') this.step(event.steps, event.terms, event.images)
      else {
        // Lines beyond the checkpoint are dropped by a resume; a missing one would stay missing.
        if (event.kind === 'epoch') await this.measured(event.checkpoint, event.train, event.validation)
        await this.save(event.checkpoint)
        if (event.kind === 'epoch') await this.show(event.checkpoint.state.epoch, event.validation)
      }
      // The native step blocks: let a pause or a message in.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  private step(steps: number, terms: Terms, images: number): void {
    this.images += images
    this.pace.mark(this.images)
    const now = performance.now()
    if (now - this.told < progressInterval) return
    this.told = now
    const { config, state } = this.training
    const imagesLeft = (steps - state.step) * config.batch
    this.options.on?.progress?.({
      run: this.options.run,
      epoch: state.epoch + 1,
      epochs: config.epochs,
      step: state.step,
      steps,
      terms,
      wholeSet: (terms.bound ?? terms.elbo) * this.training.images.count,
      imagesPerSecond: this.pace.rate(),
      secondsLeft: this.pace.secondsLeft(this.images + imagesLeft),
      engine: this.options.engine.name,
      device: this.options.engine.device
    })
  }

  private async save(checkpoint: Checkpoint): Promise<void> {
    const { project, run } = this.options
    const { model, optimizer } = this.training
    await saveCheckpoint(project, run, model.parameters, optimizer.slots, checkpoint)
    const { epoch, step, best } = checkpoint.state
    await this.update({ epoch, step, bestEpoch: best.epoch })
  }

  private async measured(checkpoint: Checkpoint, trained: Terms, validation: Terms): Promise<void> {
    const { epoch, step } = checkpoint.state
    const metrics: Metric[] = [
      { split: 'train', epoch, step, ...trained },
      { split: 'validation', epoch, step, ...validation }
    ]
    const lines = metrics.map((metric) => JSON.stringify(metric) + '\n').join('')
    await appendFile(join(runFolder(this.options.project, this.options.run), 'metrics.jsonl'), lines)
    for (const metric of metrics) this.options.on?.metric?.(metric)
  }

  private async show(epoch: number, validation: Terms): Promise<void> {
    const on = this.options.on ?? {}
    if (on.snapshot && this.latent) on.snapshot(await this.snapshot(this.latent, epoch, validation))
    const points = await this.live?.points(epoch)
    if (!points) return
    on.points?.(points)
    // A training is worth more than the story of it.
    await this.history.add(points).catch((error: unknown) => {
      console.error(`The map of epoch ${epoch} was not kept: ${String(error)}`)
    })
  }

  private snapshot(model: LatentModel, epoch: number, validation: Terms): Promise<TrainingSnapshot> {
    const { program, config } = this.training
    const asked = {
      config,
      model,
      // Everything a snapshot asks for is in the program that trains.
      apart: <Value>(_functions: unknown, task: (own: Program) => Promise<Value>) => task(program),
      encode: (pixels: Pixels, labels?: ArrayLike<number>) => runEncode(program, model, pixels.data, labels),
      decode: async (z: Float32Array, labels?: ArrayLike<number>) =>
        pixelsOf(this.store, await runDecode(program, model, z, labels)),
      labelPriors: () => labelPriors(program, model)
    }
    return takeSnapshot(asked, this.store, { run: this.options.run, epoch, validation })
  }

  /** The map of all images under the best weights. */
  async finish(): Promise<void> {
    const { project, run, on = {} } = this.options
    const { program } = this.training
    const { latent: model } = this
    if (!model) return
    const { weights, epoch } = await loadWeights(project, run, model.parameters)
    await program.writeVariables(valuesOf(weights))
    const z = await encodeAll(program, model, allImages(this.store, this.training.config.labels))
    const { dataVersion } = await readRun(project, run)
    const header = { epoch, latent: model.latent, count: this.store.count, dataVersion }
    await writeLatents(project, run, header, z)
    on.points?.(toPoints(run, header, z, this.store, Int32Array.from(this.store.splits.keys())))
  }

  /** Writes the record with the time spent so far, and tells it. */
  async update(patch: Partial<RunRecord>): Promise<RunRecord> {
    const elapsed = (performance.now() - this.began) / 1000
    this.record = await updateRun(this.options.project, this.options.run, {
      ...patch,
      seconds: this.secondsBefore + elapsed,
      imagesPerSecond: this.images > 0 ? this.images / elapsed : (this.record?.imagesPerSecond ?? 0)
    })
    this.options.on?.changed?.(this.record)
    return this.record
  }
}
