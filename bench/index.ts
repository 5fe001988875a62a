/** `npm run bench -- train|overhead|decode|import|encode|map|steps|large|stream`: ours and the peers, side by side; `quality` and `restore`. */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { processorName } from '../src/node/backends/devices.ts'
import { groups, type Group } from './quality/recipes.ts'
import { rowTable, toJson, type Row } from './report.ts'
import type { Settings } from './settings.ts'

/** Loaded when asked for: each brings its own libraries. */
const benches: Record<string, { about: string; load(): Promise<(settings: Settings) => Promise<Row[]>> }> = {
  train: {
    about: 'training steps of the usual models',
    load: async () => (await import('./train.ts')).trainBench
  },
  overhead: {
    about: 'what a step costs beside its arithmetic',
    load: async () => (await import('./overhead.ts')).overheadBench
  },
  decode: {
    about: 'a click on the map to pixels on the screen, in the app',
    load: async () => (await import('./decode.ts')).decodeBench
  },
  import: {
    about: 'files to pixels (--full: 2,000 photographs)',
    load: async () => (await import('./import.ts')).importBench
  },
  encode: {
    about: 'the latents of 70,000 images',
    load: async () => (await import('./encode.ts')).encodeBench
  },
  map: {
    about: 'frames a second of the map’s points while panning',
    load: async () => (await import('./map.ts')).mapBench
  },
  steps: {
    about: '100,000 steps of a tiny model, and the memory they take',
    load: async () => (await import('./steps.ts')).stepsBench
  },
  large: {
    about: 'a project of 1,000,000 images, and the memory it takes',
    load: async () => (await import('./large.ts')).largeBench
  },
  stream: {
    about: 'training on images read from the file, beside the same in memory',
    load: async () => (await import('./stream.ts')).streamBench
  }
}

interface Options {
  json?: string
  rounds: number
  quick?: boolean
  full?: boolean
}

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1')
  return value
}

const program = new Command('bench').description('Times us and the peers in turns; more is better.')
for (const [name, { about, load }] of Object.entries(benches))
  program
    .command(name)
    .description(about)
    .option('--json <file>', 'write the rows as JSON')
    .option('--rounds <n>', 'how often each is measured', count, 9)
    .option('--quick', 'short turns, to see that it works')
    .option('--full', 'all that was asked for, however long it takes')
    .action(async ({ json, rounds, quick = false, full = false }: Options) => {
      const settings: Settings = {
        rounds,
        quick,
        full,
        line: (text) => console.error(text),
        print: (text) => console.log(text)
      }
      console.log(`${cpus().length} × ${processorName()}, ${rounds} rounds\n`)
      const rows = await (await load())(settings)
      console.log(rowTable(rows))
      console.log(
        '\nMedians over the rounds. The ratio is ours over the best peer (*); the middle half is of'
      )
      console.log('the rounds’ own ratios, and says how much of the ratio is noise.')
      if (json) writeFileSync(json, toJson(rows))
    })
program
  .command('quality')
  .description('models of the whole Fashion-MNIST, hours of training in pieces: log p(x) of test images')
  .addOption(new Option('--only <group>', 'of the models (default: all)').choices(groups))
  .option('--hours <n>', 'stop after so long, to go on another time', Number, 24)
  .action(async ({ only, hours }: { only?: Group; hours: number }) => {
    const { quality } = await import('./quality.ts')
    const tell = { line: (text: string) => console.error(text), print: (text: string) => console.log(text) }
    const done = await quality({ only, hours, ...tell })
    if (!done) console.error('Not done yet; the same command goes on where this stopped.')
  })
program
  .command('restore')
  .description('held-out images of the sample degraded and restored: PSNR beside what needs no model')
  .option('--images <n>', 'of the test split', count, 24)
  .option('--json [file]', 'the figures as JSON, to a file or in place of the table')
  .action(async ({ images, json }: { images: number; json?: string | true }) => {
    const { restoreBench, restoreTable } = await import('./restore.ts')
    const figures = await restoreBench({ images, line: (text) => console.error(text) })
    const text = JSON.stringify({ images, figures }, null, 2)
    console.log(json === true ? text : restoreTable(figures))
    if (typeof json === 'string') writeFileSync(json, `${text}\n`)
  })
await program.parseAsync()
// Whatever a library left behind does not keep us.
process.exit()
