import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importImages, reimportImages } from '../../src/node/import.ts'
import { openPixels } from '../../src/node/pixels.ts'
import { Project } from '../../src/node/project.ts'
import type { Progress } from '../../src/shared/contract.ts'
import type { ImportOptions } from '../../src/shared/schemas.ts'
import {
  failure,
  folderOf,
  imageFile,
  numbered,
  numberedFiles,
  rawPng,
  temporaryFolder,
  treeHash,
  zipOf
} from './fixtures.ts'

const target = (name = 'images.latent') => join(temporaryFolder(), name)

/** Imports and closes; what came of it. */
async function imported(inputs: string[], options: ImportOptions = {}, out = target()) {
  const result = await importImages(inputs, out, options)
  const summary = await result.project.summary()
  const list = await result.project.list()
  await result.project.close()
  return { ...result, out, summary, list }
}

describe('what is imported', () => {
  test('a folder becomes a project with labels, splits and exact pixels; the sources stay as they were', async () => {
    const files = { ...(await numberedFiles(30, 'one/')), ...(await numberedFiles(3, 'two/')) }
    const root = folderOf(files)
    const before = treeHash(root)
    const { summary, list, images, duplicates, out } = await imported([root])
    expect(treeHash(root)).toEqual(before)
    expect([images, duplicates]).toEqual([33, 3])
    expect(summary.name).toBe('images')
    expect(summary.dataset).toMatchObject({
      count: 33,
      settings: { size: 16, channels: 'gray', fit: 'crop', background: '#ffffff' },
      labels: [
        { name: 'one', count: 30 },
        { name: 'two', count: 3 }
      ],
      problems: 0,
      duplicates: 3,
      dataVersion: 1
    })
    const pixels = await openPixels(out)
    expect([pixels.count, pixels.height, pixels.width, pixels.channels]).toEqual([33, 16, 16, 1])
    expect(pixels.labelNames).toEqual(['one', 'two'])
    for (const { id, path, label, split } of list) {
      expect(pixels.labels[id]).toBe(label)
      expect(['train', 'validation', 'test'][pixels.splits[id]]).toBe(split)
      const number = Number(basename(path, '.png'))
      const value = (5 * 7 + 3 * 13 + number * 31 + ((number >> 5) & 1) * 97) % 256
      expect((await pixels.read([id]))[3 * 16 + 5]).toBe(value)
    }
    await pixels.close()
    expect(readdirSync(out).sort()).toEqual(['data.duckdb', 'pixels', 'project.json'])
  })

  test('the size is the median side of small images, 64 of photos; colour is found', async () => {
    const photo = await imageFile('jpeg', 400, 300)
    const icon = await imageFile('png', 40, 50)
    const settings = async (files: Record<string, Buffer>, options?: ImportOptions) =>
      (await imported([folderOf(files)], options)).summary.dataset.settings
    expect(await settings({ 'a.jpg': photo, 'b.jpg': photo })).toMatchObject({ size: 64, channels: 'rgb' })
    expect(await settings({ 'a.png': icon, 'b.png': icon, 'c.jpg': photo })).toMatchObject({ size: 40 })
    expect(await settings({ 'a.png': await imageFile('png', 5, 5) })).toMatchObject({ size: 16 })
    const wanted = { size: 20, channels: 'gray', fit: 'fit', background: '#102030' } as const
    expect(await settings({ 'a.jpg': photo }, wanted)).toEqual(wanted)
  })

  test('a zip, and several folders together', async () => {
    const files = await numberedFiles(6)
    const parts = Object.entries(files).map(([name, bytes]) => ({ name: `cats/${name}`, bytes }))
    const root = folderOf({ 'pets.zip': zipOf(parts), 'dogs/a.png': await numbered(50) })
    const zipped = await imported([join(root, 'pets.zip')])
    expect(zipped.summary.dataset.labels).toEqual([{ name: 'cats', count: 6 }])
    const both = await imported([join(root, 'pets.zip'), join(root, 'dogs')])
    expect(both.summary.dataset.labels.map(({ name }) => name)).toEqual(['dogs', 'pets'])
    expect(both.list.map(({ path }) => path)).toContain('pets.zip/cats/0.png')
  })

  test('split folders are obeyed; without a validation folder a tenth of train is taken', async () => {
    const files: Record<string, Buffer> = {}
    for (let number = 0; number < 40; number++)
      files[`${number < 30 ? 'train' : 'test'}/x/${number}.png`] = await numbered(number)
    const { summary, list } = await imported([folderOf(files)])
    expect(summary.dataset.splits).toEqual({ train: 27, validation: 3, test: 10 })
    for (const { path, split } of list) expect(split === 'test').toBe(path.startsWith('test/'))
  })

  test('the same image falls in the same split, whatever its name and company', async () => {
    const files = await numberedFiles(200)
    const first = await imported([folderOf(files)])
    const renamed = Object.fromEntries(
      Object.entries(files).map(([name, bytes], index) => [`other/${(index * 77) % 200}-${name}`, bytes])
    )
    const second = await imported([folderOf({ ...renamed, 'zzz.png': await numbered(777) })])
    const splitOf = new Map(second.list.map(({ path, split }) => [path.split('-').at(-1), split]))
    for (const { path, split } of first.list) expect(splitOf.get(path)).toBe(split)
    const { train, validation, test: testing } = first.summary.dataset.splits
    expect(train).toBeGreaterThan(140)
    expect(validation).toBeGreaterThan(5)
    expect(testing).toBeGreaterThan(5)
  })

  test.each([
    [1, { train: 1, validation: 0, test: 0 }],
    [2, { train: 1, validation: 1, test: 0 }],
    [3, { train: 1, validation: 1, test: 1 }]
  ])('%i images are split so that something can be learned', async (count, expected) => {
    expect((await imported([folderOf(await numberedFiles(count))])).summary.dataset.splits).toEqual(expected)
  })

  test('names in Chinese, with spaces, emoji and 250 characters, also of the project', async () => {
    const names = ['图片.png', 'a b.png', '🐈.png', `${'n'.repeat(246)}.png`]
    const files: Record<string, Buffer> = {}
    for (const [index, name] of names.entries()) files[`标签/${name}`] = await numbered(index)
    const { list, out } = await imported([folderOf(files)], {}, target('我的 图片 🐈.latent'))
    expect(new Set(list.map(({ path }) => path))).toEqual(new Set(names.map((name) => `标签/${name}`)))
    const project = await Project.open(out)
    for (const { id, path } of list)
      expect(Buffer.from(await project.sourceBytes(id)).equals(files[path])).toBe(true)
    await project.close()
    const longest = `${'p'.repeat(243)}.latent`
    expect((await imported([folderOf(await numberedFiles(2))], {}, target(longest))).summary.name).toBe(
      'p'.repeat(243)
    )
  })
})

