/**
 * Trying an engine in a short-lived process, so that a crash ends that process and nothing else: what it is given,
 * what it answers, and what its end says. It is a child of plain Node's, or in the app one of main's.
 */
import * as v from 'valibot'
import { natural, path } from './contract/arguments.ts'
import { AppError } from './errors.ts'
import { inWords, said } from './problems.ts'
import { EngineName, RunConfig } from './schemas.ts'

/** An EngineReport with how fast the engine is. */
export const ProbeAnswer = v.object({
  name: EngineName,
  loaded: v.boolean(),
  version: v.optional(v.string()),
  device: v.optional(v.string()),
  reason: v.optional(v.string()),
  /** Of one training step. */
  milliseconds: v.optional(v.number()),
  /** It ended its process, so it is not tried again by itself. */
  crashed: v.optional(v.boolean())
})
export type ProbeAnswer = v.InferOutput<typeof ProbeAnswer>

/** What is to be trained. */
export const Work = v.object({
  config: RunConfig,
  image: v.object({ height: natural, width: natural, channels: natural })
})
export type Work = v.InferOutput<typeof Work>

export const Trial = v.object({
  name: EngineName,
  /** The tensorflow engine's binding. */
  binding: v.optional(path),
  work: Work
})
export type Trial = v.InferOutput<typeof Trial>

/**
 * Tries an engine somewhere.
 * @throws AppError 'cancelled'; any other kind when it could not be tried, which says nothing about the engine
 */
export type Starter = (trial: Trial, signal?: AbortSignal) => Promise<ProbeAnswer>

/** How a process that tried an engine ended. */
export interface TrialEnd {
  /** What ended it, by the system's name; undefined when it ended itself, or was asked to. */
  crash?: string
  /** What it printed as errors, the end of it. */
  errors: string
}

/** A process that tries an engine, as who started it sees it. */
export interface TrialProcess {
  send(trial: Trial): void
  /** Ends it now; its end follows. */
  kill(): void
  onAnswer(listener: (answer: unknown) => void): void
  onEnd(listener: (end: TrialEnd) => void): void
}

/** Milliseconds until a process that does not answer is ended. */
const patience = 120_000

/**
 * Gives a process its trial and waits for its end.
 * @throws AppError 'cancelled' once the process has ended after an abort
 */
export async function watchTrial(
  start: () => TrialProcess,
  trial: Trial,
  signal?: AbortSignal,
  limit = patience
): Promise<ProbeAnswer> {
  const cancelled = () => new AppError('cancelled', said('cancelled'))
  if (signal?.aborted) throw cancelled()
  const child = start()
  const kill = () => child.kill()
  let answer: unknown
  let late = false
  const timer = setTimeout(() => {
    late = true
    kill()
  }, limit)
  signal?.addEventListener('abort', kill)
  const ended = new Promise<TrialEnd>((resolve) => child.onEnd(resolve))
  child.onAnswer((value) => (answer = value))
  child.send(trial)
  const { crash, errors } = await ended
  clearTimeout(timer)
  signal?.removeEventListener('abort', kill)
  if (signal?.aborted) throw cancelled()
  const { name } = trial
  // A crash after the answer is one at the process's end, which would meet a person's process, too.
  if (v.is(ProbeAnswer, answer) && !crash) return answer
  if (late) return { name, loaded: false, reason: inWords('engine-silent') }
  if (crash) return { name, loaded: false, crashed: true, reason: crashWords(crash) }
  return { name, loaded: false, reason: errors.trim().split('\n').at(-1) || inWords('engine-no-word') }
}

function crashWords(signal: string): string {
  return signal === 'SIGILL' ? inWords('engine-instructions') : inWords('engine-crashes', { signal })
}
