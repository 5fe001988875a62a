/** A training step seen through its gradient, on weights that stay as they are. */
import type { Engine, HostArrays, Program, Variables } from '../../src/engine/engine.ts'
import { trainingFunction, type TrainingSettings } from '../../src/engine/functions.ts'
import { maskOf } from '../../src/engine/inference.ts'
import type { LatentModel } from '../../src/engine/models/model.ts'
import { optimizerRule } from '../../src/engine/optimizers.ts'
import { integers, normals } from '../../src/engine/random.ts'

/** With β₁ = 0 Adam's first slot is the gradient itself; the huge ε keeps the weights where they are. */
const optimizer = optimizerRule({ kind: 'adam', learningRate: 1, beta1: 0, beta2: 0, epsilon: 1e30 })

export type StepSettings = Partial<TrainingSettings> & Pick<TrainingSettings, 'batch'>

export interface Step {
  outputs: HostArrays
  gradients: Variables
}

const complete = (given: StepSettings): TrainingSettings => ({ estimator: 'B', samples: 1, ...given })

/** A program with a training step for each of some settings. */
export function loadSteps(
  engine: Engine,
  model: LatentModel,
  variables: Variables,
  settings: Record<string, StepSettings>
): Promise<Program> {
  const functions = Object.entries(settings).map(([name, given]) => [
    name,
    trainingFunction(model, complete(given), optimizer)
  ])
  return engine.load(variables, Object.fromEntries(functions))
}

/** One of its steps on the weights it has. */
export async function stepOf(
  program: Program,
  model: LatentModel,
  name: string,
  settings: StepSettings,
  scalars: Record<string, number> = {}
): Promise<Step> {
  // A slot that is not zero would be subtracted and added again, with rounding.
  const slots = Object.entries(await program.readSlots())
  await program.writeSlots(
    Object.fromEntries(slots.map(([slot, { values }]) => [slot, new Float32Array(values.length)]))
  )
  const outputs = await program.run(name, inputsOf(model, complete(settings), scalars))
  const gradients = Object.entries(await program.readSlots()).filter(([slot]) => slot.startsWith('m/'))
  return { outputs, gradients: Object.fromEntries(gradients.map(([slot, v]) => [slot.slice(2), v])) }
}

/** One step of each of some settings on the same weights, images and noise. */
export async function steps(
  engine: Engine,
  model: LatentModel,
  variables: Variables,
  settings: Record<string, StepSettings>,
  scalars: Record<string, number> = {}
): Promise<Record<string, Step>> {
  const program = await loadSteps(engine, model, variables, settings)
  const result: Record<string, Step> = {}
  for (const [name, given] of Object.entries(settings))
    result[name] = await stepOf(program, model, name, given, scalars)
  program.dispose()
  return result
}

/** The inputs of a step: random images and noise, the last place of the batch a padding. */
export function inputsOf(
  model: LatentModel,
  { batch, samples }: Pick<TrainingSettings, 'batch' | 'samples'>,
  scalars: Record<string, number> = {}
): HostArrays {
  const { height, width, channels } = model.image
  const all = { ...optimizer.scalarsAt(0), ...scalars }
  return {
    pixels: Uint8Array.from(
      integers(batch * height * width * channels, 2, 'selection', 0),
      (value) => value & 255
    ),
    noise: normals(samples * batch * model.latent, 5, 'posterior', 0),
    mask: maskOf(batch - 1, batch),
    ...Object.fromEntries(Object.entries(all).map(([name, value]) => [name, Float32Array.of(value)]))
  }
}

/** The length of a gradient over all variables. */
export function normOf(gradients: Variables): number {
  let sum = 0
  for (const { values } of Object.values(gradients)) for (const value of values) sum += value * value
  return Math.sqrt(sum)
}
