/** What a person, or a report of a fault, needs to know about this machine and what Latentscape has on it. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { release } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import type { EngineReport } from '../shared/contract.ts'
import { engineNames, type EngineName } from '../shared/schemas.ts'
import type { ProbeAnswer } from '../shared/trials.ts'
import { processorName, threadCount } from './backends/devices.ts'
import { examine, type ExamineOptions } from './backends/examine.ts'
import { selectEngine } from './backends/select.ts'
import { cacheFolder, logFolder } from './cache.ts'

const require = createRequire(import.meta.url)

/** `electron.json` in the cache, left by what provisions Electron in a checkout. */
const ElectronRecord = v.object({ version: v.string(), source: v.string(), path: v.string() })
export type ElectronRecord = v.InferOutput<typeof ElectronRecord>

export interface Diagnosis {
  version: string
  node: string
  /** Operating system, its release and the processor's architecture. */
  platform: string
  processor: string
  threads: number
  /** What `auto` takes here, and why; undefined when nothing loads. */
  engine: { selected?: EngineName; reason: string }
  engines: (EngineReport & {
    /** Of a training step of the default convolutional model. */ milliseconds?: number
  })[]
  /** The Electron that a checkout starts the app with, once one was provisioned. */
  electron?: ElectronRecord
  caches: string
  logs: string
}

/**
 * Provisions native TensorFlow where that is possible, and tries every engine anew, each in a process of its own.
 * @throws AppError 'cancelled'
 */
export async function doctor(options: Omit<ExamineOptions, 'recheck'> = {}): Promise<Diagnosis> {
  const engines: ProbeAnswer[] = []
  for (const name of engineNames) engines.push((await examine(name, { ...options, recheck: 'all' })).report)
  return {
    version: ownVersion(),
    node: process.versions.node,
    platform: `${process.platform} ${release()} ${process.arch}`,
    processor: processorName(),
    threads: threadCount(),
    engine: selectEngine(engines),
    engines,
    electron: await readElectron(),
    caches: cacheFolder(),
    logs: logFolder()
  }
}

function ownVersion(): string {
  try {
    return (require('../../package.json') as { version: string }).version
  } catch {
    return 'unknown'
  }
}

async function readElectron(): Promise<ElectronRecord | undefined> {
  try {
    return v.parse(ElectronRecord, JSON.parse(await readFile(join(cacheFolder(), 'electron.json'), 'utf8')))
  } catch {
    return undefined
  }
}
