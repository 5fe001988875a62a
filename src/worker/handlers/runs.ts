/** The runs of the open project: made, named, deleted, looked at. Training itself is another worker's. */
import { engineCatalogue } from '../../engine/catalogue.ts'
import {
  createRun,
  deleteRun,
  extended,
  readConfig,
  readMetrics,
  readRun,
  undeleteRun,
  updateRun,
  writeConfig
} from '../../node/runs.ts'
import { takeSnapshot } from '../../node/snapshot.ts'
import type { ExplorerRequests, TrainingSnapshot } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { said } from '../../shared/problems.ts'
import type { Handlers } from '../../shared/rpc.ts'
import type { RunRecord } from '../../shared/schemas.ts'
import type { OpenedProject } from '../opened.ts'
import type { Session } from '../session.ts'

type Group = Pick<
  ExplorerRequests,
  | 'run.catalogue'
  | 'run.create'
  | 'run.rename'
  | 'run.note'
  | 'run.delete'
  | 'run.undelete'
  | 'run.config'
  | 'run.metrics'
  | 'run.extend'
  | 'run.snapshot'
  | 'run.prepare'
>

export function runHandlers(session: Session, changed: (record: RunRecord) => void): Handlers<Group> {
  async function update(run: string, patch: Partial<RunRecord>): Promise<RunRecord> {
    const { path } = await session.current()
    const record = await updateRun(path, run, patch)
    changed(record)
    return record
  }
  async function notTraining(
    run: string,
    what: 'training-delete' | 'training-extend'
  ): Promise<OpenedProject> {
    const opened = await session.current()
    if (session.isTraining(opened.path, run)) throw new AppError('busy', said(what))
    return opened
  }

  return {
    'run.catalogue': async () => engineCatalogue,
    async 'run.create'(_context, config, name) {
      const { path, project } = await session.current()
      const record = await createRun(path, config, { name, dataVersion: project.manifest.dataVersion })
      changed(record)
      return record
    },
    'run.rename': (_context, run, name) => update(run, { name }),
    'run.note': (_context, run, note) => update(run, { note }),
    async 'run.delete'(_context, run) {
      const { path } = await notTraining(run, 'training-delete')
      await deleteRun(path, run)
    },
    async 'run.undelete'(_context, run) {
      const record = await undeleteRun((await session.current()).path, run)
      changed(record)
      return record
    },
    'run.config': async (_context, run) => readConfig((await session.current()).path, run),
    'run.metrics': async (_context, run) => readMetrics((await session.current()).path, run),
    async 'run.extend'(_context, run, epochs) {
      const { path } = await notTraining(run, 'training-extend')
      const [config, record] = [await readConfig(path, run), await readRun(path, run)]
      const done = record.stoppedEarly ?? config.epochs
      await writeConfig(path, run, extended(config, record, done + epochs))
      return update(run, { status: 'paused', problem: undefined })
    },
    'run.prepare': async (_context, run) => (await session.current()).models.use(run, async () => {}),
    'run.snapshot': async (_context, run) => snapshot(await session.current(), run)
  }
}

/** What a training shows, of a run that has ended or whose training the window has not watched. */
async function snapshot(opened: OpenedProject, run: string): Promise<TrainingSnapshot> {
  const { pixels, path, models } = opened
  const metrics = await readMetrics(path, run)
  return models.use(run, async (inference) => {
    const last = metrics.findLast(
      ({ split, epoch }) => split === 'validation' && (epoch === inference.epoch || inference.epoch === 0)
    )
    const { elbo, reconstruction, kl } = last ?? { elbo: NaN, reconstruction: NaN, kl: NaN }
    const about = { run, epoch: inference.epoch, validation: { elbo, reconstruction, kl } }
    return takeSnapshot(inference, pixels, about)
  })
}
