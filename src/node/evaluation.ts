/** A run measured on images of its project: everything that can be said of it in figures. */
import type { Engine } from '../engine/engine.ts'
import { activeUnits, variancesOfMeans } from '../engine/tasks/activeunits.ts'
import { predictionFunctions, predictions } from '../engine/tasks/completion.ts'
import { averageOf, type Average, type LogLikelihood } from '../engine/tasks/likelihood.ts'
import { checkDimensions, mcmcLogLikelihood, type McmcLikelihood } from '../engine/tasks/mcmc.ts'
import { posteriorFunctions } from '../engine/tasks/posterior.ts'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import { likelihoodChoice } from '../shared/catalogue.ts'
import { splits, type RunConfig, type Split, type Terms } from '../shared/schemas.ts'
import { requireTrait, traitsOf } from '../shared/traits.ts'
import { openClassifier } from './classifier.ts'
import type { Inference } from './inference.ts'
import { readLabelsBack, type LabelReading } from './labelreading.ts'
import { idsOfSplit, someImages } from './latents.ts'
import type { PixelStore } from './pixels.ts'
import { labelled } from './trainable.ts'

export interface EvaluationRequest {
  split: Split
  /** Of the noise; the same seed gives the same figures. */
  seed: number
  /** At most so many images, evenly spread over the split; all of them when left out. */
  images?: number
  /** Importance samples an image for log p(x). */
  importance?: number
  /** log p(x) by MCMC too. */
  mcmc?: boolean
  /** Whether a classifier reads the label that was asked for. */
  labels?: boolean
}

export interface Evaluation {
  images: number
  /** The bound and its parts; of an autoencoder the reconstruction alone says something. */
  terms: Terms
  /** Latent dimensions whose posterior mean varies by more than 0.01, and each one's variance. */
  activeUnits?: number
  variances?: number[]
  logLikelihood?: LogLikelihood
  /** log p(x) − ELBO, what the bound leaves out; with a condition both are of p(x|c). */
  gap?: number
  mcmc?: McmcLikelihood
  /** Of a model that completes images: log p(missing | given) at the mean of p(z|c), where nothing is drawn. */
  prediction?: Average
  /** Where the model gives pixels a probability, of log p(x) if that is known, else at most so many by the ELBO. */
  bitsPerDimension?: number
  labels?: LabelReading
}

export interface EvaluationHooks {
  progress?(phase: string, done: number, total: number): void
  signal?: AbortSignal
}

/** Samples of each label that the classifier looks at. */
const samplesOfLabel = 200

/** p(c): how often each of the model's labels is among the training images. */
export function labelShares(store: PixelStore, labels: string[] | undefined): number[] | undefined {
  if (!labels) return undefined
  const training = idsOfSplit(store, 0)
  const counts = labels.map(
    (name) => training.filter((id) => store.labelNames[store.labels[id]] === name).length
  )
  const all = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => count / all)
}

/** Whether nats may be told as bits: the pixels are bytes or black and white, and the model gives them a probability. */
export const hasBits = ({
  likelihood,
  binarise,
  condition
}: Pick<RunConfig, 'likelihood' | 'binarise' | 'condition'>): boolean =>
  condition === undefined &&
  likelihoodChoice(likelihood.kind).pixels === (binarise === undefined ? 'bytes' : 'binary')

/** @throws AppError 'missing' where the split has no image */
function idsFor(store: PixelStore, { split, images = Infinity }: EvaluationRequest): Int32Array {
  const all = idsOfSplit(store, splits.indexOf(split) as 0 | 1 | 2)
  if (all.length === 0) throw new AppError('missing', said('split-empty', { split }))
  const count = Math.min(images, all.length)
  return Int32Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)])
}

/** @throws AppError 'input' for what the model cannot be asked */
function checkRequest({ config }: Inference, { importance, mcmc }: EvaluationRequest): void {
  if (importance !== undefined)
    requireTrait(config, 'prior', inWords('what-likelihood'), inWords('do-no-importance'))
  if (!mcmc) return
  requireTrait(config, 'prior', inWords('what-likelihood'), inWords('do-no-mcmc'))
  checkDimensions(config)
}

/**
 * Measures a run.
 * @throws AppError 'missing' where there are no images to measure it on, 'input' for what its model cannot be asked
 */
export async function evaluateRun(
  project: string,
  inference: Inference,
  engine: Engine,
  store: PixelStore,
  request: EvaluationRequest,
  { progress, signal }: EvaluationHooks = {}
): Promise<Evaluation> {
  checkRequest(inference, request)
  const { config, model } = inference
  const { seed, importance } = request
  const ids = idsFor(store, request)
  const own = labelled(store, ids, config)
  if (own.length === 0) throw new AppError('missing', said('labels-unlearnt'))
  const terms = await inference.evaluate(someImages(store, own, config.labels), seed, signal)
  const result: Evaluation = { images: ids.length, terms }
  if (!traitsOf(config).prior) return result
  Object.assign(result, await unitsOf(inference, store, own, signal))
  const all = someImages(store, ids, config.labels)
  const shares = labelShares(store, config.labels)
  const told = (phase: string) => {
    progress?.(phase, 0, ids.length)
    return (done: number) => progress?.(phase, done, ids.length)
  }
  if (importance !== undefined) {
    const options = { samples: importance, seed, labelShares: shares, signal, done: told('Weighing') }
    result.logLikelihood = await inference.logLikelihood(all, options)
    const { mean, conditional } = result.logLikelihood
    result.gap = config.labels ? conditional && conditional.mean - terms.elbo : mean - terms.elbo
  }
  if (request.mcmc)
    result.mcmc = await inference.apart(posteriorFunctions(model), (program) =>
      mcmcLogLikelihood(program, model, inference.judged(all), {
        seed,
        labelShares: shares,
        signal,
        done: told('Sampling posteriors')
      })
    )
  if (model.given !== undefined) {
    const judged = inference.judged(someImages(store, ids, undefined))
    const { logProbability } = await inference.apart(predictionFunctions(model), (program) =>
      predictions(program, model, judged, signal)
    )
    result.prediction = averageOf(Array.from(logProbability))
  }
  if (hasBits(config)) {
    const { height, width, channels } = inference
    const nats = result.logLikelihood?.mean ?? terms.elbo
    result.bitsPerDimension = -nats / (height * width * channels) / Math.LN2
  }
  if (request.labels) {
    const done = (step: number, steps: number) => progress?.('Training the classifier', step, steps)
    const classifier = await openClassifier(project, store, engine, { done, signal })
    try {
      const asked = { samples: samplesOfLabel, seed }
      result.labels = await readLabelsBack(inference, classifier, store, own, asked)
    } finally {
      classifier.dispose()
    }
  }
  return result
}

/** The active units; for a conditional model of z − μ(c), what a label's own centre does not explain. */
async function unitsOf(
  inference: Inference,
  store: PixelStore,
  ids: Int32Array,
  signal: AbortSignal | undefined
): Promise<Pick<Evaluation, 'activeUnits' | 'variances'>> {
  const { latent, labels } = inference.config
  const images = inference.judged(someImages(store, ids, labels))
  const means = await inference.encodeImages(images, undefined, signal)
  if (labels) {
    const { means: centres } = await inference.labelPriors()
    means.forEach((value, i) => {
      means[i] = value - centres[images.labels![Math.floor(i / latent)] * latent + (i % latent)]
    })
  }
  return { activeUnits: activeUnits(means, latent), variances: [...variancesOfMeans(means, latent)] }
}
