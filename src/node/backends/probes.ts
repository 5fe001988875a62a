/**
 * Tries engines in short-lived child processes, so that an illegal instruction or a driver's crash ends the child
 * and not this process, and remembers the answers by machine and versions. In Electron, whose executable starts
 * apps and not scripts, the attempt is made in place under a mark: one that is still there when its process is
 * gone tells that the engine crashed it.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as v from 'valibot'
import { EngineName } from '../../shared/schemas.ts'
import { AppError } from '../../shared/errors.ts'
import type { EngineReport } from '../../shared/contract.ts'
import { cacheFolder } from '../cache.ts'
import { cancelled } from '../provision/command.ts'

const require = createRequire(import.meta.url)

/** What the child prints, behind this mark: native libraries print too. */
export const answerMark = 'latentscape-engine: '

const Answer = v.object({
  name: EngineName,
  loaded: v.boolean(),
  version: v.optional(v.string()),
  device: v.optional(v.string()),
  reason: v.optional(v.string())
})

const limitMilliseconds = 120_000

export interface ProbeOptions {
  /** The tensorflow engine's binding. */
  binding?: string
  fresh?: boolean
  signal?: AbortSignal
}

/**
 * Whether an engine loads and computes here.
 * @throws AppError 'cancelled'
 */
export async function probe(name: EngineName, options: ProbeOptions = {}): Promise<EngineReport> {
  const { binding, fresh, signal } = options
  const file = join(cacheFolder(), 'probes', `${key(name, binding)}.json`)
  const before = fresh ? undefined : await readAnswer(file)
  if (before) return before
  const script = childScript()
  if (!script) return { name, loaded: true }
  const { answer, lasting } = await probeInChild(name, script, binding, signal)
  // What is missing can be installed any time, so only what loads, or what crashes, is remembered.
  if (answer.loaded || lasting) await writeAnswer(file, answer)
  else await rm(file, { force: true })
  return answer
}

/**
 * Loads an engine into this process; where no child could try it first, under the mark.
 * @throws AppError 'engine' when it crashed an earlier process
 */
export async function guarded<T>(
  name: EngineName,
  binding: string | undefined,
  load: () => Promise<T>
): Promise<T> {
  if (childScript()) return await load()
  const mark = join(cacheFolder(), 'probes', `${key(name, binding)}.trying`)
  const other = Number(await readFile(mark, 'utf8').catch(() => '0'))
  if (other && !isAlive(other))
    throw new AppError('engine', `The ${name} engine crashed the last time it was loaded, so it is left out.`)
  await mkdir(join(cacheFolder(), 'probes'), { recursive: true })
  await writeFile(mark, String(process.pid))
  try {
    return await load()
  } finally {
    await rm(mark, { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The child's arguments for Node: the script, and in a checkout what lets it run TypeScript. */
function childScript(): string[] | undefined {
  if (process.versions.electron) return undefined
  const source = fileURLToPath(new URL('./child.ts', import.meta.url))
  if (existsSync(source)) return ['--import', pathToFileURL(require.resolve('tsx')).href, source]
  const built = fileURLToPath(new URL('./child.js', import.meta.url))
  return existsSync(built) ? [built] : undefined
}

/** Everything an answer holds for. */
function key(name: EngineName, binding?: string): string {
  const versions = ['@tensorflow/tfjs-core', 'webgpu'].map(
    (package_) => (require(`${package_}/package.json`) as { version: string }).version
  )
  const { env, platform, arch } = process
  const facts = [
    binding,
    versions,
    process.versions.node,
    process.versions.electron,
    platform,
    arch,
    release(),
    cpus()[0]?.model,
    env.VK_DRIVER_FILES,
    env.VK_ICD_FILENAMES,
    env.LATENTSCAPE_ALLOW_SOFTWARE_GPU,
    env.CUDA_VISIBLE_DEVICES
  ]
  return `${name}-${createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)}`
}

async function readAnswer(file: string): Promise<EngineReport | undefined> {
  try {
    return v.parse(Answer, JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}

async function writeAnswer(file: string, answer: EngineReport): Promise<void> {
  try {
    await mkdir(join(cacheFolder(), 'probes'), { recursive: true })
    const partial = `${file}.${process.pid}`
    await writeFile(partial, JSON.stringify(answer))
    await rename(partial, file)
  } catch {
    // An answer that cannot be kept is found again next time.
  }
}

async function probeInChild(
  name: EngineName,
  script: string[],
  binding: string | undefined,
  signal: AbortSignal | undefined
): Promise<{ answer: EngineReport; lasting: boolean }> {
  if (signal?.aborted) throw cancelled()
  const child = spawn(process.execPath, [...script, name, ...(binding ? [binding] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A debugger's or a test runner's options are not the child's.
    env: { ...process.env, NODE_OPTIONS: '' },
    windowsHide: true
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)))
  const kill = (): void => void child.kill('SIGKILL')
  signal?.addEventListener('abort', kill)
  let late = false
  const limit = setTimeout(() => {
    late = true
    kill()
  }, limitMilliseconds)
  const ended = await new Promise<NodeJS.Signals | null>((resolve) => {
    child.on('error', () => resolve(null))
    child.on('close', (_, by) => resolve(by))
  })
  clearTimeout(limit)
  signal?.removeEventListener('abort', kill)
  if (signal?.aborted) throw cancelled()
  const line = output.split('\n').find((text) => text.startsWith(answerMark))
  const failed = (reason: string): EngineReport => ({ name, loaded: false, reason })
  if (late) return { answer: failed('it did not answer within two minutes'), lasting: false }
  if (ended) return { answer: failed(crash(ended)), lasting: true }
  if (!line)
    return { answer: failed(errors.trim().split('\n').at(-1) || 'it ended without a word'), lasting: false }
  return { answer: v.parse(Answer, JSON.parse(line.slice(answerMark.length))), lasting: false }
}

function crash(signal: NodeJS.Signals): string {
  return signal === 'SIGILL'
    ? 'this processor lacks instructions it needs'
    : `it crashes on this machine (${signal})`
}
