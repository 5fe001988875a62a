import { likelihoodName } from '../../engine/distributions/likelihood.ts'
import { Option, type Command } from 'commander'
import { compareRuns, type ComparedRun, type Comparison } from '../../node/comparison.ts'
import { findRun, listRuns } from '../../node/runs.ts'
import { AppError } from '../../shared/errors.ts'
import { splits, type Split } from '../../shared/schemas.ts'
import { traitsOf } from '../../shared/traits.ts'
import { evaluationProgress } from '../evaluation.ts'
import { openEngine } from '../model.ts'
import { act, engineOption, jsonOption, type JsonOption, type WantedEngine } from '../options.ts'
import type { Outcome, Shell } from '../shell.ts'
import { whole } from '../values.ts'
import { counted, nats, table } from '../words.ts'

interface CompareOptions extends JsonOption {
  runs?: string
  split: Split
  images?: number
  importance: number
  seed: number
  weights: 'best' | 'last'
  engine: WantedEngine
}

export function addCompare(program: Command, outcome: Outcome): void {
  program
    .command('compare')
    .description('Set runs beside each other: the figures that may be compared, on the same images.')
    .argument('<project>', 'a .latent folder')
    .option('--runs <a,b,…>', 'two or more: ids, starts of them, or names (default: the two newest)')
    .addOption(new Option('--split <split>', 'which images').choices(splits).default('test'))
    .option('--images <count>', 'at most so many of them, evenly spread (default: all)', whole(2))
    .option('--importance <samples>', 'an image, for log p(x)', whole(1, 100_000), 100)
    .option('--seed <number>', 'of the noise', whole(0, 0xffffffff), 0)
    .addOption(new Option('--weights <which>', 'of which epoch').choices(['best', 'last']).default('best'))
    .addOption(engineOption())
    .addOption(jsonOption())
    .action((project: string, options: CompareOptions) =>
      act(outcome, options, (shell) => compare(shell, project, options))
    )
}

/** The ids of the runs that were named, or of the two newest that have learnt something. */
async function chosen(project: string, names: string | undefined): Promise<string[]> {
  if (names !== undefined) {
    const wanted = names.split(',').map((name) => name.trim())
    return Promise.all(wanted.filter(Boolean).map(async (name) => (await findRun(project, name)).id))
  }
  const trained = (await listRuns(project)).filter(({ epoch }) => epoch > 0)
  if (trained.length < 2)
    throw new AppError(
      'missing',
      'Comparing takes two trained runs, and this project has fewer. Train another.'
    )
  return trained.slice(0, 2).map(({ id }) => id)
}

async function compare(shell: Shell, project: string, options: CompareOptions): Promise<void> {
  const { split, images, importance, seed, weights } = options
  const runs = await chosen(project, options.runs)
  const engine = await openEngine(shell, options.engine)
  const request = { runs, split, images, importance, seed, weights }
  const hooks = { progress: evaluationProgress(shell), signal: shell.signal }
  const comparison = await compareRuns(project, engine, request, hooks)
  shell.answer(answerOf(comparison, options, engine.name), comparisonLines(comparison))
}

/** The comparison as JSON: without each image's own estimate, which nobody reads. */
function answerOf(
  { runs, ...rest }: Comparison,
  { importance, seed, weights }: CompareOptions,
  engine: string
) {
  const plain = runs.map(({ evaluation, ...run }) => {
    const { terms, logLikelihood, gap, activeUnits, bitsPerDimension } = evaluation
    return {
      ...run,
      ...(traitsOf(run).prior ? terms : { reconstruction: terms.reconstruction }),
      activeUnits,
      ...(logLikelihood && {
        logLikelihood: logLikelihood.mean,
        standardError: logLikelihood.standardError,
        conditionalLogLikelihood: logLikelihood.conditional?.mean,
        gap
      }),
      bitsPerDimension
    }
  })
  return { ...rest, runs: plain, importanceSamples: importance, seed, weights, engine }
}

type Cell = (run: ComparedRun, best: string | undefined) => string | undefined

const plusMinus = ({ mean, standardError }: { mean: number; standardError: number }): string =>
  `${nats(mean)} ± ${nats(standardError)}`

/** A figure of the bound, in the row of what it is of: p(x), or p(x | c), which are never set against each other. */
const ofBound =
  (key: 'elbo' | 'reconstruction' | 'kl', conditional: boolean): Cell =>
  (run) =>
    traitsOf(run).prior && run.conditional === conditional ? nats(run.evaluation.terms[key]) : undefined

/** The table's rows; one that no run has a figure for is left out. */
const rows: [string, Cell][] = [
  ['model', ({ model, latent }) => `${model}, ${counted(latent, 'latent')}`],
  ['epoch', ({ epoch }) => String(epoch)],
  [
    'log p(x)',
    ({ id, evaluation: { logLikelihood } }, best) =>
      logLikelihood && plusMinus(logLikelihood) + (id === best ? ', better' : '')
  ],
  ['log p(x | c)', ({ evaluation }) => conditionalOf(evaluation.logLikelihood)],
  ['ELBO', ofBound('elbo', false)],
  ['  reconstruction', ofBound('reconstruction', false)],
  ['  KL', ofBound('kl', false)],
  ['ELBO of p(x | c)', ofBound('elbo', true)],
  ['  reconstruction', ofBound('reconstruction', true)],
  ['  KL', ofBound('kl', true)],
  ['log p(x | z)', (run) => (traitsOf(run).prior ? undefined : nats(run.evaluation.terms.reconstruction))],
  ['gap', ({ evaluation: { gap } }) => gap?.toFixed(1)],
  [
    'active units',
    ({ evaluation: { activeUnits }, latent }) =>
      activeUnits === undefined ? undefined : `${activeUnits} of ${latent}`
  ]
]

function conditionalOf(logLikelihood: ComparedRun['evaluation']['logLikelihood']): string | undefined {
  return logLikelihood?.conditional && plusMinus(logLikelihood.conditional)
}

/** "what the nats are of", once where it is the same for all. */
function likelihoodLine(runs: ComparedRun[]): string {
  const names = runs.map(({ name, likelihood, binarised }) => ({
    name,
    words: likelihoodName(likelihood, binarised ? 'dynamic' : undefined)
  }))
  if (new Set(names.map(({ words }) => words)).size === 1) return `Nats per image, ${names[0].words}.`
  return `Nats per image; ${names.map(({ name, words }) => `${name}: ${words}`).join('; ')}.`
}

function comparisonLines({ split, images, runs, best, differences, reasons }: Comparison): string {
  const samples = runs.find(({ evaluation }) => evaluation.logLikelihood)?.evaluation.logLikelihood!.samples
  const cells = rows
    .map(([name, cell]) => [name, ...runs.map((run) => cell(run, best))])
    .filter(([, ...values]) => values.some((value) => value !== undefined))
    .map((line) => line.map((value) => value ?? '–'))
  const named = (id: string) => runs.find((run) => run.id === id)!.name
  return [
    `${counted(images, 'image')} of the ${split} split` +
      (samples === undefined ? '' : `, ${counted(samples, 'importance sample')} each`),
    table([['', ...runs.map(({ name }) => name)], ...cells]),
    likelihoodLine(runs),
    ...differences.map(
      ({ better, than, mean, standardError }) =>
        `log p(x) of ${named(better)} is ${mean.toFixed(2)} ± ${standardError.toFixed(2)} nats above that of ${named(than)}.`
    ),
    ...(reasons.length > 0 ? ['None is called better:', ...reasons.map((reason) => `  ${reason}`)] : [])
  ].join('\n')
}
