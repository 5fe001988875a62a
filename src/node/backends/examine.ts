/** Whether an engine loads here, found out where a crash cannot take this process along. */
import type { Engine } from '../../engine/engine.ts'
import { toEnvelope } from '../../shared/errors.ts'
import type { EngineName } from '../../shared/schemas.ts'
import type { ProbeAnswer, Starter, Work } from '../../shared/trials.ts'
import { provisionTensorflow } from '../provision/tensorflow.ts'
import type { ProvisionOptions } from '../provision/wheelinstall.ts'
import { guarded } from './guard.ts'
import { probe, type ProbeOptions } from './probes.ts'
import { loadTensorflow } from './tensorflow.ts'
import { loadWasm } from './wasm.ts'
import { loadWebgpu } from './webgpu.ts'
import { inWords } from '../../shared/problems.ts'

export interface ExamineOptions extends ProvisionOptions {
  /** What to find out anew rather than to remember. */
  recheck?: ProbeOptions['recheck']
  /** Threads for the tensorflow engine. */
  threads?: number
  /** Who starts the children of `tried` where this process cannot. */
  starter?: Starter
}

export interface Examined {
  report: ProbeAnswer
  /** Loads it into this process; there only when it loads. */
  load?(): Promise<Engine>
  /**
   * Tries it on a model, the default one when left out, where it may be the fastest at that.
   * @returns without a time where none can be had
   */
  tried?(work?: Work): Promise<ProbeAnswer>
}

/**
 * Provisions an engine where that is needed, and tries it.
 * @throws AppError 'cancelled' only; every other failure is the report's reason
 */
export async function examine(name: EngineName, options: ExamineOptions = {}): Promise<Examined> {
  try {
    return await examiners[name](options)
  } catch (error) {
    const { kind, message } = toEnvelope(error)
    if (kind === 'cancelled') throw error
    return { report: { name, loaded: false, reason: message } }
  }
}

const examiners: Record<EngineName, (options: ExamineOptions) => Promise<Examined>> = {
  async tensorflow({ progress, line, signal, recheck, threads, starter }) {
    const reports = new Map<string, ProbeAnswer>()
    const { binding } = await provisionTensorflow({
      progress,
      line,
      signal,
      retry: recheck !== undefined,
      async check({ binding }) {
        const report = await probe('tensorflow', { binding, recheck, signal })
        reports.set(binding, report)
        return report.loaded ? undefined : inWords('tensorflow-unloaded', { reason: report.reason ?? '' })
      }
    })
    return {
      report: reports.get(binding)!,
      load: () => guarded('tensorflow', binding, () => loadTensorflow(binding, { threads, line })),
      tried: (work) => probe('tensorflow', { binding, work, signal, starter })
    }
  },
  async webgpu({ recheck, signal, starter }) {
    const report = await probe('webgpu', { recheck, signal })
    return report.loaded
      ? {
          report,
          load: () => guarded('webgpu', undefined, () => loadWebgpu()),
          tried: (work) => probe('webgpu', { work, signal, starter })
        }
      : { report }
  },
  async wasm({ recheck, signal }) {
    const report = await probe('wasm', { recheck, signal })
    return report.loaded ? { report, load: () => loadWasm() } : { report }
  }
}
