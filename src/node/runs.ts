/** The runs of a project: one folder each under `runs/`, deleted ones under `runs/.trash` until the project closes. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type * as v from 'valibot'
import { knownConfig, KnownConfig } from '../engine/catalogue.ts'
import { modelChoice } from '../shared/catalogue.ts'
import { checkContradictions } from '../shared/contradictions.ts'
import { AppError } from '../shared/errors.ts'
import { inWords, said } from '../shared/problems.ts'
import { Metric, parse, RunEnvironment, RunId, RunRecord, type RunConfig } from '../shared/schemas.ts'
import { traitsOf } from '../shared/traits.ts'
import { writeAtomic } from './files.ts'

const runsFolder = (project: string) => join(project, 'runs')
const trashFolder = (project: string) => join(project, 'runs', '.trash')

/** @throws AppError 'input' for an id that could lead out of the project */
export function runFolder(project: string, run: string): string {
  return join(runsFolder(project), parse(RunId, run, inWords('run-name')))
}

async function readJson<const S extends v.GenericSchema>(
  schema: S,
  path: string,
  what: string
): Promise<v.InferOutput<S>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw new AppError('missing', said('run-file-missing', { what, path }), { cause })
  }
  try {
    return parse(schema, JSON.parse(text), what)
  } catch (cause) {
    throw new AppError('format', said('run-file-unread', { what, path, reason: (cause as Error).message }), {
      cause
    })
  }
}

const writeJson = (path: string, value: unknown) => writeAtomic(path, JSON.stringify(value, null, 2) + '\n')

/** @throws AppError 'format' where they are damaged, or name a model, likelihood or objective that is not there */
export const readConfig = (project: string, run: string): Promise<RunConfig> =>
  readJson(KnownConfig, join(runFolder(project, run), 'config.json'), inWords('run-settings', { run }))

export const writeConfig = (project: string, run: string, config: RunConfig): Promise<void> =>
  writeJson(join(runFolder(project, run), 'config.json'), config)

/** @throws AppError 'missing' when there is no such run */
export const readRun = (project: string, run: string): Promise<RunRecord> =>
  readJson(RunRecord, join(runFolder(project, run), 'run.json'), inWords('run-record', { run }))

/** Changes some fields of a run's record. */
export async function updateRun(project: string, run: string, patch: Partial<RunRecord>): Promise<RunRecord> {
  const record = { ...(await readRun(project, run)), ...patch }
  await writeJson(join(runFolder(project, run), 'run.json'), record)
  return record
}

/** What a repeat must reuse; undefined before the first step. */
export async function readEnvironment(project: string, run: string): Promise<RunEnvironment | undefined> {
  const path = join(runFolder(project, run), 'environment.json')
  return existsSync(path) ? readJson(RunEnvironment, path, inWords('run-environment', { run })) : undefined
}

export const writeEnvironment = (project: string, run: string, environment: RunEnvironment): Promise<void> =>
  writeJson(join(runFolder(project, run), 'environment.json'), environment)

/** The lines of `metrics.jsonl`; a last line cut short by a crash is passed over. */
export async function readMetrics(project: string, run: string): Promise<Metric[]> {
  const path = join(runFolder(project, run), 'metrics.jsonl')
  if (!existsSync(path)) return []
  const lines = (await readFile(path, 'utf8')).split('\n').filter(Boolean)
  return lines.flatMap((line) => {
    try {
      return [parse(Metric, JSON.parse(line), 'A metric')]
    } catch {
      return []
    }
  })
}

/** Replaces the metrics, as a resume does with those after its checkpoint. */
export async function writeMetrics(project: string, run: string, metrics: Metric[]): Promise<void> {
  const text = metrics.map((metric) => JSON.stringify(metric) + '\n').join('')
  await writeAtomic(join(runFolder(project, run), 'metrics.jsonl'), text)
}

/** What a run is called until a person names it. */
export function defaultName(config: RunConfig): string {
  const model = modelChoice(config.model).words.en.name
  const { condition } = config
  const given = condition && `${condition.given} ${condition.given === 1 ? 'quadrant' : 'quadrants'} given`
  const latent = traitsOf(config).latent && `${config.latent} dims`
  return [model, config.network.kind, latent, given].filter(Boolean).join(' · ')
}

