/** A small training that tests can watch, pause and go on with. */
import type { Images } from '../../src/engine/batches.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { buildModel } from '../../src/engine/models/build.ts'
import { initialVariables } from '../../src/engine/networks/parameters.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { uniforms } from '../../src/engine/random.ts'
import {
  initialState,
  train,
  trainingFunctions,
  type Checkpoint,
  type TrainingEvent
} from '../../src/engine/trainer.ts'
import type { RunConfig } from '../../src/shared/schemas.ts'

const image = { height: 8, width: 8, channels: 1 }

/** Squares of two places and two sizes: structure that two latents can hold. */
function squares(count: number, seed: number): Images {
  const draws = uniforms(count * 2, seed, 'selection', 0)
  const draw = (index: number) => {
    const [left, side] = [Math.floor(draws[2 * index] * 4), 2 + Math.floor(draws[2 * index + 1] * 3)]
    return Array.from({ length: 64 }, (_, pixel) => {
      const [row, column] = [Math.floor(pixel / 8), pixel % 8]
      return column >= left && column < left + side && row >= 2 && row < 2 + side ? 230 : 10
    })
  }
  return { count, read: async (places) => Uint8Array.from(Array.from(places).flatMap(draw)) }
}

export const settings = (overrides: Partial<RunConfig> = {}) =>
  defaultRunConfig(image, {
    network: { kind: 'mlp', width: 24, depth: 1 },
    likelihood: { kind: 'bernoulli' },
    epochs: 3,
    batch: 16,
    seed: 5,
    optimizer: { kind: 'adam', learningRate: 3e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    ...overrides
  })

export interface Sitting {
  events: TrainingEvent[]
  last: Checkpoint
}

/** Trains from a checkpoint, or the start, until the end or until so many more steps are done. */
export async function sit(
  engine: Engine,
  config: RunConfig,
  from?: Checkpoint,
  steps = Infinity
): Promise<Sitting> {
  const model = buildModel(config, image)
  const variables = from?.weights ?? initialVariables(model.parameters, config.seed)
  const program = await engine.load(variables, trainingFunctions(config, model))
  if (from)
    await program.writeSlots(
      Object.fromEntries(Object.entries(from.slots).map(([name, { values }]) => [name, values]))
    )
  const pause = new AbortController()
  const events: TrainingEvent[] = []
  const training = {
    config,
    model,
    program,
    optimizer: optimizerRule(config.optimizer),
    images: squares(42, 1),
    validation: squares(20, 2),
    state: from ? structuredClone(from.state) : initialState()
  }
  let last: Checkpoint | undefined
  for await (const event of train(training, pause.signal)) {
    events.push(event.kind === 'step' ? { ...event, state: structuredClone(event.state) } : event)
    if (event.kind !== 'step') last = event.checkpoint
    else if (--steps <= 0) pause.abort()
  }
  program.dispose()
  return { events, last: last! }
}
