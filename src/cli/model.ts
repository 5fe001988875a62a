/** A trained model at hand: the project, the run, the engine and what computes on it. */
import { basename } from 'node:path'
import { chooseEngine } from '../node/backends/choose.ts'
import { openInference, type Inference } from '../node/inference.ts'
import { readManifest } from '../node/manifest.ts'
import { findRun, listRuns } from '../node/runs.ts'
import type { Engine } from '../engine/engine.ts'
import type { ProjectManifest, RunRecord } from '../shared/schemas.ts'
import type { ModelOptions, WantedEngine } from './options.ts'
import type { Shell } from './shell.ts'

export interface Model {
  project: string
  manifest: ProjectManifest
  run: RunRecord
  engine: Engine
  inference: Inference
}

/** The engine that was asked for; fetches what is missing, with its progress on the terminal. */
export function openEngine(shell: Shell, wanted: WantedEngine): Promise<Engine> {
  const report = {
    progress: shell.terminal.progress.bind(shell.terminal),
    line: shell.terminal.line.bind(shell.terminal)
  }
  return chooseEngine(wanted, report, shell.signal)
}

/**
 * The run that was named; without a name the newest that has learnt something, and of those the newest that suits.
 * @param suits of runs that have learnt something; all do when left out
 */
export async function findTrainedRun(
  project: string,
  wanted?: string,
  suits?: (run: RunRecord) => Promise<boolean>
): Promise<RunRecord> {
  if (wanted !== undefined) return findRun(project, wanted)
  const trained = (await listRuns(project)).filter((run) => run.epoch > 0)
  for (const run of suits ? trained : []) if (await suits!(run)) return run
  return trained[0] ?? findRun(project)
}

/** Opens the model, hands it over, and lets go of it in any case. The project's database is not touched. */
export async function withModel(
  shell: Shell,
  project: string,
  options: ModelOptions,
  use: (model: Model) => Promise<void>
): Promise<void> {
  const manifest = await readManifest(project)
  const run = await findTrainedRun(project, options.run)
  const engine = await openEngine(shell, options.engine)
  const inference = await openInference(project, run.id, engine, options.weights)
  try {
    await use({ project, manifest, run, engine, inference })
  } finally {
    inference.dispose()
  }
}

/** "Fashion study.latent" as "Fashion study": how pictures of a project are called by default. */
export function projectName(project: string): string {
  return basename(project.replace(/[/\\]+$/, '')).replace(/\.latent$/i, '') || 'project'
}