/**
 * A new run, waiting to be trained.
 * @throws AppError 'input' when its settings contradict each other, or name what is not there
 */
export async function createRun(
  project: string,
  config: RunConfig,
  { name, dataVersion }: { name?: string; dataVersion: number }
): Promise<RunRecord> {
  const known = knownConfig(config)
  checkContradictions(known)
  const latent = traitsOf(config).latent ? `-${config.latent}d` : ''
  const id = await claimFolder(project, `${config.model}-${config.network.kind}${latent}`)
  const record: RunRecord = {
    format: 1,
    id,
    name: name ?? defaultName(config),
    note: '',
    created: new Date().toISOString(),
    dataVersion,
    status: 'queued',
    epoch: 0,
    bestEpoch: 0,
    step: 0,
    seconds: 0,
    imagesPerSecond: 0
  }
  await writeConfig(project, id, known)
  await writeJson(join(runFolder(project, id), 'run.json'), record)
  return record
}

/** Makes the first folder PREFIX-N that no run, deleted ones included, has; the claim holds between processes. */
async function claimFolder(project: string, prefix: string): Promise<string> {
  await mkdir(runsFolder(project), { recursive: true })
  for (let number = 1; ; number++) {
    const id = `${prefix}-${number}`
    if (existsSync(join(trashFolder(project), id))) continue
    try {
      await mkdir(join(runsFolder(project), id))
      return id
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** All runs, the newest first. A folder without a readable record is passed over. */
export async function listRuns(project: string): Promise<RunRecord[]> {
  const folder = runsFolder(project)
  if (!existsSync(folder)) return []
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'))
  const records = await Promise.all(names.map((name) => readRun(project, name).catch(() => undefined)))
  const known = records.filter((record) => record !== undefined)
  return known.sort((a, b) => b.created.localeCompare(a.created) || b.id.localeCompare(a.id))
}

/**
 * A run's settings for more epochs. Who asks for them of a run that ended early means them, so that it no longer
 * ends early.
 * @param epochs in all
 */
export function extended(config: RunConfig, record: RunRecord, epochs: number): RunConfig {
  return { ...config, epochs, earlyStopping: record.stoppedEarly ? undefined : config.earlyStopping }
}

/** Moves a run to the trash. */
export async function deleteRun(project: string, run: string): Promise<void> {
  await readRun(project, run)
  await mkdir(trashFolder(project), { recursive: true })
  await rename(runFolder(project, run), join(trashFolder(project), run))
}

/** Takes a deletion back. */
export async function undeleteRun(project: string, run: string): Promise<RunRecord> {
  const target = runFolder(project, run)
  const source = join(trashFolder(project), run)
  if (!existsSync(source)) throw new AppError('missing', said('not-trashed', { run }))
  await rename(source, target)
  return readRun(project, run)
}

/** Removes deleted runs for good. */
export async function emptyTrash(project: string): Promise<void> {
  await rm(trashFolder(project), { recursive: true, force: true })
}

/** The run that `wanted` names: an id, the only id it begins, or a name; the newest run when it is undefined. */
export async function findRun(project: string, wanted?: string): Promise<RunRecord> {
  const runs = await listRuns(project)
  if (runs.length === 0) throw new AppError('missing', said('no-run'))
  if (wanted === undefined) return runs[0]
  const exact = runs.filter((run) => run.id === wanted || run.name === wanted)
  const matches = exact.length > 0 ? exact : runs.filter((run) => run.id.startsWith(wanted))
  if (matches.length === 1) return matches[0]
  const known = runs.map((run) => run.id).join(', ')
  if (matches.length === 0) throw new AppError('missing', said('run-unknown', { run: wanted, known }))
  throw new AppError(
    'input',
    said('run-ambiguous', { run: wanted, known: matches.map((run) => run.id).join(', ') })
  )
}

/** The engine to train a run with: the one it began on, so that a resume repeats it bitwise, else the one asked for. */
export async function engineOf(project: string, run: string): Promise<RunConfig['engine']> {
  const environment = await readEnvironment(project, run)
  return environment?.engine ?? (await readConfig(project, run)).engine
}
