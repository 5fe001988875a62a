import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { densityOf, type SearchStart } from '../../engine/tasks/search.ts'
import { someImages } from '../../node/latents.ts'
import { readManifest } from '../../node/manifest.ts'
import { openPixels, type PixelStore } from '../../node/pixels.ts'
import { readConfig } from '../../node/runs.ts'
import { openSearch, type Search } from '../../node/search.ts'
import { AppError } from '../../shared/errors.ts'
import { readImages } from '../images.ts'
import { findTrainedRun, openEngine } from '../model.ts'
import { act, addPictureOptions, type PictureOptions } from '../options.ts'
import { writeSheet } from '../picture.ts'
import type { Outcome, Shell } from '../shell.ts'
import { above, whole } from '../values.ts'

interface SearchOptions extends PictureOptions {
  steps: number
  start: string
  rate: number
  count: number
  frames: number
  seed: number
  rank?: number
}

export function addSearch(program: Command, outcome: Outcome): void {
  const command = program
    .command('search')
    .description(
      'Climb from noise to what a density classifier takes for data, as a film; or rank the images by it.'
    )
    .argument('<project>', 'a .latent folder')
    .option('--steps <number>', 'of gradient ascent on the input', whole(1, 100_000), 100)
    .option('--start <where>', 'noise, blank (middle grey), an image file, or "#12" of the project', 'noise')
    .option('--rate <number>', 'how far a step moves each pixel, of the range 0…1', above(0), 0.02)
    .option('--count <ascents>', 'rows of the film', whole(1, 16), 8)
    .option('--frames <images>', 'in a row, the beginning and the end included', whole(2, 200), 12)
    .option('--seed <number>', 'of the noise', whole(0, 0xffffffff), 0)
    .addOption(
      new Option(
        '--rank [images]',
        'instead of a film, this many of the most and of the least probable images (default: 32)'
      )
        .argParser(whole(1, 10_000))
        .preset('32')
    )
  addPictureOptions(command, 'PROJECT-search.png').action((project: string, options: SearchOptions) =>
    act(outcome, options, async (shell) => {
      await readManifest(project)
      const run = await densityRun(project, options.run)
      const search = await openSearch(
        project,
        run.id,
        await openEngine(shell, options.engine),
        options.weights
      )
      try {
        const work = options.rank === undefined ? film : ranking
        await work(shell, { project, run, search }, options)
      } finally {
        search.dispose()
      }
    })
  )
}

/** The run that was named; without a name the newest density classifier. */
async function densityRun(project: string, wanted?: string) {
  if (wanted !== undefined) return findTrainedRun(project, wanted)
  return findTrainedRun(
    project,
    undefined,
    async ({ id }) => (await readConfig(project, id)).model === 'density'
  )
}

interface Searched {
  project: string
  run: Awaited<ReturnType<typeof findTrainedRun>>
  search: Search
}

async function film(shell: Shell, { project, run, search }: Searched, options: SearchOptions): Promise<void> {
  const { steps, rate, count, frames, seed, weights } = options
  const ascent = await search.ascend({
    count,
    steps,
    rate,
    frames,
    seed,
    start: await startOf(project, options.start),
    done: (step) =>
      shell.terminal.progress({ phase: 'Climbing', done: step, total: steps, unit: 'steps', rate: 0 }),
    signal: shell.signal
  })
  const { height, width, channels } = search
  const columns = ascent.steps.length
  const means = ascent.steps.map((_, frame) =>
    meanOf(ascent.count, (row) => ascent.logOdds[row * columns + frame])
  )
  await writeSheet(shell, { project, run }, options, {
    kind: 'search',
    pixels: { data: ascent.pixels, count: ascent.count * columns, height, width, channels },
    columns,
    settings: { steps, start: options.start, rate, seed, weights },
    figures: { frames: ascent.steps, logOdds: means, density: means.map(densityOf) }
  })
}

const meanOf = (count: number, value: (row: number) => number) =>
  Array.from({ length: count }, (_, row) => value(row)).reduce((sum, one) => sum + one, 0) / count

async function startOf(project: string, text: string): Promise<SearchStart> {
  if (text === 'noise' || text === 'blank') return text
  const id = /^#(\d+)$/.exec(text)?.[1]
  if (id !== undefined)
    return withPixels(project, async (store) => {
      if (Number(id) >= store.count)
        throw new AppError(
          'missing',
          `There is no image #${id}: the project holds #0 to #${store.count - 1}.`
        )
      return store.read([Number(id)])
    })
  if (!statSync(text, { throwIfNoEntry: false }))
    throw new AppError(
      'usage',
      `--start is noise, blank, an image file or "#12" of the project, not ${text}.`
    )
  const { pixels, problems } = await readImages([resolve(text)], (await readManifest(project)).settings)
  if (problems.length > 0) throw new AppError('input', `${text}: ${problems[0].reason}`)
  return pixels.data
}

async function withPixels<Value>(
  project: string,
  use: (store: PixelStore) => Promise<Value>
): Promise<Value> {
  const store = await openPixels(project)
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}

/** The images F̃ is highest of, best first, above those it is lowest of, worst first. */
async function ranking(
  shell: Shell,
  { project, run, search }: Searched,
  options: SearchOptions
): Promise<void> {
  await withPixels(project, async (store) => {
    const ids = Int32Array.from(store.splits.keys())
    const logOdds = await search.logOdds(someImages(store, ids), shell.signal)
    const order = Array.from(ids).sort((a, b) => logOdds[b] - logOdds[a])
    const each = Math.min(options.rank!, Math.floor(ids.length / 2))
    const most = order.slice(0, each)
    const least = order.slice(-each).reverse()
    const { height, width, channels } = store
    const figures = (list: number[]) =>
      list.map((id) => ({ id, logOdds: logOdds[id], density: densityOf(logOdds[id]) }))
    await writeSheet(shell, { project, run }, options, {
      kind: 'search',
      pixels: { data: await store.read([...most, ...least]), count: 2 * each, height, width, channels },
      columns: Math.min(each, 16),
      gap: 1,
      settings: { rank: each, weights: options.weights },
      figures: { most: figures(most), least: figures(least) }
    })
  })
}
