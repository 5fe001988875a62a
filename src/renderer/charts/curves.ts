/** What the training curves show, from metrics and live steps. */
import type { Metric, Terms } from '../../shared/schemas.ts'

export interface Curve {
  /** `live`: every step as it happened; train and validation: once an epoch. */
  kind: 'live' | 'train' | 'validation'
  /** [step, value] in order of the steps. */
  points: [number, number][]
}

/** @param term which figure, of those the run measures */
export function curvesOf(
  term: keyof Terms,
  metrics: readonly Metric[],
  live: readonly { step: number; terms: Terms }[]
): Curve[] {
  const of = (split: Metric['split']) =>
    metrics
      .filter((metric) => metric.split === split)
      .flatMap((metric): [number, number][] => pointOf(metric.step, metric[term]))
      .sort((a, b) => a[0] - b[0])
  const curves: Curve[] = [
    { kind: 'live', points: live.flatMap(({ step, terms }) => pointOf(step, terms[term])) },
    { kind: 'train', points: of('train') },
    { kind: 'validation', points: of('validation') }
  ]
  return curves.filter((curve) => curve.points.length > 0)
}

/** What a run does not measure makes no curve. */
const pointOf = (step: number, value: number | undefined): [number, number][] =>
  value === undefined ? [] : [[step, value]]

/**
 * The range worth looking at: the first moments of a training are so far off that they would flatten all the
 * rest, so the vertical range leaves out the first tenth of the steps when there are enough of them.
 */
export function rangeOf(curves: readonly Curve[]): { x: [number, number]; y: [number, number] } | undefined {
  const all = curves.flatMap((curve) => curve.points).filter(([, value]) => Number.isFinite(value))
  if (all.length === 0) return undefined
  const steps = all.map(([step]) => step)
  const x: [number, number] = [0, Math.max(1, ...steps)]
  const settled = all.filter(([step]) => step >= x[1] * 0.1)
  const values = (settled.length >= 8 ? settled : all).map(([, value]) => value).sort((a, b) => a - b)
  // One wild batch in a hundred does not set the scale either.
  const skip = values.length >= 100 ? Math.floor(values.length / 100) : 0
  const low = values[skip]
  const high = values[values.length - 1 - skip]
  const margin = (high - low) * 0.06 || Math.max(1e-3, Math.abs(high) * 0.05)
  return { x, y: [low - margin, high + margin] }
}

/** The value of a curve at the last step that is not after the given one. */
export function valueAt(curve: Curve, step: number): number | undefined {
  let low = 0
  let high = curve.points.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (curve.points[middle][0] <= step) low = middle + 1
    else high = middle
  }
  return low === 0 ? undefined : curve.points[low - 1][1]
}
