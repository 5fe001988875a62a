/** Trains a recipe's run, or goes on with it, until it is done or the time is up. */
import type { Engine } from '../../src/engine/engine.ts'
import { createRun, listRuns, readConfig } from '../../src/node/runs.ts'
import { trainRun } from '../../src/node/training.ts'
import type { RunConfig, RunRecord } from '../../src/shared/schemas.ts'
import type { Recipe } from './recipes.ts'

/** What a run computes, without what it only learns from the project. */
const comparable = ({ labels: _labels, ...config }: RunConfig): string =>
  JSON.stringify(Object.entries(config).sort(([a], [b]) => a.localeCompare(b)))

/** The recipe's run as far as it is; undefined where it was never begun, or with other settings. */
export async function runOf(project: string, { name, config }: Recipe): Promise<RunRecord | undefined> {
  for (const run of await listRuns(project))
    if (run.name === name && comparable(await readConfig(project, run.id)) === comparable(config)) return run
  return undefined
}

/**
 * @param signal ends the training after the step under way, with a checkpoint
 * @param line told after each epoch
 */
export async function trainRecipe(
  project: string,
  recipe: Recipe,
  engine: Engine,
  signal: AbortSignal,
  line: (text: string) => void
): Promise<RunRecord> {
  const known = await runOf(project, recipe)
  if (known?.status === 'finished') return known
  const { config, name } = recipe
  const run = known ?? (await createRun(project, config, { name, dataVersion: 1 }))
  let train = NaN
  const began = performance.now()
  const elapsed = (): string => `${((performance.now() - began) / 60_000).toFixed(1)} min`
  line(`${name}: ${run.id}, from epoch ${run.epoch} of ${config.epochs}`)
  return await trainRun({
    project,
    run: run.id,
    engine,
    signal,
    on: {
      metric({ split, epoch, elbo, reconstruction, kl, bound }) {
        if (split === 'train') return void (train = bound ?? elbo)
        const parts = `${reconstruction.toFixed(2)} − ${kl.toFixed(2)}`
        line(
          `  ${epoch}: training ${train.toFixed(2)}, validation ${(bound ?? elbo).toFixed(2)} (${parts}), ${elapsed()}`
        )
      }
    }
  })
}