describe('what bad input gets', () => {
  test('an unreadable file is a row in the problems list, the rest is imported', async () => {
    const png = await imageFile('png', 64, 64, (x, y) => [(x * y) % 256, x, y])
    const jpeg = await imageFile('jpeg', 64, 64)
    const root = folderOf({
      'cut.png': png.subarray(0, png.length / 2),
      'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
      'empty.png': '',
      'huge.png': rawPng(40_000, 40_000, 8, 0, []),
      'mislabelled.png': jpeg,
      'mislabelled.jpg': png,
      'phone.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      'text.png': 'this is text',
      'good.png': await numbered(1)
    })
    const { list, problems, summary } = await imported([root])
    expect(list.map(({ path }) => path)).toEqual(['good.png', 'mislabelled.jpg', 'mislabelled.png'])
    const reasons = Object.fromEntries(problems.map(({ path, reason }) => [path, reason]))
    expect(reasons).toEqual({
      'cut.png': 'The file is cut off before its end.',
      'cut.jpg': 'The file is cut off before its end.',
      'empty.png': 'The file is empty.',
      'huge.png': 'Too large: 40,000 × 40,000 pixels; at most 134 million are read.',
      'phone.heic': 'HEIC images cannot be read; save it as JPEG or PNG.',
      'text.png': 'Not an image: the file holds text.'
    })
    expect(summary.dataset.problems).toBe(6)
  })

  test('an empty folder, or one without an image, says what to do and leaves nothing behind', async () => {
    const parent = temporaryFolder()
    const out = join(parent, 'new', 'x.latent')
    const root = folderOf({ 'notes.txt': 'x', 'sub/more.txt': 'y' })
    for (const input of [temporaryFolder(), root]) {
      const error = await failure(importImages([input], out), 'input')
      expect(error.message).toContain('There are no images in')
      expect(error.message).toContain('PNG, JPEG')
      expect(readdirSync(parent)).toEqual([])
    }
    const broken = folderOf({ 'a.png': 'text', 'b.png': 'text' })
    expect((await failure(importImages([broken], out), 'input')).message).toContain('None of the image files')
    await failure(importImages([join(root, 'gone')], out), 'missing')
    expect(readdirSync(parent)).toEqual([])
  })

  test('a file that vanishes while importing is a problem', async () => {
    const root = folderOf(await numberedFiles(150))
    const result = await importImages(
      [root],
      target(),
      {},
      {
        progress: ({ phase }) => phase === 'Importing' && rmSync(join(root, '99.png'), { force: true })
      }
    )
    await result.project.close()
    expect(result.images).toBe(149)
    expect(result.problems).toEqual([{ path: '99.png', reason: 'The file is gone.' }])
  })

  test('a target that cannot be written is said as such', async () => {
    const root = folderOf(await numberedFiles(2))
    const file = join(folderOf({ file: 'x' }), 'file')
    for (const out of [join(file, 'x.latent'), '/proc/x.latent'])
      expect((await failure(importImages([root], out), 'disk')).message).toContain('cannot be written')
    if (process.getuid?.() !== 0) {
      const folder = temporaryFolder()
      chmodSync(folder, 0o555)
      await failure(importImages([root], join(folder, 'x.latent')), 'disk')
      expect(readdirSync(folder)).toEqual([])
    }
  })

  test('what is there already is never overwritten', async () => {
    const root = folderOf(await numberedFiles(2))
    const { out } = await imported([root])
    expect((await failure(importImages([root], out), 'input')).message).toContain('a project already')
    const other = folderOf({ 'thesis.txt': 'x' })
    const before = treeHash(other)
    expect((await failure(importImages([root], other), 'input')).message).toContain('something else already')
    await failure(importImages([root], join(other, 'thesis.txt')), 'input')
    expect(treeHash(other)).toEqual(before)
    const empty = temporaryFolder()
    expect((await imported([root], {}, empty)).images).toBe(2)
  })

  test('a zip with paths upwards writes nothing outside the project', async () => {
    const image = await numbered(1)
    const root = folderOf({
      'evil.zip': zipOf([
        { name: '../../escaped.png', bytes: image },
        { name: 'good.png', bytes: image }
      ])
    })
    const before = treeHash(root)
    const { images, problems, out } = await imported(
      [join(root, 'evil.zip')],
      {},
      join(root, 'deep/in/x.latent')
    )
    expect(images).toBe(1)
    expect(problems).toEqual([
      { path: '../../escaped.png', reason: 'Its path leads out of the zip; refused.' }
    ])
    rmSync(join(root, 'deep'), { recursive: true })
    expect(existsSync(out)).toBe(false)
    expect(treeHash(root)).toEqual(before)
  })

  test('wrong options are refused', async () => {
    const root = folderOf(await numberedFiles(2))
    await failure(importImages([root], target(), { size: 8 }), 'input')
    await failure(importImages([root], target(), { background: 'red' }), 'input')
  })
})

