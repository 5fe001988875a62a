import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import {
  createRun,
  deleteRun,
  emptyTrash,
  extended,
  findRun,
  listRuns,
  readConfig,
  readMetrics,
  runFolder,
  undeleteRun,
  updateRun
} from '../../src/node/runs.ts'
import { writeAtomic } from '../../src/node/files.ts'

const config = defaultRunConfig({ height: 28, width: 28, channels: 1 })
let project: string
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'latentscape-runs-'))
})
afterEach(() => rm(project, { recursive: true }))

describe('the runs of a project', () => {
  it('get ids of their own, also when made at once, and list the newest first', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => createRun(project, config, { dataVersion: 1 })))
    expect(new Set(runs.map((run) => run.id)).size).toBe(3)
    await new Promise((resolve) => setTimeout(resolve, 5))
    const last = await createRun(project, config, { name: '图 map', dataVersion: 2 })
    expect((await listRuns(project))[0]).toEqual(last)
    expect(await readConfig(project, last.id)).toEqual(config)
  })

  it('are not made with settings that contradict each other', async () => {
    const wrong = { ...config, objective: 'importance', estimator: 'B' } as const
    await expect(createRun(project, wrong, { dataVersion: 1 })).rejects.toThrow('Take estimator A')
    expect(await listRuns(project)).toEqual([])
  })

  it('go on for longer, one that ended early no longer ending so', async () => {
    const record = await createRun(project, { ...config, earlyStopping: 3 }, { dataVersion: 1 })
    const settings = await readConfig(project, record.id)
    expect(extended(settings, record, 30)).toEqual({ ...settings, epochs: 30 })
    expect(extended(settings, { ...record, stoppedEarly: 8 }, 30).earlyStopping).toBeUndefined()
  })

  it('are found by id, by the beginning of one, by name, and not by what is ambiguous', async () => {
    await expect(findRun(project)).rejects.toThrow('no run yet')
    const first = await createRun(project, config, { name: 'first', dataVersion: 1 })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const second = await createRun(project, { ...config, latent: 8 }, { dataVersion: 1 })
    expect((await findRun(project)).id).toBe(second.id)
    expect((await findRun(project, 'first')).id).toBe(first.id)
    expect((await findRun(project, 'vae-conv-8')).id).toBe(second.id)
    await expect(findRun(project, 'vae')).rejects.toThrow('Several runs')
    await expect(findRun(project, 'nothing')).rejects.toThrow(/The runs are: /)
  })

  it('come back from the trash until it is emptied, and an id is not given twice', async () => {
    const run = await createRun(project, config, { dataVersion: 1 })
    await updateRun(project, run.id, { note: 'kept' })
    await deleteRun(project, run.id)
    expect(await listRuns(project)).toEqual([])
    expect((await createRun(project, config, { dataVersion: 1 })).id).not.toBe(run.id)
    expect((await undeleteRun(project, run.id)).note).toBe('kept')
    await deleteRun(project, run.id)
    await emptyTrash(project)
    await expect(undeleteRun(project, run.id)).rejects.toThrow('no longer in the trash')
  })

  it('cannot be named by a path', () => {
    for (const id of ['../x', 'a/b', '', '.trash', 'UPPER'])
      expect(() => runFolder(project, id)).toThrow(/The run/)
  })

  it('pass over a damaged folder and a metric cut short', async () => {
    const run = await createRun(project, config, { dataVersion: 1 })
    await writeAtomic(join(project, 'runs', 'broken', 'run.json'), '{"format": 1, "id": ')
    expect((await listRuns(project)).map(({ id }) => id)).toEqual([run.id])
    const line = { split: 'train', epoch: 1, step: 4, elbo: -1, reconstruction: -1, kl: 0 }
    const path = join(runFolder(project, run.id), 'metrics.jsonl')
    await writeAtomic(path, JSON.stringify(line) + '\n{"split":"tr')
    expect(await readMetrics(project, run.id)).toEqual([line])
    expect(await readdir(runFolder(project, run.id))).not.toContain('.tmp')
  })
})
