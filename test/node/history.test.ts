import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { HistoryWriter, readHistory, thinned } from '../../src/node/history.ts'
import type { MapPoints } from '../../src/shared/contract.ts'

const project = await mkdtemp(join(tmpdir(), 'latentscape-history-'))
afterAll(() => rm(project, { recursive: true }))

function points(epoch: number, count = 3, latent = 2): MapPoints {
  return {
    run: 'run-1',
    epoch,
    latent,
    ids: Int32Array.from({ length: count }, (_, row) => row * 2),
    z: Float32Array.from({ length: count * latent }, (_, at) => epoch + at / 10),
    labels: new Int16Array(count),
    splits: new Uint8Array(count)
  }
}

it('keeps each epoch, and an epoch learnt again in place of the old', async () => {
  expect(await readHistory(project, 'run-1')).toBeUndefined()
  const writer = new HistoryWriter(project, 'run-1', 4)
  for (const epoch of [1, 2, 10]) await writer.add(points(epoch))
  await new HistoryWriter(project, 'run-1', 4).add(points(10))
  const history = (await readHistory(project, 'run-1'))!
  expect(history).toMatchObject({ latent: 2, dataVersion: 4, epochs: [1, 2, 10] })
  expect([...history.ids]).toEqual([0, 2, 4])
  expect(await history.read(2)).toEqual(points(2).z)
  await writeFile(join(project, 'runs', 'run-1', 'history', '000002.f32'), 'torn')
  await expect(history.read(2)).rejects.toMatchObject({ kind: 'format' })
  expect(await history.read(1)).toEqual(points(1).z)
})

it('begins anew for other images', async () => {
  await new HistoryWriter(project, 'run-1', 5).add(points(1, 4))
  expect(await readHistory(project, 'run-1')).toMatchObject({ dataVersion: 5, epochs: [1] })
})

it('stays within its bounds, the first and the last epoch always kept', async () => {
  expect(thinned([1, 2, 3, 4, 5, 6, 7], 4)).toEqual([1, 3, 5, 7])
  expect(thinned([1, 2, 3, 4, 5, 6, 7, 8], 3)).toEqual([1, 5, 8])
  const writer = new HistoryWriter(project, 'run-2', 1)
  // 8 MB an epoch.
  for (let epoch = 1; epoch <= 12; epoch++) await writer.add(points(epoch, 4096, 512))
  const files = (await readdir(join(project, 'runs', 'run-2', 'history'))).filter((name) =>
    name.endsWith('.f32')
  )
  expect(files.length).toBeLessThanOrEqual(8)
  expect(files[0]).toBe('000001.f32')
  expect(files.at(-1)).toBe('000012.f32')
})
