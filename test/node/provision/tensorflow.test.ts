import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Progress } from '../../../src/shared/contract.ts'
import { makeInstallation, tensorflowFolder } from '../../../src/node/provision/installation.ts'
import { provisionTensorflow, ways, type Way } from '../../../src/node/provision/tensorflow.ts'
import { MissingTool } from '../../../src/node/provision/tools.ts'
import { installWheels } from '../../../src/node/provision/wheelinstall.ts'
import { AppError } from '../../../src/shared/errors.ts'
import { tinyWheel } from './wheel.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentscape-'))
  vi.stubEnv('LATENTSCAPE_CACHE', join(root, 'cache'))
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null')
  vi.stubEnv('PIP_NO_INDEX', '1')
  vi.stubEnv('PIP_FIND_LINKS', join(root, 'index'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true })
})

/** A way that installs a file, and counts how often it is gone. */
function way(name: string): Way & { installs: number } {
  return {
    name,
    installs: 0,
    async install() {
      this.installs++
      return await makeInstallation(name, async (staging) => {
        await writeFile(join(staging, 'binding.node'), name)
        return { binding: 'binding.node', source: name }
      })
    }
  }
}

function failing(name: string, message: string): Way {
  return { name, install: () => Promise.reject(new AppError('engine', message)) }
}

it('installs once, and finds it from then on', async () => {
  const first = way('first')
  const installed = await provisionTensorflow({}, [first])
  expect(existsSync(installed.binding)).toBe(true)
  expect(await provisionTensorflow({}, [first])).toEqual(installed)
  expect(first.installs).toBe(1)
})

it('lets two that come together install once', async () => {
  const first = way('first')
  const [a, b] = await Promise.all([provisionTensorflow({}, [first]), provisionTensorflow({}, [first])])
  expect(a).toEqual(b)
  expect(first.installs).toBe(1)
})

it('goes on to the next way when one fails or does not load', async () => {
  const broken = way('broken')
  const found = await provisionTensorflow(
    { check: async ({ source }) => (source === 'broken' ? 'does not load' : undefined) },
    [failing('missing', 'no pip'), broken, way('good')]
  )
  expect(found.source).toBe('good')
  expect(broken.installs).toBe(1)
})

it('gives the first reason when none works', async () => {
  const list = [failing('first', 'no network'), failing('second', 'no server')]
  await expect(provisionTensorflow({}, list)).rejects.toThrow('no network')
})

it('does not try again at once what failed slowly, unless told to', async () => {
  await expect(provisionTensorflow({}, [failing('first', 'no network')])).rejects.toThrow('no network')
  await expect(provisionTensorflow({}, [way('first')])).rejects.toThrow(/no network.*doctor. tries again/)
  expect((await provisionTensorflow({ retry: true }, [way('first')])).source).toBe('first')
})

it('tries again at once when what was missing may have been installed', async () => {
  const missing: Way = {
    name: 'first',
    install: () => Promise.reject(new MissingTool('engine', 'no compiler'))
  }
  await expect(provisionTensorflow({}, [missing])).rejects.toThrow('no compiler')
  expect((await provisionTensorflow({}, [way('first')])).source).toBe('first')
})

it('takes no half installation for a whole one, and clears it away', async () => {
  const half = join(tensorflowFolder(), 'first')
  await mkdir(half, { recursive: true })
  await writeFile(join(half, 'binding.node'), 'half')
  await mkdir(join(tensorflowFolder(), '.staging-left'))
  const first = way('first')
  await provisionTensorflow({}, [first])
  expect(first.installs).toBe(1)
  expect(readdirSync(tensorflowFolder())).toEqual(['first'])
})

it('passes a cancellation on and leaves nothing', async () => {
  const abort = new AbortController()
  const { set } = tinyWheel(join(root, 'index'))
  const install = (): ReturnType<typeof installWheels> =>
    installWheels('cpu', set, { signal: abort.signal, progress: () => abort.abort() })
  await expect(provisionTensorflow({}, [{ name: 'cpu', install }, way('next')])).rejects.toMatchObject({
    kind: 'cancelled'
  })
  const left = readdirSync(tensorflowFolder())
  expect(left.filter((name) => name !== 'downloads')).toEqual([])
})

it('goes through download, unpack and compile, and says in one line why the last failed', async () => {
  const { set, wheel } = tinyWheel(join(root, 'index'))
  const seen: Progress[] = []
  const error: Error = await installWheels('cpu', set, { progress: (now) => seen.push(now) }).then(
    () => expect.fail('libraries of text were linked'),
    (error: Error) => error
  )
  expect(error).toMatchObject({ kind: 'engine', message: expect.stringContaining('could not be compiled') })
  expect(error.message).not.toContain('\n')
  expect([...new Set(seen.map(({ phase }) => phase))]).toEqual(['download', 'unpack', 'compile'])
  const whole = seen.find(({ phase, done, total }) => phase === 'download' && done === total)
  expect(whole).toMatchObject({ total: wheel.bytes, unit: 'bytes' })
  // The wheel stays for the next try; nothing half-installed does.
  expect(readdirSync(tensorflowFolder())).toEqual(['downloads'])
  expect(readdirSync(join(tensorflowFolder(), 'downloads'))).toEqual([wheel.file])
})

it('says how much room is missing before it fetches anything', async () => {
  const { set } = tinyWheel(join(root, 'index'))
  const huge = { ...set, unpackedBytes: 1e18 }
  await expect(installWheels('cpu', huge, {})).rejects.toMatchObject({
    kind: 'disk',
    message: expect.stringContaining('LATENTSCAPE_CACHE')
  })
})

it('names what an installation is by everything that decides it', async () => {
  const names = (await ways()).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toContain(`${process.platform}-${process.arch}`)
})
