/** What a finished run shows about itself, and one change that is worth a new run. */
import { objectiveChoice } from './catalogue.ts'
import type { Pixels } from './contract/pixels.ts'
import type { Metric, RunConfig, RunRecord } from './schemas.ts'
import { traitsOf } from './traits.ts'

export type AdviceKind = 'diverged' | 'few-images' | 'collapsed' | 'overfitted' | 'blurred'

export interface Advice {
  kind: AdviceKind
  /** The figures it is read from, by the name that the sentence has for them. */
  figures: Record<string, number>
  /** What a new run would change; nothing where no setting helps. */
  change?: Partial<RunConfig>
}

/** What is known of a run that ended. */
export interface RunOutcome {
  config: RunConfig
  record: RunRecord
  metrics: readonly Metric[]
  /** Images it was trained on. */
  images: number
  /** Images and what the model makes of them, in the same order. */
  pictures?: { originals: Pixels; reconstructions: Pixels }
}

/** Fewer images than this are learnt by heart rather than understood. */
const enoughImages = 500
/** Nats of KL below which the latent says next to nothing about an image. */
const leastKl = 0.5
/** Share of the training bound by which the validation bound may lie below it. */
const overfittingShare = 0.05
/** Share of the originals' sharpness that a reconstruction keeps when it does not look blurred. */
const sharpShare = 0.6

type Look = (outcome: RunOutcome) => Advice | undefined

const diverged: Look = ({ config, record }) => {
  if (record.status !== 'failed' || record.problemKind !== 'diverged') return
  const rate = config.optimizer.learningRate
  const learningRate = Number((rate / 10).toPrecision(2))
  return {
    kind: 'diverged',
    figures: { rate, learningRate },
    change: { optimizer: { ...config.optimizer, learningRate } }
  }
}

const fewImages: Look = ({ images }) =>
  images < enoughImages ? { kind: 'few-images', figures: { images } } : undefined

const collapsed: Look = ({ config, metrics }) => {
  const last = lastOf(metrics, 'validation') ?? lastOf(metrics, 'train')
  if (!traitsOf(config).prior || !last || last.kl >= leastKl) return
  const weight = config.betaKl ?? 1
  const figures = { kl: last.kl, weight }
  if (weight > 1) return { kind: 'collapsed', figures, change: { betaKl: Math.max(1, weight / 4) } }
  if (objectiveChoice(config.objective).samples !== undefined) return { kind: 'collapsed', figures }
  const epochs = Math.max(1, Math.ceil(config.epochs / 2))
  const schedules = { ...config.schedules, betaKl: { kind: 'warm-up' as const, epochs } }
  return { kind: 'collapsed', figures: { ...figures, epochs }, change: { schedules } }
}

const overfitted: Look = ({ record, metrics }) => {
  const train = lastOf(metrics, 'train')
  const validation = lastOf(metrics, 'validation')
  if (!train || !validation || train.epoch !== validation.epoch) return
  const gap = train.elbo - validation.elbo
  // A score near zero has no scale of its own: a nat is then the least that counts.
  if (gap <= Math.max(1, overfittingShare * Math.abs(train.elbo))) return
  const figures = { train: train.elbo, validation: validation.elbo, epochs: record.bestEpoch }
  const earlier = record.bestEpoch > 0 && record.bestEpoch < record.epoch
  return { kind: 'overfitted', figures, ...(earlier && { change: { epochs: record.bestEpoch } }) }
}

const blurred: Look = ({ config, pictures }) => {
  if (!traitsOf(config).latent || !pictures) return
  const kept = sharpness(pictures.reconstructions) / sharpness(pictures.originals)
  if (!(kept < sharpShare)) return
  const figures = { kept: Math.round(100 * kept), latent: Math.min(512, Math.max(16, 2 * config.latent)) }
  if (config.latent < 16) return { kind: 'blurred', figures, change: { latent: figures.latent } }
  const fixed = config.likelihood.kind === 'gaussian'
  return {
    kind: 'blurred',
    figures,
    change: fixed ? { likelihood: { kind: 'gaussian-sigma' } } : { latent: figures.latent }
  }
}

const looks: Look[] = [diverged, fewImages, collapsed, overfitted, blurred]

/** What is seen in a run that ended, the most serious first; nothing in one that has not. */
export function adviseOn(outcome: RunOutcome): Advice[] {
  const { status, epoch } = outcome.record
  if (status !== 'failed' && !(epoch > 0 && (status === 'finished' || status === 'stopped'))) return []
  const seen = looks.map((look) => look(outcome)).filter((advice) => advice !== undefined)
  // What a diverged run did last says nothing about its other settings.
  const lost = seen[0]?.kind === 'diverged'
  return lost ? seen.filter(({ kind }) => kind === 'diverged' || kind === 'few-images') : seen
}

function lastOf(metrics: readonly Metric[], split: Metric['split']): Metric | undefined {
  return metrics.findLast((metric) => metric.split === split)
}

/**
 * The mean absolute Laplacian of the images, in grey levels: what a blur takes away first. Edges of the image are
 * left out.
 */
export function sharpness({ data, count, height, width, channels }: Pixels): number {
  const row = width * channels
  let sum = 0
  for (let image = 0; image < count; image++)
    for (let y = 1; y < height - 1; y++)
      for (let x = channels; x < row - channels; x++) {
        const at = (image * height + y) * row + x
        const around = data[at - row] + data[at + row] + data[at - channels] + data[at + channels]
        sum += Math.abs(around - 4 * data[at])
      }
  return sum / (count * Math.max(1, (height - 2) * (row - 2 * channels)))
}
