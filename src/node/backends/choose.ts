/** The engine of this process: the best that loads, or the one that was asked for. */
import type { Engine } from '../../engine/engine.ts'
import type { Progress } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { inWords, said } from '../../shared/problems.ts'
import { engineNames, type EngineName } from '../../shared/schemas.ts'
import type { ProbeAnswer, Starter, Work } from '../../shared/trials.ts'
import { examine, type Examined } from './examine.ts'
import { timeRivals } from './rivals.ts'
import { selectEngine } from './select.ts'

export interface ChooseReport {
  /** Provisioning under way: the phases are download, unpack and compile. */
  progress?(progress: Progress): void
  /** One line on what is being done, and at the end what was chosen and why. */
  line?(text: string): void
  /** What is to be trained, where the run is long: 'auto' takes the engine that is fastest at it. */
  work?: Work
  /** Who starts the children that time it, where this process cannot: in the app main does. */
  starter?: Starter
  /** Threads for the tensorflow engine; a bitwise repeat of a run needs those the run had. */
  threads?: number
}

let current: Promise<Engine> | undefined

/**
 * Provisions, tries and loads an engine. There is one to a process: a second call gives the same one.
 * @throws AppError 'engine' when the one asked for does not load, or another is loaded already; 'cancelled'
 */
export async function chooseEngine(
  wanted: 'auto' | EngineName,
  report: ChooseReport = {},
  signal?: AbortSignal
): Promise<Engine> {
  if (!current) {
    const choice = choose(wanted, report, signal)
    current = choice
    // A failure may be mended, so it is not kept.
    choice.catch(() => (current = undefined))
  }
  const engine = await current
  if (wanted !== 'auto' && engine.name !== wanted)
    throw new AppError('engine', said('engine-other', { name: engine.name, wanted }))
  return engine
}

async function choose(
  wanted: 'auto' | EngineName,
  { progress, line, threads, work, starter }: ChooseReport,
  signal?: AbortSignal
): Promise<Engine> {
  const options = { progress, line, signal, threads, starter }
  if (wanted !== 'auto') {
    const { report, load } = await examine(wanted, { ...options, recheck: 'failures' })
    if (!load)
      throw new AppError('engine', said('engine-unloaded', { name: wanted, reason: report.reason ?? '' }))
    return announce(await load(), inWords('engine-asked'), line)
  }
  const examined: Examined[] = []
  for (const name of engineNames) {
    // What runs everywhere is the last resort, and need not be tried before.
    if (name === 'wasm' && examined.some(({ load }) => load)) break
    examined.push(await examine(name, options))
  }
  const reports = examined.map(({ report }) => report)
  if (work) await timeRivals(work, examined, reports)
  for (;;) {
    const { selected, reason } = selectEngine(reports)
    if (!selected) throw new AppError('engine', said('no-engine', { reason }))
    const at = reports.findIndex(({ name }) => name === selected)
    try {
      await prove(examined[at], reports[at])
      return announce(await examined[at].load!(), reason, line)
    } catch (error) {
      reports[at] = { name: selected, loaded: false, reason: (error as Error).message }
      if (!reports.some(({ name }) => name === 'wasm')) {
        examined.push(await examine('wasm', options))
        reports.push(examined[examined.length - 1].report)
      }
    }
  }
}

/**
 * In Electron WebGPU may load and yet not train, since V8 there forbids the buffers that its binding makes: what was
 * not seen to train is not taken.
 * @throws Error saying why
 */
async function prove({ tried }: Examined, { name, milliseconds }: ProbeAnswer): Promise<void> {
  if (name !== 'webgpu' || !process.versions.electron || milliseconds !== undefined) return
  const answer = await tried?.()
  if (answer?.milliseconds === undefined) throw new Error(answer?.reason ?? inWords('engine-unproven'))
}

function announce(engine: Engine, why: string, line?: (text: string) => void): Engine {
  const { name, version, device } = engine
  line?.(inWords('engine-line', { name, version, device, reason: why }))
  return engine
}
