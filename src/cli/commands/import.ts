import { resolve } from 'node:path'
import type { Command } from 'commander'
import { holdsProject, unpackProject } from '../../node/archive.ts'
import { defaultProjectPath, importLines, importWithProgress } from '../import.ts'
import { act, addImportOptions, jsonOption, type ImportFlags, type JsonOption } from '../options.ts'
import { listRuns } from '../../node/runs.ts'
import type { Outcome, Shell } from '../shell.ts'
import { named } from '../values.ts'
import { counted } from '../words.ts'

interface ImportCommandOptions extends ImportFlags, JsonOption {
  out?: string
}

export function addImport(program: Command, outcome: Outcome): void {
  const command = program
    .command('import')
    .description('Make a project from images: folders (their subfolders are labels), files, or a zip.')
    .argument('<inputs...>', 'folders, image files, or zips; or the zip of a project')
    .option('-o, --out <project>', 'the .latent folder to make (default: NAME.latent here)')
  addImportOptions(command)
    .option('--name <name>', 'of the project', named)
    .addOption(jsonOption())
    .action((inputs: string[], options: ImportCommandOptions) =>
      act(outcome, options, async (shell) => {
        const out = options.out === undefined ? defaultProjectPath(inputs) : resolve(options.out)
        if (inputs.length === 1 && /\.zip$/i.test(inputs[0]) && (await holdsProject(inputs[0])))
          return unpack(shell, inputs[0], out)
        const { project, answer } = await importWithProgress(shell, inputs, out, options)
        try {
          shell.answer(answer, importLines(answer, await project.summary()))
        } finally {
          await project.close()
        }
      })
    )
}

/** A project that was exported as a zip is a project again, with its runs. */
async function unpack(shell: Shell, zip: string, out: string): Promise<void> {
  const progress = shell.terminal.progress.bind(shell.terminal)
  const project = await unpackProject(zip, out, { signal: shell.signal, progress })
  const runs = (await listRuns(project)).map(({ id }) => id)
  shell.answer({ project, runs }, `Unpacked ${project} (${counted(runs.length, 'run')})`)
}
