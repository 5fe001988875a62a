import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exclude, relabel, restoreLabels } from '../../src/node/edits.ts'
import { importImages, reimportImages } from '../../src/node/import.ts'
import { idsOfSplit, latentsFit } from '../../src/node/latents.ts'
import { openPixels, pixelsFolder } from '../../src/node/pixels.ts'
import { Project } from '../../src/node/project.ts'
import { failure, folderOf, numberedFiles, temporaryFolder } from './fixtures.ts'

async function makeProject(prefix = 'x/', count = 12): Promise<Project> {
  const root = folderOf(await numberedFiles(count, prefix))
  return (await importImages([root], join(temporaryFolder(), 'p.latent'))).project
}

const ids = (...list: number[]) => Int32Array.from(list)

describe('labels', () => {
  test('a selection gets a new label, in the database and in what training reads', async () => {
    const project = await makeProject()
    const marks = await relabel(project, ids(2, 3, 5), ' cat ')
    expect(marks.labelNames).toEqual(['x', 'cat'])
    expect([...marks.labels].flatMap((label, id) => (label === 1 ? [id] : []))).toEqual([2, 3, 5])
    const dataset = await project.dataset()
    expect(dataset.labels).toEqual([
      { name: 'x', count: 9 },
      { name: 'cat', count: 3 }
    ])
    expect(dataset).toMatchObject({ dataVersion: 2, importVersion: 1 })
    const store = await openPixels(project.path)
    expect(store).toMatchObject({ dataVersion: 2, importVersion: 1, labelNames: ['x', 'cat'] })
    expect([...store.labels]).toEqual([...marks.labels])
    await project.close()
  })

  test('undone, the data are of the version they had; done again, of the one they got', async () => {
    const project = await makeProject()
    const chosen = ids(0, 7)
    const before = (await relabel(project, ids(), 'x')).labels
    await relabel(project, chosen, 'cat')
    expect((await project.dataset()).dataVersion).toBe(2)
    await restoreLabels(
      project,
      chosen,
      Int16Array.from(chosen, (id) => before[id])
    )
    expect((await project.dataset()).dataVersion).toBe(1)
    await relabel(project, ids(4), 'dog')
    expect((await project.dataset()).dataVersion).toBe(3)
    await relabel(project, ids(4), 'x')
    await relabel(project, chosen, 'cat')
    expect((await project.dataset()).dataVersion).toBe(2)
    await project.close()
  })

  test('images without any label get one, and lose it again', async () => {
    const project = await makeProject('')
    expect((await project.dataset()).labels).toEqual([])
    await relabel(project, ids(1), '猫')
    expect((await project.dataset()).labels).toEqual([{ name: '猫', count: 1 }])
    const { labels } = await relabel(project, ids(1), null)
    expect(labels.every((label) => label === -1)).toBe(true)
    expect((await project.dataset()).labels).toEqual([])
    await project.close()
  })

  test('labels that are not the project’s are refused and change nothing', async () => {
    const project = await makeProject()
    await failure(restoreLabels(project, ids(1), Int16Array.of(5)), 'input')
    await failure(restoreLabels(project, ids(1, 2), Int16Array.of(0)), 'input')
    expect((await project.dataset()).dataVersion).toBe(1)
    await project.close()
  })
})

describe('exclusions', () => {
  test('excluded images are in no split, and come back', async () => {
    const project = await makeProject()
    const all = idsOfSplit(await openPixels(project.path), 0)
    const out = all.subarray(0, 3)
    await exclude(project, out, true)
    expect(await project.dataset()).toMatchObject({ count: 12, excluded: 3, dataVersion: 2 })
    expect((await project.dataset()).splits.train).toBe(all.length - 3)
    expect([...idsOfSplit(await openPixels(project.path), 0)]).toEqual([...all.subarray(3)])
    await exclude(project, out, false)
    expect(await project.dataset()).toMatchObject({ excluded: 0, dataVersion: 1 })
    expect([...idsOfSplit(await openPixels(project.path), 0)]).toEqual([...all])
    await project.close()
  })
})

test('an edit cut short before its files were written is completed at the next opening', async () => {
  const project = await makeProject()
  const { path, manifest } = project
  const before = JSON.stringify(manifest)
  const pixels = await openPixels(path)
  await relabel(project, ids(3), 'cat')
  await project.close()
  writeFileSync(join(path, 'project.json'), before)
  writeFileSync(join(pixelsFolder(path), 'labels.i16'), new Uint8Array(pixels.labels.buffer))
  writeFileSync(
    join(pixelsFolder(path), 'pixels.json'),
    JSON.stringify({
      format: 1,
      ...{ dataVersion: 1, importVersion: 1, count: 12, labelNames: ['x'] },
      ...{ height: pixels.height, width: pixels.width, channels: pixels.channels }
    })
  )
  const again = await Project.open(path)
  expect((await again.dataset()).dataVersion).toBe(2)
  const store = await openPixels(path)
  expect(store).toMatchObject({ dataVersion: 2, labelNames: ['x', 'cat'] })
  expect(store.labels[3]).toBe(1)
  await again.close()
})

test('importing again with other settings keeps what was changed, as a version of its own', async () => {
  const project = await makeProject()
  await relabel(project, ids(2, 3), 'cat')
  await exclude(project, ids(5), true)
  await exclude(project, ids(5), false)
  await exclude(project, ids(6), true)
  const { project: again } = await reimportImages(project, { size: 20 })
  const dataset = await again.dataset()
  expect(dataset).toMatchObject({ dataVersion: 5, importVersion: 5, excluded: 1 })
  const store = await openPixels(again.path)
  expect([...store.labels].map((label) => store.labelNames[label])).toEqual(
    [...Array(12).keys()].map((id) => (id === 2 || id === 3 ? 'cat' : 'x'))
  )
  expect([...store.excluded].indexOf(1)).toBe(6)
  expect(store.width).toBe(20)
  await relabel(again, ids(0), 'dog')
  expect((await again.dataset()).dataVersion).toBe(6)
  await again.close()
})

test('latents fit while images are the same; a conditional model’s only while labels are too', () => {
  const store = { count: 12, dataVersion: 4, importVersion: 3 }
  const header = { epoch: 1, latent: 2, count: 12, dataVersion: 3 }
  expect(latentsFit(header, store, false)).toBe(true)
  expect(latentsFit(header, store, true)).toBe(false)
  expect(latentsFit({ ...header, dataVersion: 4 }, store, true)).toBe(true)
  expect(latentsFit({ ...header, dataVersion: 2 }, store, false)).toBe(false)
})
