/**
 * How a model's training steps are run on an engine that knows several ways: the faster one, found by timing some
 * steps and remembered on this machine, so that a repeat of a run takes the same way.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Engine, Executor } from '../../engine/engine.ts'
import type { ImageShape } from '../../engine/networks/parameters.ts'
import type { RunConfig } from '../../shared/schemas.ts'
import { cacheFolder } from '../cache.ts'
import { writeAtomic } from '../files.ts'
import { factsOf } from './answers.ts'
import { median, timedModel, type TimedModel } from './timing.ts'

const Remembered = v.object({
  executor: v.picklist(['compiled', 'xla', 'eager']),
  /** What was measured, in milliseconds a step. */
  milliseconds: v.record(v.string(), v.number())
})

/**
 * Below this a run is over before a choice has paid for itself. It takes the usual way even where a choice is
 * remembered, so that the same settings always go the same way.
 */
const stepsWorthTiming = 1000
const rounds = 7

/** Whether a run is long enough to find out first how it goes fastest. */
export const isWorthTiming = (steps: number) => steps >= stepsWorthTiming

/**
 * @param steps how many steps the run has
 * @returns the engine's usual way for short runs and where there is no choice
 */
export async function chooseExecutor(
  engine: Engine,
  config: RunConfig,
  image: ImageShape,
  steps: number
): Promise<Executor> {
  const choices = engine.executors.filter((executor) => executor !== 'eager')
  if (choices.length < 2 || !isWorthTiming(steps)) return engine.executors[0]
  const path = answerPath(engine, config, image)
  const known = await remembered(path)
  if (known) return known
  const milliseconds = await time(engine, config, image, choices)
  const executor = choices.reduce((best, one) => (milliseconds[one] < milliseconds[best] ? one : best))
  // A choice that cannot be remembered is still a choice.
  await writeAtomic(path, JSON.stringify({ executor, milliseconds }) + '\n').catch(() => {})
  return executor
}

/** A file named by everything the speed depends on. */
function answerPath(engine: Engine, config: RunConfig, image: ImageShape): string {
  const { name, version, device, threads } = engine
  const facts = [[name, version, device, threads, cpus()[0]?.model], ...factsOf({ config, image })]
  const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
  return join(cacheFolder(), 'executors', `${key}.json`)
}

async function remembered(path: string): Promise<Executor | undefined> {
  try {
    return v.parse(Remembered, JSON.parse(await readFile(path, 'utf8'))).executor
  } catch {
    return undefined
  }
}

/** Each way's median step, measured in turns so that a busy moment strikes all alike. */
async function time(
  engine: Engine,
  config: RunConfig,
  image: ImageShape,
  choices: Executor[]
): Promise<Record<string, number>> {
  const models = new Map<Executor, TimedModel>()
  const times = new Map<Executor, number[]>(choices.map((executor) => [executor, []]))
  try {
    for (const executor of choices) models.set(executor, await timedModel(engine, config, image, executor))
    for (let round = 0; round <= rounds; round++)
      for (const [executor, model] of models) {
        const milliseconds = await model.step()
        // The first step compiles.
        if (round > 0) times.get(executor)!.push(milliseconds)
      }
  } finally {
    for (const model of models.values()) model.dispose()
  }
  return Object.fromEntries([...times].map(([executor, list]) => [executor, median(list)]))
}
