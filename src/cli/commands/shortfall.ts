import { InvalidArgumentError, type Command } from 'commander'
import { openPixels } from '../../node/pixels.ts'
import { findRun } from '../../node/runs.ts'
import { measureShortfall, type ShortfallRow } from '../../node/shortfall.ts'
import { evaluationProgress } from '../evaluation.ts'
import { openEngine } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import type { Outcome } from '../shell.ts'
import { whole } from '../values.ts'
import { table } from '../words.ts'

interface ShortfallOptions extends ModelOptions {
  runs: string[]
  count: number
  nearest: number
  seed: number
}

function runNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.every((name) => name.length > 0)) return names
  throw new InvalidArgumentError('It must be runs with commas between, such as ae-mlp-16d-1,vae-mlp-16d-1.')
}

export function addShortfall(program: Command, outcome: Outcome): void {
  const command = program
    .command('shortfall')
    .description(
      'Measure how far samples fall short of images: how near they are to a real one, how sure a classifier is.'
    )
    .argument('<project>', 'a .latent folder')
    .requiredOption('--runs <runs>', 'with commas between, such as an autoencoder and a VAE', runNames)
    .option('--count <images>', 'drawn from each run', whole(1, 10_000), 500)
    .option('--nearest <images>', 'of the training split, looked through for the nearest', whole(1), 5000)
    .option('--seed <number>', 'the same seed, the same samples', whole(0, 0xffffffff), 0)
  addModelOptions(command).action((project: string, options: ShortfallOptions) =>
    act(outcome, options, async (shell) => {
      const { count, nearest, seed, weights } = options
      const engine = await openEngine(shell, options.engine)
      const runs = await Promise.all(options.runs.map((name) => findRun(project, name)))
      const store = await openPixels(project)
      try {
        const request = { runs: runs.map(({ id }) => id), count, nearest, seed, weights }
        const hooks = { progress: evaluationProgress(shell), signal: shell.signal }
        const rows = await measureShortfall(project, engine, store, request, hooks)
        shell.answer({ rows, count, seed }, asTable(rows))
      } finally {
        await store.close()
      }
    })
  )
}

/** What the images of a row are. */
function wordsFor({ model, from }: ShortfallRow): string {
  if (!model) return 'images of the test split'
  return `${model}, ${from === 'prior' ? 'z from N(0, I)' : 'z as wide as the codes'}`
}

function asTable(rows: ShortfallRow[]): string {
  const sure = rows.some((row) => row.sure !== undefined)
  const cells = rows.map((row) => [
    wordsFor(row),
    row.run ?? '',
    String(row.images),
    row.nearestDistance.toFixed(4),
    ...(sure ? [`${(100 * row.sure!).toFixed(1)} %`] : [])
  ])
  const head = [
    'images',
    'run',
    'count',
    'distance to the nearest',
    ...(sure ? ['classifier sure (≥ 0.9)'] : [])
  ]
  return table([head, ...cells], [2, 3, 4])
}
