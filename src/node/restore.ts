/** A run opened for restoring: what is inferred of an image from the pixels that are left of it. */
import type { Engine, Program, Variables } from '../engine/engine.ts'
import type { LatentModel } from '../engine/models/model.ts'
import { buildModel } from '../engine/models/build.ts'
import {
  checkObservation,
  degrade,
  observedShape,
  restoredWithoutModel
} from '../engine/tasks/restore/degradations.ts'
import { restoreFunctions, type RestoreProgram } from '../engine/tasks/restore/functions.ts'
import { fromBytes, toBytes, type Image } from '../engine/tasks/restore/image.ts'
import { infer, type InferOptions } from '../engine/tasks/restore/infer.ts'
import { likeness } from '../engine/tasks/restore/likeness.ts'
import { observationKind } from '../engine/tasks/restore/observation.ts'
import { differences, residualsOf } from '../engine/tasks/restore/residuals.ts'
import type { Observed, Pixels, Restoration, RestoreOptions, RestoreWish } from '../shared/contract.ts'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import type { RunConfig } from '../shared/schemas.ts'
import { requireTrait, traitsOf } from '../shared/traits.ts'
import { loadWeights } from './checkpoint.ts'
import { idsOfSplit, someImages } from './latents.ts'
import { openPixels, readPixelsManifest } from './pixels.ts'
import { readConfig, readRun } from './runs.ts'

/** Chains that are worked on at once; more samples take more. */
const leastChains = 16
/** Images by which it is measured how far decoded images are from real ones. */
const measured = 64

interface Loaded {
  program: Program
  shape: RestoreProgram
}

/** What goes with a wish beside the options that cross between processes. */
export interface Hooks {
  progress?: InferOptions['progress']
  signal?: AbortSignal
}

export class Restorer {
  readonly #programs = new Map<string, Promise<Loaded>>()
  #left?: Promise<Image[]>
  #labelShares?: number[]

  private constructor(
    readonly project: string,
    readonly config: RunConfig,
    readonly model: LatentModel,
    readonly engine: Engine,
    private readonly weights: Variables
  ) {}

  /**
   * @throws AppError 'missing' when the run has no weights yet, 'input' for a model that cannot restore
   */
  static async open(
    project: string,
    run: string,
    engine: Engine,
    which: 'best' | 'last' = 'best'
  ): Promise<Restorer> {
    const config = await readConfig(project, run)
    requireTrait(config, 'latent', inWords('what-restored'), inWords('do-vae'))
    if (config.condition) throw new AppError('input', said('restore-completes'))
    const image = (await readRun(project, run)).image ?? (await readPixelsManifest(project))
    const { height, width, channels } = image
    const model = buildModel(config, { height, width, channels })
    const { weights } = await loadWeights(project, run, model.parameters, which)
    return new Restorer(project, config, model, engine, weights)
  }

  get channels(): 1 | 3 {
    return this.model.image.channels as 1 | 3
  }

  /** What the model would see of an image, and what can be had of it without a model. */
  observe(wish: RestoreWish): Observed {
    const { observed, truth } = this.#observed(wish)
    const { image, name } = restoredWithoutModel(observed, wish.degradation, this.model.image)
    return {
      pixels: this.#pixels([observed]),
      baseline: this.#pixels([image]),
      baselineName: name,
      ...(truth && { likeness: likeness(truth, rounded(image)) })
    }
  }

