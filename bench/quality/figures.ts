/** What is said of a trained run: measured once, and kept beside the project. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from '../../src/engine/engine.ts'
import { columnOf, type ComparedRun } from '../../src/node/comparison.ts'
import { evaluateRun, type Evaluation } from '../../src/node/evaluation.ts'
import { writeAtomic } from '../../src/node/files.ts'
import { openInference } from '../../src/node/inference.ts'
import { openPixels } from '../../src/node/pixels.ts'
import { readConfig, readEnvironment } from '../../src/node/runs.ts'
import type { RunRecord } from '../../src/shared/schemas.ts'
import { qualityFolder } from './dataset.ts'

/** Importance samples an image; of the published figures 5,000. */
export const samples = 500

/** Of the noise and of the draws that the classifier looks at. */
const seed = 1

export interface Figures {
  record: RunRecord
  column: ComparedRun
  /** "tensorflow, xla, Intel Xeon Processor, 2 threads". */
  engine: string
}

/**
 * The run's figures on the whole test set.
 * @param line told now and then how far it is
 */
export async function figuresOf(
  project: string,
  record: RunRecord,
  engine: Engine,
  signal: AbortSignal,
  line: (text: string) => void
): Promise<Figures> {
  const config = await readConfig(project, record.id)
  const evaluation = await measured(project, record, engine, signal, line)
  const environment = (await readEnvironment(project, record.id))!
  return {
    record,
    column: columnOf(record, config, record.bestEpoch, evaluation),
    engine: `${environment.engine}, ${environment.executor}, ${environment.device}`
  }
}

async function measured(
  project: string,
  record: RunRecord,
  engine: Engine,
  signal: AbortSignal,
  line: (text: string) => void
): Promise<Evaluation> {
  const kept = join(qualityFolder(), 'figures', `${record.id}-${record.epoch}.json`)
  if (existsSync(kept)) return JSON.parse(await readFile(kept, 'utf8')) as Evaluation
  line(`${record.name}: measuring`)
  const inference = await openInference(project, record.id, engine)
  const store = await openPixels(project)
  try {
    const labels = inference.config.labels !== undefined
    const request = { split: 'test' as const, seed, importance: samples, labels }
    const evaluation = await evaluateRun(project, inference, engine, store, request, {
      signal,
      progress: every(30_000, (phase, done, total) => line(`  ${phase}: ${done} of ${total}`))
    })
    await writeAtomic(kept, JSON.stringify(evaluation))
    return evaluation
  } finally {
    await store.close()
    inference.dispose()
  }
}

/** The first call and then one now and then. @param pause in milliseconds */
function every<Values extends unknown[]>(
  pause: number,
  tell: (...values: Values) => void
): (...values: Values) => void {
  let told = -Infinity
  return (...values) => {
    if (performance.now() - told < pause) return
    told = performance.now()
    tell(...values)
  }
}
