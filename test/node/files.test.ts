import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeFolder, writeAtomic } from '../../src/node/files.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape-files-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

it('makes folders on the way and says which was the first', async () => {
  const first = join(folder, '一 👕')
  expect(await makeFolder(join(first, 'b', 'c'))).toBe(first)
  expect(await makeFolder(join(first, 'b', 'c'))).toBeUndefined()
  expect(await makeFolder(join(first, 'd'))).toBe(join(first, 'd'))
  await writeFile(join(first, 'file'), '')
  await expect(makeFolder(join(first, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  await expect(makeFolder(join(first, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
})

it.runIf(process.platform === 'linux')('ends where no folder can be made', async () => {
  await expect(makeFolder('/proc/nothing/below')).rejects.toMatchObject({ code: 'ENOENT' })
})

it('writes whole files, over old ones too, and leaves nothing of its own behind', async () => {
  const path = join(folder, 'new', `${'n'.repeat(251)}.png`)
  await writeAtomic(path, 'old')
  await writeAtomic(path, Uint8Array.of(1, 2, 3))
  expect([...(await readFile(path))]).toEqual([1, 2, 3])
  expect(await readdir(join(folder, 'new'))).toHaveLength(1)
  const taken = join(folder, 'taken')
  await mkdir(join(taken, 'inside'), { recursive: true })
  await expect(writeAtomic(taken, 'x')).rejects.toThrow()
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})
