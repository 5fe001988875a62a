import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { findCompiler, findPip } from '../../../src/node/provision/tools.ts'

afterEach(() => vi.unstubAllEnvs())

it('finds pip and a compiler', async () => {
  expect((await findPip()).command).toMatch(/python|pip/)
  expect((await findCompiler()).command).toMatch(/\+\+/)
})

it('says in one line how to get what is missing', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'latentscape-'))
  vi.stubEnv('PATH', empty)
  vi.stubEnv('CXX', '')
  for (const [find, packages] of [
    [findPip, /pip/],
    [findCompiler, /g\+\+|gcc|xcode/]
  ] as const) {
    const error: Error = await find().then(
      () => expect.fail('found'),
      (error: Error) => error
    )
    expect(error).toMatchObject({ kind: 'engine', message: expect.stringMatching(packages) })
    expect(error.message).toMatch(/to get it: /)
    expect(error.message).not.toContain('\n')
  }
  await rm(empty, { recursive: true })
})

it('takes the compiler that CXX names', async () => {
  vi.stubEnv('CXX', 'c++')
  expect((await findCompiler()).command).toBe('c++')
})
