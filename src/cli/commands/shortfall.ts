import { InvalidArgumentError, type Command } from 'commander'
import { nearestDistances, surenessOf } from '../../engine/tasks/shortfall.ts'
import { openClassifier, type ProjectClassifier } from '../../node/classifier.ts'
import { generate } from '../../node/generate.ts'
import { idsOfSplit } from '../../node/latents.ts'
import { openPixels, type PixelStore } from '../../node/pixels.ts'
import { traitsOf } from '../../shared/traits.ts'
import { openEngine, withModel } from '../model.ts'
import { act, addModelOptions, type ModelOptions } from '../options.ts'
import { readPoints } from '../points.ts'
import type { Outcome, Shell } from '../shell.ts'
import { whole } from '../values.ts'
import { table } from '../words.ts'

interface ShortfallOptions extends ModelOptions {
  runs: string[]
  count: number
  nearest: number
  seed: number
}

interface Row {
  /** What the images are: a run's samples, or images of the test split. */
  what: string
  run?: string
  from?: 'prior' | 'codes'
  images: number
  /** The mean root mean square difference to the nearest training image, of the range 0…1. */
  nearestDistance: number
  /** The share whose label the classifier gives at least 0.9; of labelled projects. */
  sure?: number
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
      const store = await openPixels(project)
      try {
        const rows = await measure(shell, project, store, options)
        shell.answer({ rows, count: options.count, seed: options.seed }, asTable(rows))
      } finally {
        await store.close()
      }
    })
  )
}

async function measure(
  shell: Shell,
  project: string,
  store: PixelStore,
  options: ShortfallOptions
): Promise<Row[]> {
  const { count, seed } = options
  const real = await store.read(idsOfSplit(store, 0).subarray(0, options.nearest))
  const classifier = await classifierOf(shell, project, store, options)
  const item = store.height * store.width * store.channels
  const rowOf = async (pixels: Uint8Array, about: Pick<Row, 'what' | 'run' | 'from'>): Promise<Row> => {
    shell.signal.throwIfAborted()
    const distances = nearestDistances(pixels, real, item)
    return {
      ...about,
      images: distances.length,
      nearestDistance: distances.reduce((sum, value) => sum + value, 0) / distances.length,
      ...(classifier && { sure: surenessOf(await classifier.classify(pixels), classifier.labels) })
    }
  }
  try {
    const rows: Row[] = []
    const test = idsOfSplit(store, 2).subarray(0, count)
    if (test.length > 0) rows.push(await rowOf(await store.read(test), { what: 'images of the test split' }))
    for (const run of options.runs)
      await withModel(shell, project, { ...options, run }, async (model) => {
        const { name } = traitsOf(model.inference.config)
        for (const from of ['prior', 'codes'] as const) {
          const { pixels } = await generate(
            model.inference,
            { count, seed, temperature: 1, from },
            { codes: async () => (await readPoints(shell, model, (split) => split === 0)).points.z }
          )
          const where = from === 'prior' ? 'z from N(0, I)' : 'z as wide as the codes'
          rows.push(await rowOf(pixels.data, { what: `${name}, ${where}`, run: model.run.id, from }))
        }
      })
    return rows
  } finally {
    classifier?.dispose()
  }
}

/** The project's classifier; none where there are not two labels to tell apart. */
async function classifierOf(
  shell: Shell,
  project: string,
  store: PixelStore,
  { engine }: ShortfallOptions
): Promise<ProjectClassifier | undefined> {
  if (store.labelNames.length < 2) return undefined
  return openClassifier(project, store, await openEngine(shell, engine), {
    done: (done, total) =>
      shell.terminal.progress({ phase: 'Classifier', done, total, unit: 'steps', rate: 0 }),
    signal: shell.signal
  })
}

function asTable(rows: Row[]): string {
  const sure = rows.some((row) => row.sure !== undefined)
  const cells = rows.map((row) => [
    row.what,
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
