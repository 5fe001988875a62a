import type { EngineReport, Progress } from '../../shared/contract.ts'
import { explorer, on } from '../connection.ts'

/** The engine the explorer computes with, and how far its arrival is. */
class EngineState {
  reports = $state.raw<readonly EngineReport[]>([])
  provisioning = $state.raw<Progress | undefined>()
  chosen = $derived(this.reports.find((report) => report.loaded))

  constructor() {
    on('engine', (report) => {
      this.provisioning = undefined
      this.reports = [report, ...this.reports.filter(({ name }) => name !== report.name)]
    })
    on('progress', (progress) => {
      if (isImport(progress)) return
      this.provisioning = progress.total > 0 && progress.done >= progress.total ? undefined : progress
    })
  }

  async load(): Promise<void> {
    this.reports = await explorer.call('engine.report')
    if (this.chosen) this.provisioning = undefined
  }
}

/** Progress of images and of the engine comes by the same event; images are counted in images. */
export function isImport(progress: Progress): boolean {
  return progress.unit === 'images'
}

export const engine = new EngineState()
