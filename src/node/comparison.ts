/** Runs beside each other: the figures that may be compared, and which of them is better where that can be said. */
import type { Engine } from '../engine/engine.ts'
import { averageOf, type Average } from '../engine/tasks/likelihood.ts'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import type { LikelihoodConfig, RunConfig, RunRecord, Split } from '../shared/schemas.ts'
import { hasLikelihood } from '../shared/traits.ts'
import { evaluateRun, type Evaluation, type EvaluationHooks } from './evaluation.ts'
import { openInference } from './inference.ts'
import { openPixels } from './pixels.ts'
import { readRun } from './runs.ts'

export interface ComparisonRequest {
  /** Two runs or more. */
  runs: string[]
  split: Split
  seed: number
  images?: number
  /** k, the same for all. */
  importance: number
  weights: 'best' | 'last'
}

/** One run's column. */
export interface ComparedRun {
  id: string
  name: string
  model: RunConfig['model']
  latent: number
  epoch: number
  dataVersion: number
  likelihood: LikelihoodConfig
  binarised: boolean
  /** Whether ELBO, reconstruction and KL are of p(x|c). */
  conditional: boolean
  evaluation: Evaluation
}

/** What one run's log p(x) is above another's on the same images, its standard error that of the paired differences. */
export interface Difference extends Average {
  better: string
  than: string
}

export interface Comparison {
  split: Split
  images: number
  runs: ComparedRun[]
  /** The one whose log p(x) is above every other's by more than two standard errors. */
  best?: string
  differences: Difference[]
  /** Why none is called better. */
  reasons: string[]
}

/** Differences of fewer standard errors than this are noise. */
const certain = 2

/**
 * Measures runs of a project on the same images with the same number of importance samples.
 * @throws AppError 'input' for fewer than two runs, or one whose model learnt images of another shape
 */
export async function compareRuns(
  project: string,
  engine: Engine,
  request: ComparisonRequest,
  hooks: EvaluationHooks = {}
): Promise<Comparison> {
  const { split, runs: wanted, seed, images, importance, weights } = request
  if (new Set(wanted).size < 2) throw new AppError('input', said('two-runs'))
  const store = await openPixels(project)
  const runs: ComparedRun[] = []
  try {
    for (const id of wanted) {
      const record = await readRun(project, id)
      checkShape(record, store)
      const inference = await openInference(project, id, engine, weights)
      try {
        const { config, epoch } = inference
        const asked = { split, seed, images, importance: hasLikelihood(config) ? importance : undefined }
        const evaluation = await evaluateRun(project, inference, engine, store, asked, {
          ...hooks,
          progress: (phase, done, total) => hooks.progress?.(`${record.name}: ${phase}`, done, total)
        })
        runs.push(columnOf(record, config, epoch, evaluation))
      } finally {
        inference.dispose()
      }
    }
  } finally {
    await store.close()
  }
  return { split, images: runs[0].evaluation.images, runs, ...judge(runs) }
}

function checkShape({ name, image }: RunRecord, store: { height: number; width: number; channels: number }) {
  const differs =
    image && (['height', 'width', 'channels'] as const).some((extent) => image[extent] !== store[extent])
  if (differs) throw new AppError('input', said('compare-shape', { name, ...image }))
}

/** A run's column from what is known of it. */
export const columnOf = (
  { id, name, dataVersion }: RunRecord,
  config: RunConfig,
  epoch: number,
  evaluation: Evaluation
): ComparedRun => ({
  id,
  name,
  model: config.model,
  latent: config.latent,
  epoch,
  dataVersion,
  likelihood: config.likelihood,
  binarised: config.binarise !== undefined,
  conditional: config.model === 'cvae',
  evaluation
})

const same = <Value>(values: Value[]): boolean => new Set(values).size === 1

/**
 * Which run is better, if that can be said: on log p(x) alone, of the same images under the same likelihood with the
 * same k, all trained on the same data.
 */
export function judge(runs: ComparedRun[]): Pick<Comparison, 'best' | 'differences' | 'reasons'> {
  const reasons = [
    ...runs
      .filter(({ evaluation }) => !evaluation.logLikelihood)
      .map(({ name, model }) => inWords(model === 'ae' ? 'compare-none-ae' : 'compare-none', { name })),
    ...(same(runs.map(({ dataVersion }) => dataVersion)) ? [] : [inWords('compare-data')]),
    ...(same(runs.map(({ likelihood, binarised }) => `${likelihood.kind} ${binarised}`))
      ? []
      : [inWords('compare-likelihoods')]),
    ...(same(runs.map(({ evaluation }) => evaluation.logLikelihood?.samples))
      ? []
      : [inWords('compare-samples')])
  ]
  if (reasons.length > 0) return { differences: [], reasons }
  const [best, ...others] = [...runs].sort((a, b) => logOf(b).mean - logOf(a).mean)
  const differences = others.map((other) => ({
    better: best.id,
    than: other.id,
    ...averageOf(logOf(best).each.map((value, image) => value - logOf(other).each[image]))
  }))
  const isCertain = differences.every(({ mean, standardError }) => mean > certain * standardError)
  if (isCertain) return { best: best.id, differences, reasons }
  return {
    differences,
    reasons: [inWords('compare-close', { certain })]
  }
}

const logOf = ({ evaluation }: ComparedRun) => evaluation.logLikelihood!
