import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from './run.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
let folder: string
let program: string

/** A checkout of a command line that says what the module beside it says, and where that is. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latentscape programs 空间-'))
  program = join(folder, 'bin', 'latentscape.mjs')
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true })
  await cp(join(root, 'package.json'), join(folder, 'package.json'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const part of ['cli', 'worker', 'node/backends'])
    await mkdir(join(folder, 'src', part), { recursive: true })
  for (const name of [
    'worker/training.ts',
    'worker/explorer.ts',
    'node/backends/child.ts',
    'node/decoder.ts',
    'node/thread.ts',
    'node/gathering.ts'
  ])
    await writeFile(join(folder, 'src', name), 'export {}\n')
  await writeFile(
    join(folder, 'src', 'cli', 'index.ts'),
    "import { tell } from './said.ts'\nimport { add } from '@tensorflow/tfjs-core'\nconsole.log(tell(), typeof add)\n"
  )
})
afterAll(() => rm(folder, { recursive: true }))

const say = (text: string) =>
  writeFile(
    join(folder, 'src', 'cli', 'said.ts'),
    `export const tell = (): string => ${JSON.stringify(text)} + decodeURIComponent(import.meta.url.slice(-16))\n`
  )
const bundle = () => join(folder, 'out.programs')

it('runs what the sources say now, bundled once for as long as they stay the same', async () => {
  await say('first ')
  // What has been saved at this very moment is not kept.
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await run([], folder, program)).out).toBe('first /src/cli/said.ts function\n')
  const [files, kept] = [await readdir(bundle()), await readFile(join(bundle(), 'kept.json'), 'utf8')]
  expect(files.filter((name) => /^index-\w+\.js$/.test(name))).toHaveLength(1)
  expect((await run([], folder, program)).out).toBe('first /src/cli/said.ts function\n')
  expect(await readFile(join(bundle(), 'kept.json'), 'utf8')).toBe(kept)
  await say('second, ')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect((await run([], folder, program)).out).toBe('second, /src/cli/said.ts function\n')
  expect(await readFile(join(bundle(), 'kept.json'), 'utf8')).not.toBe(kept)
})

it('runs where a bundle cannot be kept', async () => {
  await rm(bundle(), { recursive: true })
  await writeFile(bundle(), 'in the way')
  expect((await run([], folder, program)).out).toBe('second, /src/cli/said.ts function\n')
  expect(await readFile(bundle(), 'utf8')).toBe('in the way')
  await rm(bundle())
})

it('says what is wrong with a source', async () => {
  await writeFile(join(folder, 'src', 'cli', 'said.ts'), 'export const tell = (\n')
  const ran = await run([], folder, program)
  expect(ran.status).not.toBe(0)
  expect(ran.error).toMatch(/said\.ts/)
})
