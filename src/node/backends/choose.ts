/** The engine of this process: the best that loads, or the one that was asked for. */
import type { Engine } from '../../engine/engine.ts'
import type { Progress } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { engineNames, type EngineName } from '../../shared/schemas.ts'
import { examine } from './examine.ts'

export interface ChooseReport {
  /** Provisioning under way: the phases are download, unpack and compile. */
  progress?(progress: Progress): void
  /** One line on what is being done, and at the end what was chosen and why. */
  line?(text: string): void
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
    throw new AppError(
      'engine',
      `This process already computes with ${engine.name}; ${wanted} needs its own.`
    )
  return engine
}

async function choose(
  wanted: 'auto' | EngineName,
  { progress, line, threads }: ChooseReport,
  signal?: AbortSignal
): Promise<Engine> {
  const reasons: string[] = []
  for (const name of wanted === 'auto' ? engineNames : [wanted]) {
    const { report, load } = await examine(name, { progress, line, signal, threads })
    try {
      const engine = await load?.()
      if (engine) {
        line?.(choiceLine(engine, wanted, reasons))
        return engine
      }
      reasons.push(`${name}: ${report.reason}`)
    } catch (error) {
      reasons.push(`${name}: ${(error as Error).message}`)
    }
  }
  throw new AppError('engine', wanted === 'auto' ? `No engine loads here. ${reasons.join(' ')}` : reasons[0])
}

function choiceLine(engine: Engine, wanted: string, reasons: string[]): string {
  const why =
    wanted !== 'auto' ? 'as asked' : reasons.length ? reasons.join(' ') : 'the fastest engine there is'
  return `Engine: ${engine.name} ${engine.version} on ${engine.device} (${why})`
}
