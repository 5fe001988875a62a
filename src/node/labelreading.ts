/** Whether a conditional model draws what it is asked for, as the project's classifier sees it. */
import { likeliest } from '../engine/tasks/classifier.ts'
import { drawNoise } from '../engine/tasks/generate.ts'
import { withinLabelVariance } from '../engine/tasks/spread.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { aroundPrior } from './asking.ts'
import type { ProjectClassifier } from './classifier.ts'
import type { Inference } from './inference.ts'
import type { PixelStore } from './pixels.ts'

export interface LabelReading {
  /** The share of decoder means in which the classifier reads the label that was asked for. */
  accuracy: number
  /** The same by label, in the model's order. */
  byLabel: { label: string; accuracy: number }[]
  /** The share of real images, kept out of its training, whose label it reads. */
  realAccuracy: number
  /** Samples of each label. */
  samples: number
  /** The within-label variance of the samples over that of the real images: near 0 where a label is one picture. */
  varianceRatio: number
}

/**
 * Asks for each label, decodes draws of its prior, and reads the label back from the decoder's means.
 * @param real ids of the images whose variance stands beside the samples'
 * @throws AppError 'input' for a model that is not asked for labels, or one that knows other labels
 */
export async function readLabelsBack(
  inference: Inference,
  classifier: ProjectClassifier,
  store: PixelStore,
  real: ArrayLike<number>,
  { samples, seed }: { samples: number; seed: number }
): Promise<LabelReading> {
  const { labels, latent } = inference.config
  if (!labels) throw new AppError('input', said('labels-read'))
  const known = labels.map((name) => classifier.labelNames.indexOf(name))
  const foreign = labels.filter((_, label) => known[label] < 0)
  if (foreign.length > 0) throw new AppError('input', said('labels-gone', { known: foreign.join(', ') }))
  const asked = Int16Array.from({ length: labels.length * samples }, (_, i) => Math.floor(i / samples))
  const noise = drawNoise(asked.length, latent, { seed, temperature: 1 })
  const drawn = await inference.decode(await aroundPrior(inference, noise, asked), asked)
  const read = likeliest(await classifier.classify(drawn.data), classifier.labels).label
  const right = (label: number) =>
    read.subarray(label * samples, (label + 1) * samples).filter((value) => value === known[label]).length
  const byLabel = labels.map((name, label) => ({ label: name, accuracy: right(label) / samples }))
  const ids = Array.from(real)
  const item = store.height * store.width * store.channels
  const realVariance = withinLabelVariance(
    await store.read(ids),
    ids.map((id) => store.labels[id]),
    item
  )
  return {
    accuracy: byLabel.reduce((sum, { accuracy }) => sum + accuracy, 0) / labels.length,
    byLabel,
    realAccuracy: classifier.accuracy,
    samples,
    varianceRatio: withinLabelVariance(drawn.data, asked, item) / realVariance
  }
}
