import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { findTools } from '../../../src/node/provision/tools.ts'

const folders: string[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

it('finds pip and a compiler', async () => {
  const { pip, compiler } = await findTools()
  expect(pip.command).toMatch(/python|pip/)
  expect(compiler.command).toMatch(/\+\+/)
})

/** A PATH on which there is only what is named. */
async function pathWith(...programs: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latentscape-'))
  for (const program of programs)
    await writeFile(join(folder, program), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
  folders.push(folder)
  return folder
}

it.each([
  { there: ['pip3'], missing: 'a C++ compiler' },
  { there: ['g++'], missing: "Python's pip" },
  { there: [], missing: "Python's pip and a C++ compiler" }
])('says in one line that $missing is missing, and how to get it', async ({ there, missing }) => {
  vi.stubEnv('PATH', await pathWith(...there))
  vi.stubEnv('CXX', '')
  const error: Error = await findTools().then(
    () => expect.fail('found'),
    (error: Error) => error
  )
  expect(error).toMatchObject({ kind: 'engine', message: expect.stringContaining(`needs ${missing}, once`) })
  expect(error.message).toMatch(/to get (it|them): \S/)
  expect(error.message).not.toContain('\n')
})

it('takes the compiler that CXX names', async () => {
  vi.stubEnv('CXX', 'c++')
  expect((await findTools()).compiler.command).toBe('c++')
})
