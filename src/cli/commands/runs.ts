import type { Command } from 'commander'
import { readManifest } from '../../node/manifest.ts'
import { listRuns } from '../../node/runs.ts'
import { act, jsonOption, type JsonOption } from '../options.ts'
import type { Outcome } from '../shell.ts'
import { count, duration, table } from '../words.ts'

export function addRuns(program: Command, outcome: Outcome): void {
  program
    .command('runs')
    .description('List the runs of a project, the newest first.')
    .argument('<project>', 'a .latent folder')
    .addOption(jsonOption())
    .action((project: string, options: JsonOption) =>
      act(outcome, options, async (shell) => {
        await readManifest(project)
        const runs = await listRuns(project)
        const rows = runs.map((run) => [
          run.id,
          run.name,
          run.status,
          count(run.epoch),
          duration(run.seconds),
          run.created.slice(0, 16).replace('T', ' ')
        ])
        const head = ['run', 'name', 'status', 'epochs', 'time', 'created (UTC)']
        const lines = rows.length > 0 ? table([head, ...rows], [3, 4]) : 'This project holds no run yet.'
        shell.answer({ project, runs }, lines)
      })
    )
}
