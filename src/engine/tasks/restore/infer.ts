/**
 * Inference of z, and so of the whole image, from what was observed of it: samples of p(z|y) ∝ p(z)·p(y|z) and the
 * images they decode to.
 */
import type { Degradation, RestoreMethod } from '../../../shared/contract.ts'
import type { HostArrays, Program } from '../../engine.ts'
import type { LatentModel } from '../../models/model.ts'
import { normals } from '../../random.ts'
import { ascend, choosePlaces, logJointOf, type Places } from './ascent.ts'
import { restoredWithoutModel } from './degradations.ts'
import type { RestoreProgram } from './functions.ts'
import { toBytes, withValues, type Image } from './image.ts'
import { keepObserved } from './keep.ts'
import { observationValues } from './observation.ts'
import { walk } from './walk.ts'

/** Steps of the ascent, proposals of the walk, and turns of the alternating chain. */
const ascentSteps = 160
const ascentRate = 0.12
const [warmUp, kept] = [24, 16]
const turns = 40
/** Places that every label is tried from, where the label is to be inferred. */
const startsPerLabel = 4
/** Ticks between two pauses in which other requests are answered. */
const pause = 4

export interface Residuals {
  /** Variance of what decoded images leave to real ones, in a pixel. */
  image: number
  /** The same of the observed pixels: of what is left seen through the blur or the shrinking, the noise added. */
  observed: number
}

export interface InferOptions {
  samples: number
  seed: number
  method: RestoreMethod
  /** The label that is known, for a conditional model. */
  label?: number
  /** p(c) of each label, for a conditional model whose label is to be inferred. */
  labelShares?: ArrayLike<number>
  progress?: (done: number, total: number) => void
  signal?: AbortSignal
}

export interface Inferred {
  /** Images in which what was observed is kept, one a sample. */
  samples: Image[]
  /** [samples, D], with log p(y|z) and log p(z) of each in nats. */
  places: Places
  /** The mean over all chains and times. */
  mean: Image
  /** The label of each sample. */
  labels?: number[]
  /** p(c|y) of each label as far as the best places tell; 1 for a label that was given. */
  labelShares?: number[]
}

/**
 * Restores one image.
 * @param program loaded with `restoreFunctions` of `shape`
 * @param observed what is left of the image
 * @throws AppError 'cancelled' by the signal
 */
export async function infer(
  program: Program,
  model: LatentModel,
  shape: RestoreProgram,
  observed: Image,
  degradation: Degradation,
  residuals: Residuals,
  options: InferOptions
): Promise<Inferred> {
  const { chains, prior } = shape
  const { seed, method } = options
  const { conditions, latent } = model
  const labelled = conditions > 0
  const unknown = labelled && options.label === undefined
  const passes = unknown ? Math.ceil((conditions * startsPerLabel) / chains) : 1
  const perPass = method === 'gradient' ? ascentSteps : 1
  const afterwards = method === 'chain' ? turns : prior ? warmUp + kept : 0
  const tick = ticker(passes * perPass + afterwards, options)

  const fixed = observationValues(observed, degradation, model.image, Math.sqrt(residuals.observed))
  const fill = restoredWithoutModel(observed, degradation, model.image).image
  const given = (labels: number[]): HostArrays => ({ ...fixed, ...conditionsOf(labels, conditions) })

  const found: { places: Places; labels: number[]; scale: Float32Array }[] = []
  for (let pass = 0; pass < passes; pass++) {
    const places = Array.from({ length: chains }, (_, chain) => pass * chains + chain)
    const labels = labelled ? places.map((place) => options.label ?? place % conditions) : []
    const inputs = given(labels)
    const encoded = await program.run('encode', {
      pixels: repeated(toBytes(fill), chains),
      ...conditionsOf(labels, conditions)
    })
    const spread = places.map((place) => (unknown ? Math.floor(place / conditions) : place))
    const { start, scale } = starts(
      encoded,
      spread,
      latent,
      prior,
      normals(chains * latent, seed, 'posterior', pass)
    )
    const climbed = await ascend(program, inputs, start, {
      steps: method === 'gradient' ? ascentSteps : 0,
      rate: ascentRate,
      tick
    })
    if (method === 'chain') await tick()
    found.push({ places: climbed, labels, scale })
  }

  const all = joined(found.map(({ places }) => places))
  const allLabels = found.flatMap(({ labels }) => labels)
  const logJoint = logJointOf(all).map(
    (value, place) => value + (unknown ? Math.log(options.labelShares?.[allLabels[place]] ?? 1) : 0)
  )
  const chosen = choosePlaces(logJoint, latent, chains)
  const places: Places = {
    z: gathered(all.z, chosen, latent),
    logLikelihood: gathered(all.logLikelihood, chosen, 1),
    logPrior: gathered(all.logPrior, chosen, 1)
  }
  const labels = labelled ? chosen.map((place) => allLabels[place]) : []
  const inputs = given(labels)
  const sum = new Float64Array(fill.values.length)
  let counted = 0
  const decoded = async (): Promise<Image[]> => {
    const { image } = await program.run('decode', { z: places.z, ...conditionsOf(labels, conditions) })
    return Array.from({ length: chains }, (_, chain) =>
      withValues(fill, (image as Float32Array).slice(chain * sum.length, (chain + 1) * sum.length))
    )
  }
  const count = (images: Image[]) => {
    for (const { values } of images) values.forEach((value, at) => (sum[at] += value))
    counted += images.length
  }

  if (method === 'chain')
    for (let turn = 0; turn < turns; turn++) {
      await tick()
      const images = (await decoded()).map((image) =>
        keepObserved(image, observed, degradation, residuals.image)
      )
      const pixels = new Uint8Array(chains * sum.length)
      images.forEach((image, chain) => pixels.set(toBytes(image), chain * sum.length))
      const q = await program.run('encode', { pixels, ...conditionsOf(labels, conditions) })
      const noise = normals(chains * latent, seed, 'posterior', passes + turn)
      places.z = q.mean.map((mean, at) => mean + Math.exp(q.logVariance[at] / 2) * noise[at]) as Float32Array
      if (turn >= turns - kept) count(await decoded())
    }
  else if (prior) {
    const scale = gathered(joinedArrays(found.map((part) => part.scale)), chosen, latent)
    const visit = async () => count(await decoded())
    await walk(program, inputs, places, scale, { seed: seed + 1, warmUp, kept, tick, visit })
  }
  const last = await decoded()
  if (counted === 0) count(last)
  if (method === 'chain') Object.assign(places, await scored(program, inputs, places.z))
  const { samples } = options
  const mean = withValues(
    fill,
    Float32Array.from(sum, (value) => value / counted)
  )
  return {
    samples: last
      .slice(0, samples)
      .map((image) => keepObserved(image, observed, degradation, residuals.image)),
    places: {
      z: places.z.slice(0, samples * latent),
      logLikelihood: places.logLikelihood.slice(0, samples),
      logPrior: places.logPrior.slice(0, samples)
    },
    mean: keepObserved(mean, observed, degradation, residuals.image),
    ...(labelled && {
      labels: labels.slice(0, samples),
      labelShares: sharesOf(logJoint, allLabels, conditions)
    })
  }
}

