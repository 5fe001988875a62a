import type { RunConfig } from '../../../shared/schemas.ts'

/** What every group of options is given: the next run's settings, and how to change some of them. */
export interface SettingsProps {
  config: RunConfig
  change: (patch: Partial<RunConfig>) => void
}
