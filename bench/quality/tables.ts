/** The figures as Markdown. */
import { judge } from '../../src/node/comparison.ts'
import { table } from '../report.ts'
import type { Figures } from './figures.ts'

const minus = (value: number, digits = 2): string => value.toFixed(digits).replace('-', '−')
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const plusMinus = ({ mean, standardError }: { mean: number; standardError: number }): string =>
  `${minus(mean)} ± ${minus(standardError)}`

function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** log p(x) of the test images, and beside it what may be told of a model of p(x) alone. */
function likelihoodTable(all: Figures[]): string {
  const lines = all.map(({ record, column }) => {
    const { evaluation, conditional, latent } = column
    const own = (value: number | undefined) => (conditional || value === undefined ? '–' : minus(value))
    return [
      record.name,
      plusMinus(evaluation.logLikelihood!),
      own(evaluation.terms.elbo),
      own(evaluation.terms.reconstruction),
      own(evaluation.terms.kl),
      `${evaluation.activeUnits} of ${latent}`,
      `${record.epoch}, best ${record.bestEpoch}`,
      duration(record.seconds)
    ]
  })
  const header = ['', 'log p(x)', 'ELBO', 'reconstruction', 'KL', 'active units', 'epochs', 'training']
  return table(header, lines)
}

/** What a conditional model says of p(x|c), apart from the models of p(x). */
function conditionalTable(all: Figures[]): string {
  const lines = all
    .filter(({ column }) => column.conditional)
    .map(({ record, column: { evaluation } }) => [
      record.name,
      evaluation.logLikelihood?.conditional ? plusMinus(evaluation.logLikelihood.conditional) : '–',
      ...[evaluation.terms.elbo, evaluation.terms.reconstruction, evaluation.terms.kl].map((v) => minus(v))
    ])
  return table(['of p(x given c)', 'log p(x given c)', 'ELBO', 'reconstruction', 'KL'], lines)
}

function labelTable(all: Figures[]): string {
  const lines = all.flatMap(({ record, column: { evaluation } }) => {
    const { labels } = evaluation
    if (!labels) return []
    const worst = labels.byLabel.reduce((a, b) => (b.accuracy < a.accuracy ? b : a))
    return [
      [
        record.name,
        percent(labels.accuracy),
        percent(labels.realAccuracy),
        `${worst.label}, ${percent(worst.accuracy)}`,
        labels.varianceRatio.toFixed(2)
      ]
    ]
  })
  const header = ['', 'read from decoder means', 'from real test images', 'least', 'variance over real']
  return table(header, lines)
}

/** The conditional model beside the others of as many latents. */
function comparisons(all: Figures[]): string[] {
  return all
    .filter(({ column }) => column.conditional)
    .flatMap(({ column }) =>
      all
        .filter((other) => !other.column.conditional && other.column.latent === column.latent)
        .flatMap((other) => {
          const { best, differences, reasons } = judge([column, other.column])
          const name = (id: string) => (id === column.id ? column.name : other.column.name)
          const said = differences.map(
            (difference) =>
              `log p(x) of “${name(difference.better)}” is ${plusMinus(difference)} nats above that of ` +
              `“${name(difference.than)}” on the same images` +
              (best ? '.' : ', which may be chance.')
          )
          return [...said, ...(best || said.length > 0 ? [] : reasons)]
        })
    )
}

/** Everything there is so far. */
export function qualityTables(all: Figures[]): string {
  const conditional = all.some(({ column }) => column.conditional)
  const engines = [...new Set(all.map(({ engine }) => engine))]
  return [
    likelihoodTable(all),
    ...(conditional ? [conditionalTable(all), labelTable(all), ...comparisons(all)] : []),
    `Engine: ${engines.join('; ')}.`
  ].join('\n\n')
}
