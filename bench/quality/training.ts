/** Trains a recipe's run, or goes on with it, until it is done or the time is up. */
import type { Engine } from '../../src/engine/engine.ts'
import { findRepeat } from '../../src/node/repeat.ts'
import { createRun } from '../../src/node/runs.ts'
import { trainRun } from '../../src/node/training.ts'
import type { RunRecord } from '../../src/shared/schemas.ts'
import { dataVersion } from './dataset.ts'
import type { Recipe } from './recipes.ts'

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
  const known = await findRepeat(project, recipe.config, dataVersion)
  if (known?.status === 'finished') return known
  const { config, name } = recipe
  const run = known ?? (await createRun(project, config, { name, dataVersion }))
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