  /**
   * Restores an image.
   * @param truth the image itself where it is known though it was found degraded
   * @throws AppError 'input' when what was observed does not fit the model; 'cancelled'
   */
  async restore(
    wish: RestoreWish,
    options: RestoreOptions,
    hooks: Hooks = {},
    truth?: Pixels
  ): Promise<Restoration> {
    const { observed, truth: before } = this.#observed(wish)
    const known = before ?? (truth && fromBytes(truth.data, truth))
    const chains = Math.max(leastChains, options.samples)
    const { program, shape } = await this.#program(wish, chains)
    const residuals = residualsOf(await this.#differences(program, chains), wish.degradation)
    const inferred = await infer(program, this.model, shape, observed, wish.degradation, residuals, {
      ...options,
      ...hooks,
      seed: wish.seed,
      label: this.#label(options.label),
      labelShares: this.#labelShares
    })
    const { places, labels, labelShares } = inferred
    const names = this.config.labels
    const compared = (image: Image) => likeness(known!, rounded(image))
    return {
      ...this.observe(wish),
      ...(known && {
        likeness: compared(restoredWithoutModel(observed, wish.degradation, this.model.image).image),
        sampleLikeness: inferred.samples.map(compared),
        meanLikeness: compared(inferred.mean)
      }),
      samples: this.#pixels(inferred.samples),
      mean: this.#pixels([inferred.mean]),
      logLikelihoods: places.logLikelihood,
      ...(traitsOf(this.config).prior && { logPriors: places.logPrior }),
      z: places.z,
      ...(shape.kind !== 'hole' && { deviation: Math.sqrt(residuals.observed) }),
      ...(names && labels && { labels: labels.map((label) => names[label]) }),
      ...(names &&
        labelShares &&
        options.label === undefined && {
          labelShares: labelShares.map((share, at) => ({ label: names[at], share }))
        })
    }
  }

  dispose(): void {
    for (const loaded of this.#programs.values())
      void loaded.then(
        ({ program }) => program.dispose(),
        () => {}
      )
    this.#programs.clear()
  }

  /** What is left of the image, and the image itself where it was degraded here. */
  #observed({ image, degradation, observed, seed }: RestoreWish): { observed: Image; truth?: Image } {
    const given = fromBytes(image.data, image)
    if (!observed) {
      const whole = observedShape({ kind: 'gaussian', deviation: 0 }, this.model.image)
      checkObservation({ kind: 'gaussian', deviation: 0 }, image, whole)
    }
    const left = observed ? given : degrade(given, degradation, seed)
    checkObservation(degradation, left, this.model.image)
    return observed ? { observed: left } : { observed: left, truth: given }
  }

  #label(name: string | undefined): number | undefined {
    if (name === undefined) return undefined
    const { labels } = this.config
    if (!labels) throw new AppError('input', said('labels-none-takes'))
    const index = labels.indexOf(name)
    if (index < 0) throw new AppError('input', said('label-unknown', { name, known: labels.join(', ') }))
    return index
  }

  #program({ degradation }: RestoreWish, chains: number): Promise<Loaded> {
    const observed = observedShape(degradation, this.model.image)
    const kind = observationKind(degradation)
    const key = `${kind} ${observed.height} ${observed.width} ${chains}`
    const known = this.#programs.get(key)
    if (known) return known
    const shape = { kind, observed, chains, prior: traitsOf(this.config).prior }
    const loading = this.engine
      .load(this.weights, restoreFunctions(this.model, shape))
      .then((program) => ({ program, shape }))
    this.#programs.set(key, loading)
    loading.catch(() => this.#programs.delete(key))
    return loading
  }

  /** Measured once on images that were not trained on, or on those that were where there are no others. */
  #differences(program: Program, chains: number): Promise<Image[]> {
    this.#left ??= this.#measure(program, chains)
    this.#left.catch(() => (this.#left = undefined))
    return this.#left
  }

  async #measure(program: Program, chains: number): Promise<Image[]> {
    const store = await openPixels(this.project)
    try {
      const { height, width, channels } = this.model.image
      if (store.height !== height || store.width !== width || store.channels !== channels)
        throw new AppError('input', said('restore-shape'))
      const { labels } = this.config
      const training = someImages(store, idsOfSplit(store, 0), labels)
      if (labels) this.#labelShares = sharesOf(training.labels!, labels.length)
      const validation = idsOfSplit(store, 1)
      const ids = validation.length > 0 ? validation : idsOfSplit(store, 0)
      const step = Math.max(1, Math.floor(ids.length / measured))
      const some = ids.filter((_, at) => at % step === 0).slice(0, measured)
      const images = someImages(store, some, labels)
      const places = Array.from(some.keys()).filter((place) => !labels || images.labels![place] >= 0)
      const pixels = await images.read(places)
      const own = labels && places.map((place) => images.labels![place])
      return await differences(program, this.model, chains, pixels, own)
    } finally {
      await store.close()
    }
  }

  #pixels(images: Image[]): Pixels {
    const [{ height, width }] = images
    const data = new Uint8Array(images.length * height * width * this.channels)
    images.forEach((image, at) => data.set(toBytes(image), (at * data.length) / images.length))
    return { data, count: images.length, height, width, channels: this.channels }
  }
}

/** As it leaves here, in whole levels: that is what is compared. */
const rounded = (image: Image): Image => fromBytes(toBytes(image), image)

/** p(c) of each label among the training images, at least a little for each. */
function sharesOf(labels: ArrayLike<number>, count: number): number[] {
  const counts = new Array<number>(count).fill(1)
  for (const label of Array.from(labels)) if (label >= 0) counts[label]++
  const total = counts.reduce((sum, value) => sum + value, 0)
  return counts.map((value) => value / total)
}
