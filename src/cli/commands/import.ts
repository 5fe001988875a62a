import { resolve } from 'node:path'
import type { Command } from 'commander'
import { defaultProjectPath, importLines, importWithProgress } from '../import.ts'
import { act, addImportOptions, jsonOption, type ImportFlags, type JsonOption } from '../options.ts'
import type { Outcome } from '../shell.ts'
import { named } from '../values.ts'

interface ImportCommandOptions extends ImportFlags, JsonOption {
  out?: string
}

export function addImport(program: Command, outcome: Outcome): void {
  const command = program
    .command('import')
    .description('Make a project from images: folders (their subfolders are labels), files, or a zip.')
    .argument('<inputs...>', 'folders, image files, or zips')
    .option('-o, --out <project>', 'the .latent folder to make (default: NAME.latent here)')
  addImportOptions(command)
    .option('--name <name>', 'of the project', named)
    .addOption(jsonOption())
    .action((inputs: string[], options: ImportCommandOptions) =>
      act(outcome, options, async (shell) => {
        const out = options.out === undefined ? defaultProjectPath(inputs) : resolve(options.out)
        const { project, answer } = await importWithProgress(shell, inputs, out, options)
        try {
          shell.answer(answer, importLines(answer, await project.summary()))
        } finally {
          await project.close()
        }
      })
    )
}
