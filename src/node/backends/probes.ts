/**
 * Tries engines in short-lived child processes, so that an illegal instruction or a driver's crash ends the child
 * and not this process.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as v from 'valibot'
import type { EngineName } from '../../shared/schemas.ts'
import { cancelled } from '../provision/command.ts'
import { ProbeAnswer, readAnswer, writeAnswer } from './answers.ts'
import { answerMark } from './mark.ts'
import { defaultWork, type Work } from './timing.ts'
import { inWords } from '../../shared/problems.ts'

const require = createRequire(import.meta.url)

const limitMilliseconds = 120_000

export interface ProbeOptions {
  /** The tensorflow engine's binding. */
  binding?: string
  /** The model to time; when left out the default one. */
  work?: Work
  /** What to find out anew rather than to remember: nothing when left out. */
  recheck?: 'all' | 'failures'
  signal?: AbortSignal
}

/**
 * Whether an engine loads and trains here. Where no child can be started (in Electron, whose executable starts
 * apps and not scripts) it is taken to, and `guarded` watches over the attempt.
 * @throws AppError 'cancelled'
 */
export async function probe(name: EngineName, options: ProbeOptions = {}): Promise<ProbeAnswer> {
  const { binding, work, recheck } = options
  const before = recheck === 'all' ? undefined : await readAnswer(name, binding, work)
  if (before && (before.loaded || !recheck)) return before
  const script = childScript()
  if (!script) return { name, loaded: true }
  const answer = await probeInChild(name, script, options)
  await writeAnswer(answer, binding, work)
  return answer
}

/** The child's arguments for Node: the script, and in a checkout what lets it run TypeScript. */
export function childScript(): string[] | undefined {
  if (process.versions.electron) return undefined
  const source = fileURLToPath(new URL('./child.ts', import.meta.url))
  if (existsSync(source)) return ['--import', pathToFileURL(require.resolve('tsx')).href, source]
  const built = fileURLToPath(new URL('./child.js', import.meta.url))
  return existsSync(built) ? [built] : undefined
}

async function probeInChild(
  name: EngineName,
  script: string[],
  { binding, work = defaultWork(), signal }: ProbeOptions
): Promise<ProbeAnswer> {
  if (signal?.aborted) throw cancelled()
  const child = spawn(process.execPath, [...script, name, ...(binding ? [binding] : [])], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A debugger's or a test runner's options are not the child's.
    env: { ...process.env, NODE_OPTIONS: '' },
    windowsHide: true
  })
  // A child that ends before it has read all is told of by its end.
  child.stdin.on('error', () => {})
  child.stdin.end(JSON.stringify(work))
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)))
  let late = false
  const kill = (): void => void child.kill('SIGKILL')
  const limit = setTimeout(() => {
    late = true
    kill()
  }, limitMilliseconds)
  signal?.addEventListener('abort', kill)
  const endedBy = await new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', (_, by) => resolve(by))
  })
  clearTimeout(limit)
  signal?.removeEventListener('abort', kill)
  if (signal?.aborted) throw cancelled()
  const line = output.split('\n').find((text) => text.startsWith(answerMark))
  // A crash after the answer is one at the process's end, which would meet a person's process, too.
  if (line && !endedBy) return v.parse(ProbeAnswer, JSON.parse(line.slice(answerMark.length)))
  if (late) return { name, loaded: false, reason: inWords('engine-silent') }
  if (endedBy) return { name, loaded: false, crashed: true, reason: crash(endedBy) }
  return {
    name,
    loaded: false,
    reason: errors.trim().split('\n').at(-1) || inWords('engine-no-word')
  }
}

function crash(signal: NodeJS.Signals): string {
  return signal === 'SIGILL' ? inWords('engine-instructions') : inWords('engine-crashes', { signal })
}