/** Counts the steps, hears the signal, and now and then lets others in. */
function ticker(total: number, { signal, progress }: InferOptions): () => Promise<void> {
  let done = 0
  return async () => {
    signal?.throwIfAborted()
    if (done % pause === 0) {
      progress?.(done, total)
      await new Promise((resolve) => setTimeout(resolve))
    }
    done++
  }
}

/**
 * Where chains begin: at the encoder's answer to an image filled in without a model, around it as far as the
 * encoder is unsure, further away, and anywhere in the prior, since that filling may have misled it.
 */
function starts(
  { mean, logVariance }: HostArrays,
  spread: number[],
  latent: number,
  prior: boolean,
  noise: Float32Array
): { start: Float32Array; scale: Float32Array } {
  // A posterior of one point, an autoencoder's, has no width of its own.
  const scale = Float32Array.from(logVariance, (value) => Math.min(1, Math.max(0.05, Math.exp(value / 2))))
  const start = Float32Array.from(mean, (centre, at) => {
    const place = spread[Math.floor(at / latent)]
    if (place === 0) return centre
    if (prior && place % 4 === 3) return noise[at]
    return centre + noise[at] * (place % 4 === 0 ? 1 : place % 4 === 1 ? scale[at] : 2 * scale[at])
  })
  return { start, scale }
}

async function scored(program: Program, given: HostArrays, z: Float32Array): Promise<Places> {
  const { logLikelihood, logPrior } = await program.run('score', { ...given, z })
  return { z, logLikelihood: logLikelihood as Float32Array, logPrior: logPrior as Float32Array }
}

/** One-hot rows, or nothing for a model without labels. */
function conditionsOf(labels: number[], conditions: number): HostArrays {
  if (conditions === 0) return {}
  const condition = new Float32Array(labels.length * conditions)
  labels.forEach((label, chain) => (condition[chain * conditions + label] = 1))
  return { condition }
}

function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const result = new Uint8Array(bytes.length * times)
  for (let index = 0; index < times; index++) result.set(bytes, index * bytes.length)
  return result
}

function joinedArrays(parts: Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    result.set(part, offset)
    offset += part.length
  }
  return result
}

const joined = (parts: Places[]): Places => ({
  z: joinedArrays(parts.map(({ z }) => z)),
  logLikelihood: joinedArrays(parts.map(({ logLikelihood }) => logLikelihood)),
  logPrior: joinedArrays(parts.map(({ logPrior }) => logPrior))
})

const gathered = (values: Float32Array, places: number[], item: number): Float32Array =>
  joinedArrays(places.map((place) => values.slice(place * item, (place + 1) * item)))

/** p(c|y) ∝ p(c)·p(y, z_c|c) at the best place of each label that was tried. */
function sharesOf(logJoint: ArrayLike<number>, labels: number[], conditions: number): number[] {
  const best = new Array<number>(conditions).fill(-Infinity)
  labels.forEach((label, place) => (best[label] = Math.max(best[label], logJoint[place])))
  const largest = Math.max(...best)
  const weights = best.map((value) => Math.exp(value - largest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}
