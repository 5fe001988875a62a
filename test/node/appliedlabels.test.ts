import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { giveLabels, takeLabelsBack } from '../../src/node/appliedlabels.ts'
import { relabel } from '../../src/node/edits.ts'
import { importImages } from '../../src/node/import.ts'
import { readMarks } from '../../src/node/marks.ts'
import type { Project } from '../../src/node/project.ts'
import { failure, folderOf, numberedFiles, temporaryFolder } from './fixtures.ts'

let project: Project
beforeAll(async () => {
  const root = folderOf(await numberedFiles(8))
  project = (await importImages([root], join(temporaryFolder(), 'p.latent'))).project
})
afterAll(() => project.close())

const names = async () => {
  const { labels, labelNames } = await readMarks(project.database.connection)
  return Array.from(labels, (label) => labelNames[label] ?? '')
}

it('takes back what the last giving gave, and leaves what a person changed since', async () => {
  expect(await giveLabels(project, new Map([['a', [0, 1]]]))).toBe(2)
  expect(
    await giveLabels(
      project,
      new Map([
        ['a', [2]],
        ['b', [3, 4]]
      ])
    )
  ).toBe(3)
  await relabel(project, Int32Array.of(4), 'mine')
  expect(await names()).toEqual(['a', 'a', 'a', 'b', 'mine', '', '', ''])
  expect(await takeLabelsBack(project)).toBe(2)
  expect(await names()).toEqual(['a', 'a', '', '', 'mine', '', '', ''])
  expect(await takeLabelsBack(project)).toBe(2)
  expect(await names()).toEqual(['', '', '', '', 'mine', '', '', ''])
  expect((await failure(takeLabelsBack(project), 'missing')).message).toMatch(/left to take back/)
})
