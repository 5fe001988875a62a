/**
 * A run's weights on disk. `weights.safetensors` holds the best so far by validation; `checkpoint-STEP/` the last
 * ones with the optimizer's slots and the training state. A checkpoint is written beside the last good one, which
 * is removed only once the new one is whole.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { fromTorch, torchShape, toTorch } from '../engine/networks/layout.ts'
import type { ParameterSpec } from '../engine/networks/parameters.ts'
import type { Variables } from '../engine/engine.ts'
import type { Checkpoint, TrainingState } from '../engine/trainer.ts'
import { AppError } from '../shared/errors.ts'
import { said } from '../shared/problems.ts'
import { parse } from '../shared/schemas.ts'
import { writeAtomic } from './files.ts'
import { runFolder } from './runs.ts'
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const State = v.object({
  epoch: count,
  step: count,
  totals: v.object({
    images: count,
    reconstruction: v.number(),
    kl: v.number(),
    bound: v.optional(v.number()),
    accuracy: v.optional(v.number())
  }),
  // JSON has no −∞: null stands for 'no epoch done yet'.
  best: v.object({ epoch: count, objective: v.nullable(v.number()) })
})

const pattern = /^checkpoint-(\d+)$/

/** Ours → PyTorch's layout, in the model's order. */
function toFile(specs: ParameterSpec[], variables: Variables): Variables {
  return Object.fromEntries(
    specs.map((spec) => [
      spec.name,
      { shape: torchShape(spec), values: toTorch(spec, variables[spec.name].values) }
    ])
  )
}

/** A loop of its own: asking a function for each of a million values takes many times as long. */
function allFinite(values: Float32Array): boolean {
  for (let at = 0; at < values.length; at++) if (!(Math.abs(values[at]) < Infinity)) return false
  return true
}

/** @throws AppError 'format' naming the tensor that is missing, has another shape or is not finite */
export function fromFile(specs: ParameterSpec[], tensors: Variables, what: string): Variables {
  return Object.fromEntries(
    specs.map((spec) => {
      const tensor = tensors[spec.name]
      const wanted = torchShape(spec)
      if (!tensor) throw new AppError('format', said('no-tensor', { file: what, tensor: spec.name }))
      if (tensor.shape.join() !== wanted.join())
        throw new AppError(
          'format',
          said('tensor-shape', {
            file: what,
            tensor: spec.name,
            shape: String(tensor.shape),
            wanted: String(wanted)
          })
        )
      if (!allFinite(tensor.values))
        throw new AppError('format', said('tensor-infinite', { file: what, tensor: spec.name }))
      return [spec.name, { shape: spec.shape, values: fromTorch(spec, tensor.values) }]
    })
  )
}

/** The optimizer's slots are of their variable's shape and layout; their names are `slot/variable`. */
function slotSpecs(specs: ParameterSpec[], slots: string[]): ParameterSpec[] {
  return slots.flatMap((slot) => specs.map((spec) => ({ ...spec, name: `${slot}/${spec.name}` })))
}

/** Writes a checkpoint; when it has improved, also as the best weights. */
export async function saveCheckpoint(
  project: string,
  run: string,
  specs: ParameterSpec[],
  slots: string[],
  { state, weights, slots: slotValues, improved }: Checkpoint
): Promise<void> {
  const folder = runFolder(project, run)
  const words = { epoch: String(state.epoch), step: String(state.step) }
  const weightBytes = encodeSafetensors(toFile(specs, weights), words)
  if (improved) await writeAtomic(join(folder, 'weights.safetensors'), weightBytes)
  const earlier = await checkpointSteps(folder)
  const target = join(folder, `checkpoint-${state.step}`)
  const temporary = join(folder, `.checkpoint-${state.step}.tmp`)
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary)
  await writeFile(join(temporary, 'weights.safetensors'), weightBytes)
  const slotBytes = encodeSafetensors(toFile(slotSpecs(specs, slots), slotValues), words)
  await writeFile(join(temporary, 'optimizer.safetensors'), slotBytes)
  const { objective } = state.best
  const best = { ...state.best, objective: Number.isFinite(objective) ? objective : null }
  await writeFile(join(temporary, 'state.json'), JSON.stringify({ ...state, best }, null, 2) + '\n')
  await rm(target, { recursive: true, force: true })
  await rename(temporary, target)
  for (const step of earlier)
    if (step !== state.step) await rm(join(folder, `checkpoint-${step}`), { recursive: true, force: true })
}

/** Steps of the whole checkpoints, the newest first. */
async function checkpointSteps(folder: string): Promise<number[]> {
  const names = await readdir(folder)
  return names
    .map((name) => pattern.exec(name)?.[1])
    .filter((step) => step !== undefined)
    .map(Number)
    .sort((a, b) => b - a)
}

export interface Restored {
  state: TrainingState
  weights: Variables
  slots: Variables
}

/** The newest checkpoint; undefined when there is none. */
export async function loadCheckpoint(
  project: string,
  run: string,
  specs: ParameterSpec[],
  slots: string[]
): Promise<Restored | undefined> {
  const folder = runFolder(project, run)
  const [step] = await checkpointSteps(folder)
  if (step === undefined) return undefined
  const read = async (file: string, expected: ParameterSpec[]) => {
    const path = join(folder, `checkpoint-${step}`, file)
    return fromFile(expected, decodeSafetensors(await readFile(path), path).tensors, path)
  }
  const path = join(folder, `checkpoint-${step}`, 'state.json')
  const state = parse(State, JSON.parse(await readFile(path, 'utf8')), path)
  return {
    state: { ...state, best: { ...state.best, objective: state.best.objective ?? -Infinity } },
    weights: await read('weights.safetensors', specs),
    slots: await read('optimizer.safetensors', slotSpecs(specs, slots))
  }
}

/**
 * The best weights, or the last.
 * @throws AppError 'missing' when the run has not finished its first epoch
 */
export async function loadWeights(
  project: string,
  run: string,
  specs: ParameterSpec[],
  which: 'best' | 'last' = 'best'
): Promise<{ weights: Variables; epoch: number }> {
  const folder = runFolder(project, run)
  const [step] = await checkpointSteps(folder).catch(() => [])
  const last = join(folder, `checkpoint-${step}`, 'weights.safetensors')
  const path = which === 'best' ? join(folder, 'weights.safetensors') : last
  if (!existsSync(path)) throw new AppError('missing', said('no-weights', { run }))
  const { tensors, metadata } = decodeSafetensors(await readFile(path), path)
  return { weights: fromFile(specs, tensors, path), epoch: Number(metadata.epoch ?? 0) }
}
