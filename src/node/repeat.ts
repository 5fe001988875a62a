/** Whether a run with these settings is there already, so that it need not be trained again. */
import type { RunConfig, RunRecord } from '../shared/schemas.ts'
import { listRuns, readConfig } from './runs.ts'

/** What a run computes: without the labels, which it learns from the project, and the engine; defaults written out. */
function essence({ labels: _labels, engine: _engine, ...config }: RunConfig): string {
  const complete = { betaKl: 1, betaReconstruction: 1, objective: 'elbo', ...config }
  return JSON.stringify(complete, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  )
}

/** Whether two configurations compute the same, but for what differs between engines. */
export const sameSettings = (a: RunConfig, b: RunConfig): boolean => essence(a) === essence(b)

/** The newest run of a project with these settings on this version of its data; undefined when there is none. */
export async function findRepeat(
  project: string,
  config: RunConfig,
  dataVersion: number
): Promise<RunRecord | undefined> {
  for (const run of await listRuns(project))
    if (run.dataVersion === dataVersion && sameSettings(await readConfig(project, run.id), config)) return run
  return undefined
}
