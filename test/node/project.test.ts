import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { BatchReader } from '../../src/node/batchreader.ts'
import { importImages } from '../../src/node/import.ts'
import { writeLatents } from '../../src/node/latents.ts'
import { migrate, readManifest } from '../../src/node/manifest.ts'
import { openPixels } from '../../src/node/pixels.ts'
import { markReady, Project } from '../../src/node/project.ts'
import { createRun, runFolder, writeMetrics } from '../../src/node/runs.ts'
import type { Metric } from '../../src/shared/schemas.ts'
import { failure, folderOf, numbered, numberedFiles, temporaryFolder, treeHash, zipOf } from './fixtures.ts'

const config = defaultRunConfig(
  { height: 16, width: 16, channels: 1 },
  {
    network: { kind: 'mlp', width: 8, depth: 1 },
    epochs: 1,
    batch: 2,
    seed: 1
  }
)

/** A project of numbered images, closed, and where its images came from. */
async function makeProject(count = 12) {
  const root = folderOf(await numberedFiles(count, 'x/'))
  const path = join(temporaryFolder(), 'p.latent')
  const { project } = await importImages([root], path)
  await project.close()
  return { root, path }
}

const metric = (epoch: number, elbo: number): Metric => ({
  split: 'train',
  epoch,
  step: epoch * 10,
  elbo,
  reconstruction: elbo + 2,
  kl: 2
})

describe('one owner', () => {
  test('a project open in another process is busy, and says where', async () => {
    const { path } = await makeProject()
    const script = `import { DuckDBInstance } from '@duckdb/node-api'
      const held = await DuckDBInstance.create(process.argv[1]); console.log('held'); setInterval(() => held, 1000)`
    const file = join(path, 'data.duckdb')
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    try {
      await once(child.stdout, 'data')
      const error = await failure(Project.open(path), 'busy')
      expect(error.message).toContain(`process ${child.pid}`)
    } finally {
      child.kill()
      await once(child, 'exit')
    }
    await (await Project.open(path)).close()
  })

  test('so is one that this process has open', async () => {
    const { path } = await makeProject()
    const project = await Project.open(path)
    expect((await failure(Project.open(path), 'busy')).message).toContain(`process ${process.pid}`)
    await project.close()
    await project.close()
    await (await Project.open(path)).close()
  })

  test('what is no project, or a damaged one, is said in words', async () => {
    await failure(Project.open(join(temporaryFolder(), 'gone.latent')), 'missing')
    await failure(Project.open(temporaryFolder()), 'missing')
    const { path } = await makeProject()
    writeFileSync(join(path, 'data.duckdb'), 'this is no database, but it is long enough to be looked at')
    await failure(Project.open(path), 'format')
    rmSync(join(path, 'data.duckdb'))
    await failure(Project.open(path), 'format')
    writeFileSync(join(path, 'project.json'), '{"format": 1, "name"')
    await failure(Project.open(path), 'format')
  })
})

describe('the database', () => {
  test('statements reach nothing outside the project, and cannot change that', async () => {
    const { root, path } = await makeProject()
    const { database, close } = await Project.open(path).then((project) => ({
      database: project.database,
      close: () => project.close()
    }))
    const outside = join(temporaryFolder(), 'out.csv')
    writeFileSync(outside, 'a,b\n1,2\n')
    for (const statement of [
      `SELECT * FROM read_csv('${outside}')`,
      `SELECT * FROM '${outside}'`,
      `COPY images TO '${join(root, 'out.csv')}'`,
      `ATTACH '${join(root, 'other.duckdb')}'`,
      'SET enable_external_access = true',
      `SET allowed_directories = ['/']`,
      'INSTALL httpfs',
      'LOAD httpfs'
    ])
      await expect(database.run(statement), statement).rejects.toThrow()
    await database.run(`COPY images TO '${join(path, 'images.csv')}'`)
    expect(readFileSync(join(path, 'images.csv'), 'utf8').split('\n')).toHaveLength(14)
    await close()
  })

  test('lists by label and split, in pages', async () => {
    const files = { ...(await numberedFiles(20, 'a/')), ...(await numberedFiles(5)) }
    const path = join(temporaryFolder(), 'p.latent')
    const { project } = await importImages([folderOf(files)], path)
    expect(await project.list({ label: 0 })).toHaveLength(20)
    expect(await project.list({ label: -1 })).toHaveLength(5)
    const train = await project.list({ split: 'train' })
    expect(train.length).toBeGreaterThan(10)
    expect(await project.ids({ split: 'train' })).toEqual(Int32Array.from(train, ({ id }) => id))
    expect(await project.list({}, 3, 2)).toEqual((await project.list()).slice(3, 5))
    expect((await project.dataset()).duplicates).toBe(5)
    await project.close()
  })

  test('takes in metrics and latents once, and again when they change', async () => {
    const { path } = await makeProject(4)
    const { id } = await createRun(path, config, { dataVersion: 1 })
    const z = Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7.5])
    await writeMetrics(path, id, [metric(1, -200), metric(2, -190)])
    await writeLatents(path, id, { epoch: 1, latent: 2, count: 4, dataVersion: 1 }, z)
    // As training that crashed while it wrote a line.
    writeFileSync(join(runFolder(path, id), 'metrics.jsonl'), '{"split": "tr', { flag: 'a' })

    const project = await Project.open(path)
    const state = async () => ({
      metrics: await project.database.rows('SELECT epoch, elbo FROM metrics WHERE run = $1 ORDER BY step', [
        id
      ]),
      latents: await project.database.rows<{ image: number; z: number[] }>(
        'SELECT image, z FROM latents WHERE run = $1 ORDER BY image',
        [id]
      )
    })
    const expected = {
      metrics: [
        { epoch: 1, elbo: -200 },
        { epoch: 2, elbo: -190 }
      ],
      latents: [0, 1, 2, 3].map((image) => ({ image, z: [...z.subarray(image * 2, image * 2 + 2)] }))
    }
    expect(await state()).toEqual(expected)
    await project.takeIn(id)
    expect(await state()).toEqual(expected)

    // A resume takes back what came after its checkpoint.
    await writeMetrics(path, id, [metric(1, -200), metric(2, -185)])
    z[0] = 9
    await writeLatents(path, id, { epoch: 2, latent: 2, count: 4, dataVersion: 1 }, z)
    await project.takeIn(id)
    const changed = await state()
    expect(changed.metrics[1]).toEqual({ epoch: 2, elbo: -185 })
    expect(changed.latents).toHaveLength(4)
    expect(changed.latents[0].z).toEqual([9, 1])

    // Latents of older data, and torn ones, are passed over.
    await writeLatents(
      path,
      id,
      { epoch: 3, latent: 2, count: 4, dataVersion: 0 },
      z.map(() => 7)
    )
    await project.takeIn(id)
    writeFileSync(join(runFolder(path, id), 'latents.json'), '{')
    await project.takeIn(id)
    expect((await state()).latents[0].z).toEqual([9, 1])
    await project.close()
    await (await Project.open(path)).close()
  })
})

