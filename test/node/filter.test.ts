import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exclude, relabel } from '../../src/node/edits.ts'
import { findImages, orderImages } from '../../src/node/filter.ts'
import { importImages } from '../../src/node/import.ts'
import { readMeasures, readWeighing, writeMeasures, writeWeighing } from '../../src/node/measured.ts'
import type { Project } from '../../src/node/project.ts'
import type { ImageFilter } from '../../src/shared/contract.ts'
import { ImageFilter as filterSchema } from '../../src/shared/contract/selections.ts'
import { parse } from '../../src/shared/schemas.ts'
import { failure, folderOf, numbered, numberedFiles, temporaryFolder } from './fixtures.ts'

let project: Project
const run = 'vae-mlp-2d-1'
const measures = {
  reconstruction: Float32Array.of(-10, -20, -30, -40, -50, -60),
  kl: Float32Array.of(6, 5, 4, 3, 2, 1)
}

const weighing = {
  samples: 64,
  seed: 1,
  given: false,
  nats: Float32Array.of(-15, -24, -33, -42, -50.5, -60.5),
  errors: Float32Array.of(0.5, 0.25, 0.125, 0.5, 0.25, 0.125)
}

beforeAll(async () => {
  const files = { ...(await numberedFiles(3, 'cats/')), ...(await numberedFiles(2, 'Dogs/')) }
  const root = folderOf({ ...files, "Dogs/it's 100% _odd_.png": await numbered(9, 24) })
  project = (await importImages([root], join(temporaryFolder(), 'p.latent'), { size: 16 })).project
  await writeMeasures(project, run, 'key', measures)
  await writeWeighing(project, run, 'key', weighing)
})
afterAll(() => project.close())

const find = async (filter: ImageFilter, of: string | null = run) => [
  ...(await findImages(project, of, parse(filterSchema, filter, 'The filter')))
]

describe('a filter', () => {
  test('by label, split, name and numbers, all conditions together', async () => {
    const { labels } = await project.dataset()
    const dogs = labels.findIndex(({ name }) => name === 'Dogs')
    const list = await project.list()
    const ids = (keep: (image: (typeof list)[number]) => boolean) => list.filter(keep).map(({ id }) => id)
    expect(await find([{ column: 'label', any: [dogs] }])).toEqual(ids(({ label }) => label === dogs))
    expect(await find([{ column: 'label', any: [] }])).toEqual([])
    for (const split of ['train', 'validation', 'test'] as const)
      expect(await find([{ column: 'split', any: [split] }])).toEqual(ids((image) => image.split === split))
    expect(await find([{ column: 'file', contains: 'DOGS' }])).toHaveLength(3)
    const odd = await find([{ column: 'width', from: 20 }])
    expect(odd).toHaveLength(1)
    expect(await find([{ column: 'id', from: 1, to: 3 }])).toEqual([1, 2, 3])
    expect(
      await find([
        { column: 'file', contains: 'dogs' },
        { column: 'width', to: 20 }
      ])
    ).toHaveLength(2)
  })

  test('by what a run measured, and only where one is asked', async () => {
    expect(await find([{ column: 'reconstruction', to: -30 }])).toEqual([2, 3, 4, 5])
    expect(await find([{ column: 'elbo', from: -25.5 }])).toEqual([0, 1])
    expect(await find([{ column: 'likelihood', from: -42 }])).toEqual([0, 1, 2, 3])
    const both = await find([
      { column: 'likelihood', from: -42 },
      { column: 'kl', to: 4 }
    ])
    expect(both).toEqual([2, 3])
    await failure(find([{ column: 'kl', from: 1 }], null), 'input')
    await failure(find([{ column: 'likelihood', from: 1 }], null), 'input')
  })

  test('what a person writes is a value, never a statement', async () => {
    const odd = await find([{ column: 'width', from: 20 }])
    expect(await find([{ column: 'file', contains: "it's 100% _odd_" }])).toEqual(odd)
    expect(await find([{ column: 'file', contains: '%' }])).toEqual(odd)
    expect(await find([{ column: 'file', contains: "x' OR true --" }])).toEqual([])
    for (const bad of [
      [],
      [{ column: 'hash', any: [1] }],
      [{ column: 'id; DROP TABLE images', from: 1 }],
      [{ column: 'id', from: 'x' }],
      [{ column: 'label', any: ['1 OR true'] }]
    ])
      expect(() => parse(filterSchema, bad, 'The filter')).toThrow()
  })

  test('follows edits', async () => {
    await relabel(project, Int32Array.of(0, 4), 'both')
    expect(await find([{ column: 'label', any: [2] }])).toEqual([0, 4])
    await exclude(project, Int32Array.of(1), true)
    expect(await find([{ column: 'excluded', is: true }])).toEqual([1])
    expect(await find([{ column: 'excluded', is: false }])).toHaveLength(5)
    expect(await find([{ column: 'duplicate', is: true }])).toHaveLength(2)
  })
})

test('images are ordered by a column', async () => {
  expect([...(await orderImages(project, run, 'kl'))]).toEqual([5, 4, 3, 2, 1, 0])
  expect([...(await orderImages(project, run, 'likelihood'))]).toEqual([5, 4, 3, 2, 1, 0])
  const [large] = await find([{ column: 'width', from: 20 }])
  expect((await orderImages(project, null, 'area')).at(-1)).toBe(large)
  const byPath = await orderImages(project, null, 'path')
  const list = await project.list()
  const paths = [...byPath].map((id) => list[id].path)
  expect(paths).toEqual([...paths].sort())
})

test('measures are kept under their key, those of another are not theirs', async () => {
  expect(await readMeasures(project, run, 'key')).toEqual({ ...measures, inferred: undefined })
  expect(await readMeasures(project, run, 'other')).toBeUndefined()
  const inferred = Int16Array.of(0, -1, 1, 0, 1, 0)
  await writeMeasures(project, run, 'other', { ...measures, inferred })
  expect(await readMeasures(project, run, 'key')).toBeUndefined()
  expect((await readMeasures(project, run, 'other'))!.inferred).toEqual(inferred)
})

test('log p(x) is kept with how it was estimated, one estimate of a run at a time', async () => {
  expect(await readWeighing(project, run, 'key')).toEqual(weighing)
  expect(await readWeighing(project, run, 'other')).toBeUndefined()
  const more = { ...weighing, samples: 256, seed: 7, given: true }
  await writeWeighing(project, run, 'key', more)
  expect(await readWeighing(project, run, 'key')).toEqual(more)
})