describe('progress and stopping', () => {
  test('progress has counts and rates and ends at the total', async () => {
    const root = folderOf(await numberedFiles(60))
    const told: Progress[] = []
    const result = await importImages([root], target(), {}, { progress: (progress) => told.push(progress) })
    await result.project.close()
    const importing = told.filter(({ phase }) => phase === 'Importing')
    expect(importing.at(-1)).toMatchObject({ done: 60, total: 60, unit: 'images' })
    for (let index = 1; index < importing.length; index++)
      expect(importing[index].done).toBeGreaterThan(importing[index - 1].done)
  })

  test('an abort leaves a project that opens, with what was read until then', async () => {
    const files: Record<string, Buffer> = {}
    const slow = await imageFile('png', 700, 700)
    for (let number = 0; number < 120; number++) files[`${number}.png`] = slow
    const root = folderOf(files)
    const out = target()
    const controller = new AbortController()
    const stopping = importImages(
      [root],
      out,
      {},
      {
        signal: controller.signal,
        progress: ({ phase }) => phase === 'Importing' && controller.abort()
      }
    )
    expect((await failure(stopping, 'cancelled')).message).toContain('The import was stopped.')
    const project = await Project.open(out)
    const { count } = await project.dataset()
    await project.close()
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThan(120)
    const pixels = await openPixels(out)
    expect(pixels.count).toBe(count)
    await pixels.close()
    expect(readdirSync(join(out, '..'))).toEqual([basename(out)])
  })

  test('stopped before the first image the project is empty, opens, and can be imported again', async () => {
    const root = folderOf(await numberedFiles(5))
    const out = target()
    await failure(importImages([root], out, {}, { signal: AbortSignal.abort() }), 'cancelled')
    const project = await Project.open(out)
    expect((await project.summary()).dataset.count).toBe(0)
    const again = await reimportImages(project)
    expect(again.images).toBe(5)
    await again.project.close()
  })

  test('what a killed import left is swept by the next', async () => {
    const parent = temporaryFolder()
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    mkdirSync(join(parent, `.latentscape-import-${pid}-abcdef`))
    writeFileSync(join(parent, `.latentscape-import-${pid}-abcdef`, 'images.u8'), 'x')
    mkdirSync(join(parent, `.latentscape-import-${process.ppid}-abcdef`))
    await imported([folderOf(await numberedFiles(2))], {}, join(parent, 'x.latent'))
    expect(readdirSync(parent).sort()).toEqual([`.latentscape-import-${process.ppid}-abcdef`, 'x.latent'])
  })
})