test('many may ask while a run is taken in, and a wrong question disturbs nothing', async () => {
  const { path } = await makeProject(4)
  const project = await Project.open(path)
  const runs = await Promise.all([1, 2, 3].map(() => createRun(path, config, { dataVersion: 1 })))
  for (const { id } of runs) {
    await writeMetrics(path, id, [metric(1, -200)])
    const z = new Float32Array(8)
    await writeLatents(path, id, { epoch: 1, latent: 2, count: 4, dataVersion: 1 }, z)
  }
  const asked = await Promise.allSettled([
    ...runs.flatMap(({ id }) => [project.takeIn(id), project.takeIn(id)]),
    project.list(),
    project.database.run('SELECT nothing FROM nowhere'),
    project.list()
  ])
  expect(asked.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1)
  const count = async (table: string) => (await project.database.rows(`SELECT * FROM ${table}`)).length
  expect([await count('latents'), await count('metrics'), await count('taken')]).toEqual([12, 3, 6])
  await project.close()
})

describe('pixels', () => {
  test('of a large set each batch is read from its places, in the order asked for', async () => {
    const { path } = await makeProject(60)
    const [memory, file] = [await openPixels(path), await openPixels(path, 0)]
    for (const indices of [[], [59, 0, 0, 17, 18, 16, 59], [...Array(60).keys()].reverse()])
      expect(await file.read(indices)).toEqual(await memory.read(Int32Array.from(indices)))
    for (const wrong of [60, -1, 0.5, NaN]) await failure(file.read([wrong]), 'missing')
    await file.close()
    await memory.close()
  })

  test('far places of a large file are read apart', async () => {
    const { path } = await makeProject(3)
    const count = 2000
    const bytes = new Uint8Array(count * 64 * 64).map((_, at) => (at >> 12) % 251)
    const manifest = { format: 1, dataVersion: 1, count, height: 64, width: 64, channels: 1, labelNames: [] }
    writeFileSync(join(path, 'pixels/images.u8'), bytes)
    writeFileSync(join(path, 'pixels/labels.i16'), Buffer.alloc(count * 2))
    writeFileSync(join(path, 'pixels/splits.u8'), Buffer.alloc(count))
    writeFileSync(join(path, 'pixels/pixels.json'), JSON.stringify(manifest))
    const store = await openPixels(path, 0)
    const indices = Array.from({ length: 100 }, (_, at) => (at * 7919) % count)
    const read = await store.read(indices)
    for (const [at, index] of indices.entries())
      for (const place of [0, 4095]) expect(read[at * 4096 + place]).toBe(index % 251)
    await store.close()
  })

  test('who reads batch after batch has them from a thread, and hears why one cannot be read', async () => {
    const { path } = await makeProject(60)
    const [memory, file] = [await openPixels(path), await openPixels(path, 0)]
    const batch = (turn: number) => Array.from({ length: 40 }, (_, at) => (at * 7 + turn * 13) % 60)
    const reader = vi.spyOn(BatchReader.prototype, 'read')
    for (let turn = 0; turn < 10; turn++)
      expect(await file.read(batch(turn))).toEqual(await memory.read(batch(turn)))
    // Two at once come as they were asked for.
    const both = await Promise.all([file.read(batch(3)), file.read([5])])
    expect(both).toEqual([await memory.read(batch(3)), await memory.read([5])])
    expect(reader).toHaveBeenCalledTimes(8)
    for (const { value } of reader.mock.results) expect(await value).toBeInstanceOf(Uint8Array)
    truncateSync(join(path, 'pixels/images.u8'), 100)
    await failure(file.read(batch(1)), 'format')
    await file.close()
    await memory.close()
    reader.mockRestore()
  })

  test('missing pixels are made again from their sources, and are the same', async () => {
    const files = await numberedFiles(10, 'x/')
    const parts = Object.entries(files).map(([name, bytes]) => ({ name, bytes }))
    const root = folderOf({ ...files, 'y.zip': zipOf(parts) })
    for (const input of [join(root, 'x'), join(root, 'y.zip')]) {
      const path = join(temporaryFolder(), 'p.latent')
      await (await importImages([input], path)).project.close()
      const bytes = (name: string) => readFileSync(join(path, 'pixels', name))
      const names = ['images.u8', 'labels.i16', 'splits.u8', 'pixels.json']
      const before = names.map(bytes)
      rmSync(join(path, 'pixels'), { recursive: true })
      expect((await failure(openPixels(path), 'missing')).message).toContain(
        'Opening the project makes them again'
      )
      await (await Project.open(path)).close()
      expect(names.map(bytes)).toEqual(before)
      writeFileSync(join(path, 'pixels/images.u8'), 'too short')
      await failure(openPixels(path), 'format')
      await (await Project.open(path)).close()
      expect(names.map(bytes)).toEqual(before)
    }
  })

  test('where a source is gone or has changed, opening says so and lets go of the project', async () => {
    const { root, path } = await makeProject()
    rmSync(join(path, 'pixels'), { recursive: true })
    const image = join(root, 'x/3.png')
    renameSync(image, `${image}.away`)
    expect((await failure(Project.open(path), 'missing')).message).toContain('3.png')
    writeFileSync(image, await numbered(1000))
    expect((await failure(Project.open(path), 'missing')).message).toContain('has changed since its import')
    renameSync(`${image}.away`, image)
    const project = await Project.open(path)
    rmSync(image)
    await failure(project.sourceBytes(5), 'missing')
    await failure(project.sourceBytes(999), 'missing')
    await project.close()
  })
})

