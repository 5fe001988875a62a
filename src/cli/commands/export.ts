import { Option, type Command } from 'commander'
import { exporters, type ExportOptions } from '../exports/exporter.ts'
import { act, jsonOption } from '../options.ts'
import type { Outcome } from '../shell.ts'
import { table } from '../words.ts'

const all = exporters.flatMap(({ formats }) => Object.entries(formats))

export function addExport(program: Command, outcome: Outcome): void {
  program
    .command('export')
    .description('Write a run for other programs.')
    .argument('<project>', 'a .latent folder')
    .addOption(
      new Option('--format <format>', 'what to write; see below')
        .choices(all.map(([format]) => format))
        .makeOptionMandatory()
    )
    .option('-o, --out <path>', 'the file or folder to write (default: named after project, run and format)')
    .option('--run <run>', 'the run: its id, the start of it, or its name (default: the newest)')
    .addOption(new Option('--weights <which>', 'of which epoch').choices(['best', 'last']).default('best'))
    .addOption(jsonOption())
    .addHelpText('after', `\nFormats:\n${table(all.map(([format, what]) => [`  ${format}`, what]))}`)
    .action((project: string, options: ExportOptions) =>
      act(outcome, options, async (shell) => {
        const exporter = exporters.find(({ formats }) => Object.hasOwn(formats, options.format))!
        await (await exporter.load()).write(shell, project, options)
      })
    )
}
