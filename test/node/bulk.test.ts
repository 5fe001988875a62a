/** Many images are prepared as one by one, whoever does it. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareAll } from '../../src/node/bulk.ts'
import { folderReader } from '../../src/node/folder.ts'
import { Helper } from '../../src/node/helper.ts'
import { prepare } from '../../src/node/prepare.ts'
import { scan } from '../../src/node/scan.ts'
import { AppError } from '../../src/shared/errors.ts'
import type { ImageSettings } from '../../src/shared/schemas.ts'
import { folderOf, imageFile, numbered, numberedFiles, temporaryFolder } from './fixtures.ts'

const settings: ImageSettings = { size: 16, channels: 'gray', fit: 'crop', background: '#ffffff' }

async function started(): Promise<Helper> {
  let changed = () => {}
  const helper = Helper.start(undefined, () => changed())!
  await new Promise<void>((resolve) => (changed = resolve))
  expect(helper.state).toBe('ready')
  return helper
}

test('a helper does what this process would, and says what it could not', async () => {
  const root = folderOf({ 'a.png': await numbered(1), 'b.png': 'no image' })
  const helper = await started()
  try {
    const bytes = await numbered(2)
    const items = [{ root, file: 'a.png' }, { root, file: 'b.png' }, { root, file: 'c.png' }, { bytes }]
    const answer = await helper.run(Promise.resolve(items), settings)
    expect(answer!.outcomes.map(({ kind }) => kind)).toEqual(['done', 'problem', 'problem', 'done'])
    const { pixels, ...facts } = await prepare(bytes, settings)
    expect(answer!.outcomes[3]).toEqual({ kind: 'done', ...facts })
    expect([...answer!.pixels.subarray(3 * 256)]).toEqual([...pixels])
  } finally {
    helper.kill()
  }
})

test('a thread takes small PNGs, and leaves all else', async () => {
  const jpeg = await imageFile('jpeg', 20, 20)
  const root = folderOf({ 'a.png': await numbered(1), 'b.png': 'no image', 'c.png': jpeg })
  let changed = () => {}
  const helper = Helper.startThread(() => changed())!
  try {
    await new Promise<void>((resolve) => (changed = resolve))
    const bytes = await numbered(2)
    const files = ['a.png', 'b.png', 'c.png', 'gone.png'].map((file) => ({ root, file }))
    const answer = await helper.run(Promise.resolve([...files, { bytes }]), settings)
    expect(answer!.outcomes.map(({ kind }) => kind)).toEqual(['done', 'left', 'left', 'left', 'done'])
    const { pixels, ...facts } = await prepare(bytes, settings)
    expect(answer!.outcomes[4]).toEqual({ kind: 'done', ...facts })
    expect([...answer!.pixels.subarray(4 * 256)]).toEqual([...pixels])
  } finally {
    helper.kill()
  }
})

test('a task of a helper that is killed comes back undone', async () => {
  const helper = await started()
  const answer = helper.run(
    new Promise((resolve) =>
      setTimeout(() => {
        helper.kill()
        resolve([{ bytes: new Uint8Array(1) }])
      }, 10)
    ),
    settings
  )
  expect(await answer).toBeUndefined()
})

test.each([
  ['threads', 80, false],
  ['processes', 300, true]
])('a large collection is the same with %s as without', { timeout: 60_000 }, async (_name, copies, mixed) => {
  const few = await numberedFiles(40)
  // The first is always looked at, and no thread takes it upon itself.
  if (mixed) few[Object.keys(few).sort()[0]] = await imageFile('jpeg', 20, 20)
  const files: Record<string, Buffer> = {}
  for (let copy = 0; copy < copies; copy++)
    for (const [name, bytes] of Object.entries(few)) files[`${copy}/${name}`] = bytes
  files['7/broken.png'] = Buffer.from(await imageFile('png', 20, 20)).subarray(0, 60)
  const collection = await scan([folderOf(files)])
  const sources = collection.entries.map((entry) => ({
    root: collection.rootOf(entry),
    file: entry.file,
    read: () => collection.read(entry)
  }))
  let at = 0
  for await (const results of prepareAll(sources, settings))
    for (const result of results) {
      const { file } = sources[at++]
      if (file === '7/broken.png') expect(result).toBeInstanceOf(AppError)
      else {
        const expected = await prepare(few[file.split('/')[1]], settings)
        if (JSON.stringify(result) !== JSON.stringify(expected)) expect(result).toEqual(expected)
      }
    }
  expect(at).toBe(40 * copies + 1)
})

test('reading at once follows links only inside the folder', async () => {
  const outside = folderOf({ 'x.png': 'secret' })
  const root = temporaryFolder()
  mkdirSync(join(root, 'in'))
  writeFileSync(join(root, 'in', 'a.png'), 'a')
  symlinkSync(join(root, 'in', 'a.png'), join(root, 'link.png'))
  symlinkSync(join(outside, 'x.png'), join(root, 'out.png'))
  symlinkSync(outside, join(root, 'folder'))
  const read = folderReader(root)
  expect(Buffer.from(read('in/a.png')).toString()).toBe('a')
  expect(Buffer.from(read('link.png')).toString()).toBe('a')
  for (const file of ['out.png', 'folder/x.png', '../x.png'])
    expect(() => read(file)).toThrow(/out of the folder|gone/)
  expect(() => read('in')).toThrow('Not a regular file')
  expect(() => read('none.png')).toThrow('gone')
})
