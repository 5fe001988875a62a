import type { Command } from 'commander'
import { importModel } from '../../node/modelimport.ts'
import { act, jsonOption, type JsonOption } from '../options.ts'
import type { Outcome } from '../shell.ts'
import { named } from '../values.ts'

interface ImportModelOptions extends JsonOption {
  like?: string
  name?: string
}

export function addImportModel(program: Command, outcome: Outcome): void {
  program
    .command('import-model')
    .description('Make a run of a model that was trained or kept elsewhere.')
    .argument('<project>', 'a .latent folder')
    .argument('<file>', "a .safetensors file, a run's folder, or a zip of one")
    .option('--like <run>', 'the run whose settings the weights are of, where the file does not say')
    .option('--name <name>', 'of the new run', named)
    .addOption(jsonOption())
    .action((project: string, file: string, options: ImportModelOptions) =>
      act(outcome, options, async (shell) => {
        const run = await importModel(project, file, options)
        shell.answer(
          { project, run: run.id, record: run },
          `${run.note}\nThe run is ${run.id} (${run.name}).`
        )
      })
    )
}
