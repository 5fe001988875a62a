/**
 * Tries engines in short-lived child processes, so that an illegal instruction or a driver's crash ends the child
 * and not this process.
 */
import { fork } from 'node:child_process'
import { AppError } from '../../shared/errors.ts'
import type { EngineName } from '../../shared/schemas.ts'
import { watchTrial } from '../../shared/trials.ts'
import type { ProbeAnswer, Starter, Trial, TrialProcess, Work } from '../../shared/trials.ts'
import { ownProgram, type OwnProgram } from '../program.ts'
import { readAnswer, writeAnswer } from './answers.ts'
import { defaultWork } from './timing.ts'

export interface ProbeOptions {
  /** The tensorflow engine's binding. */
  binding?: string
  /** The model to time; when left out the default one. */
  work?: Work
  /** What to find out anew rather than to remember: nothing when left out. */
  recheck?: 'all' | 'failures'
  /** Who starts the child; a child of this process when left out. */
  starter?: Starter
  signal?: AbortSignal
}

/**
 * Whether an engine loads and trains here. Where no child can be started (in Electron, whose executable starts
 * apps and not scripts, and nobody is there to ask) it is taken to, and `guarded` watches over the attempt.
 * @throws AppError 'cancelled'
 */
export async function probe(name: EngineName, options: ProbeOptions = {}): Promise<ProbeAnswer> {
  const { binding, work, recheck, starter = nodeStarter(), signal } = options
  const before = recheck === 'all' ? undefined : await readAnswer(name, binding, work)
  if (before && (before.loaded || !recheck)) return before
  const unknown = { name, loaded: true }
  if (!starter) return unknown
  const trial: Trial = { name, work: work ?? defaultWork(), ...(binding && { binding }) }
  try {
    const answer = await starter(trial, signal)
    await writeAnswer(answer, binding, work)
    return answer
  } catch (error) {
    if (error instanceof AppError && error.kind === 'cancelled') throw error
    return unknown
  }
}

/** The child's program. */
export const childScript = (): OwnProgram | undefined =>
  process.versions.electron ? undefined : ownProgram('node/backends/child.ts')

/** Tries an engine in a child of this process; undefined where none can be started. */
export function nodeStarter(): Starter | undefined {
  const script = childScript()
  return script && ((trial, signal) => watchTrial(() => forked(script), trial, signal))
}

function forked({ script, words }: OwnProgram): TrialProcess {
  const child = fork(script, words, {
    execArgv: [],
    serialization: 'advanced',
    // What native libraries print is nobody's to read.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A debugger's or a test runner's options are not the child's.
    env: { ...process.env, NODE_OPTIONS: '' }
  })
  let errors = ''
  child.stderr!.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)))
  return {
    // A child that ends before it has read all is told of by its end.
    send: (trial) => void child.send(trial, () => {}),
    kill: () => void child.kill('SIGKILL'),
    onAnswer: (listener) => void child.once('message', listener),
    onEnd(listener) {
      child.once('error', () => listener({ errors }))
      child.once('close', (_, signal) => listener({ crash: signal ?? undefined, errors }))
    }
  }
}
