/** How fast an engine trains here, to choose by what it does and not by what it is. */
import type { Engine, Executor } from '../../engine/engine.ts'
import { buildLearner } from '../../engine/models/build.ts'
import { initialVariables, type ImageShape } from '../../engine/networks/parameters.ts'
import { optimizerRule } from '../../engine/optimizers.ts'
import { defaultRunConfig } from '../../engine/presets.ts'
import { stepInputs } from '../../engine/step.ts'
import { trainingFunctions } from '../../engine/trainer.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import type { Work } from '../../shared/trials.ts'
import { inWords } from '../../shared/problems.ts'

const defaultImage = { height: 28, width: 28, channels: 1, nearBinary: true }

/** The model of the first look: what a person gets who chooses nothing. */
export const defaultWork = (): Work => ({ config: defaultRunConfig(defaultImage), image: defaultImage })

const warmups = 2
const measured = 5
/** An engine this slow is not timed further. */
const patienceMilliseconds = 1_000

/** A model loaded to be timed, on weights of its own. */
export interface TimedModel {
  /** Trains one step. @returns milliseconds @throws Error when the loss is not finite */
  step(): Promise<number>
  dispose(): void
}

/** @param executor how the engine is to run it; its usual way when left out */
export async function timedModel(
  engine: Engine,
  config: RunConfig,
  image: ImageShape,
  executor?: Executor
): Promise<TimedModel> {
  const model = buildLearner(config, image)
  const { batch } = config
  const { train } = trainingFunctions(config, model)
  const program = await engine.load(initialVariables(model.parameters, 0), { train }, executor)
  const row = image.width * image.channels
  const pixels = new Uint8Array(batch * image.height * row).map((_, i) => (i % row < row / 2 ? 220 : 30))
  const rule = optimizerRule(config.optimizer)
  let count = 0
  return {
    async step() {
      const shown = { pixels, count: batch, labels: new Int16Array(batch) }
      const at = { step: count++, images: batch }
      const started = performance.now()
      const { loss } = await program.run('train', stepInputs(config, model, rule, shown, at))
      if (!Number.isFinite(loss[0])) throw new Error(inWords('engine-infinite'))
      return performance.now() - started
    },
    dispose: () => program.dispose()
  }
}

/** The middle of some times. */
export function median(times: number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1]
}

/**
 * The median time of a training step, after some to warm up.
 * @returns milliseconds
 * @throws Error when the steps do not give a finite loss
 */
export async function stepMilliseconds(engine: Engine, { config, image }: Work): Promise<number> {
  const model = await timedModel(engine, config, image)
  const times: number[] = []
  try {
    while (times.length < warmups + measured) {
      times.push(await model.step())
      if (times.length > 1 && times[times.length - 1] > patienceMilliseconds) break
    }
  } finally {
    model.dispose()
  }
  return median(times.slice(times.length > warmups ? warmups : times.length - 1))
}
