/** Whether an engine loads here, found out where a crash cannot take this process along. */
import type { Engine } from '../../engine/engine.ts'
import type { EngineReport } from '../../shared/contract.ts'
import { toEnvelope } from '../../shared/errors.ts'
import type { EngineName } from '../../shared/schemas.ts'
import { provisionTensorflow } from '../provision/tensorflow.ts'
import type { ProvisionOptions } from '../provision/wheelinstall.ts'
import { guarded, probe } from './probes.ts'
import { loadTensorflow } from './tensorflow.ts'
import { loadWasm } from './wasm.ts'
import { loadWebgpu } from './webgpu.ts'

export interface ExamineOptions extends ProvisionOptions {
  /** Look again, whatever was found before. */
  fresh?: boolean
  /** Threads for the tensorflow engine. */
  threads?: number
}

export interface Examined {
  report: EngineReport
  /** Loads it into this process; there only when it loads. */
  load?(): Promise<Engine>
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
  async tensorflow({ progress, line, signal, fresh, threads }) {
    const reports = new Map<string, EngineReport>()
    const { binding } = await provisionTensorflow({
      progress,
      line,
      signal,
      retry: fresh,
      async check({ binding }) {
        const report = await probe('tensorflow', { binding, fresh, signal })
        reports.set(binding, report)
        return report.loaded ? undefined : `Native TensorFlow does not load: ${report.reason}`
      }
    })
    return {
      report: reports.get(binding)!,
      load: () => guarded('tensorflow', binding, () => loadTensorflow(binding, { threads, line }))
    }
  },
  async webgpu({ fresh, signal }) {
    const report = await probe('webgpu', { fresh, signal })
    return report.loaded
      ? { report, load: () => guarded('webgpu', undefined, () => loadWebgpu()) }
      : { report }
  },
  async wasm({ fresh, signal }) {
    const report = await probe('wasm', { fresh, signal })
    return report.loaded ? { report, load: () => loadWasm() } : { report }
  }
}