describe('importing again', () => {
  test('takes other settings and what is new in the sources, and raises the data version', async () => {
    const root = folderOf(await numberedFiles(8))
    const { out } = await imported([root])
    writeFileSync(join(root, 'new.png'), await numbered(99))
    const { project, images } = await reimportImages(await Project.open(out), { size: 32, channels: 'rgb' })
    expect(images).toBe(9)
    const { dataset } = await project.summary()
    expect(dataset).toMatchObject({ count: 9, dataVersion: 2, settings: { size: 32, channels: 'rgb' } })
    await project.close()
    const pixels = await openPixels(out)
    expect([pixels.count, pixels.width, pixels.channels, pixels.dataVersion]).toEqual([9, 32, 3, 2])
    await pixels.close()
    expect(readdirSync(out).sort()).toEqual(['data.duckdb', 'pixels', 'project.json'])
  })

  test('leaves everything as it was when it is stopped or finds nothing', async () => {
    const root = folderOf(await numberedFiles(8))
    const { out } = await imported([root])
    const project = await Project.open(out)
    await failure(reimportImages(project, { size: 64 }, { signal: AbortSignal.abort() }), 'cancelled')
    expect((await project.summary()).dataset).toMatchObject({
      count: 8,
      dataVersion: 1,
      settings: { size: 16 }
    })
    rmSync(root, { recursive: true })
    await failure(reimportImages(project, { size: 64 }), 'missing')
    expect((await project.summary()).dataset.count).toBe(8)
    await project.close()
    expect(readdirSync(out).sort()).toEqual(['data.duckdb', 'pixels', 'project.json'])
  })
})