describe('formats and crashes', () => {
  test('an import that was cut short while it was put in place is finished by the next opening', async () => {
    const old = await makeProject(4)
    const fresh = await makeProject(9)
    const expected = readFileSync(join(fresh.path, 'pixels/images.u8'))
    // As after a crash when the pixels had been moved already.
    await markReady(old.path, fresh.path)
    rmSync(join(old.path, 'pixels'), { recursive: true })
    renameSync(join(old.path, '.ready/pixels'), join(old.path, 'pixels'))
    const project = await Project.open(old.path)
    expect((await project.dataset()).count).toBe(9)
    await project.close()
    expect(readFileSync(join(old.path, 'pixels/images.u8'))).toEqual(expected)
  })

  test('a project saved by format 1 opens with all that is in it', async () => {
    const path = join(temporaryFolder(), 'v1.latent')
    cpSync(join(import.meta.dirname, '../data/projects/v1'), path, { recursive: true })
    const project = await Project.open(path)
    const { name, dataset, runs } = await project.summary()
    expect(name).toBe('Pets')
    expect(dataset).toMatchObject({
      count: 4,
      duplicates: 1,
      problems: 1,
      labels: [
        { name: 'cats', count: 2 },
        { name: 'dogs', count: 2 }
      ]
    })
    expect(runs.map(({ id }) => id)).toEqual(['vae-mlp-2d-1'])
    expect(await project.problems()).toEqual([
      { path: 'dogs/text.png', reason: 'Not an image: the file holds text.' }
    ])
    const [{ count }] = await project.database.rows<{ count: bigint }>(
      'SELECT count(*) AS count FROM latents'
    )
    expect(Number(count)).toBe(4)
    await project.close()
    const pixels = await openPixels(path)
    const [first] = await pixels.read([2])
    expect(first).toBe((3 * 31 + 97) % 256)
    await pixels.close()
  })

  test('older formats are brought on step by step, newer ones are refused', async () => {
    const steps = {
      1: (manifest: Record<string, unknown>) => ({ ...manifest, title: manifest.name }),
      2: (manifest: Record<string, unknown>) => ({ ...manifest, name: undefined })
    }
    expect(migrate({ format: 1, name: 'x' }, steps, 3)).toEqual({ format: 3, title: 'x', name: undefined })
    expect(() => migrate({ format: 4 }, steps, 3)).toThrow('newer version')
    expect(() => migrate({ name: 'x' }, steps, 3)).toThrow('format')
    const { path } = await makeProject(2)
    const file = join(path, 'project.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 1', '"format": 2'))
    const before = treeHash(path)
    expect((await failure(readManifest(path), 'format')).message).toContain('newer version')
    await failure(Project.open(path), 'format')
    expect(treeHash(path)).toEqual(before)
  })
})
