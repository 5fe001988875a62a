import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { downloadWheel, type DownloadOptions } from '../../../src/node/provision/download.ts'
import { findTools } from '../../../src/node/provision/tools.ts'
import { tinyWheel } from './wheel.ts'

let root: string
let folder: string
let made: ReturnType<typeof tinyWheel>
let options: DownloadOptions

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentscape-'))
  made = tinyWheel(join(root, 'index'))
  options = { pip: (await findTools()).pip, tags: made.set.tags, log: join(root, 'log') }
})
afterAll(() => rm(root, { recursive: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'downloads-'))
  // Real pip, but nothing else than the tiny wheel.
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null')
  vi.stubEnv('PIP_NO_INDEX', '1')
  vi.stubEnv('PIP_FIND_LINKS', join(root, 'index'))
})
afterEach(() => vi.unstubAllEnvs())

it('fetches the pinned wheel and leaves nothing else', async () => {
  const path = await downloadWheel(made.wheel, folder, options)
  expect(path).toBe(join(folder, made.wheel.file))
  expect(readdirSync(folder)).toEqual([made.wheel.file])
})

it('refuses a wheel with another hash, and keeps nothing of it', async () => {
  const wheel = { ...made.wheel, sha256: '0'.repeat(64) }
  await expect(downloadWheel(wheel, folder, options)).rejects.toMatchObject({
    kind: 'engine',
    message: expect.stringMatching(/refused.*SHA-256/)
  })
  expect(readdirSync(folder)).toEqual([])
})

it('uses a wheel that was put there, without pip', async () => {
  await copyFile(made.path, join(folder, made.wheel.file))
  const bytes: number[] = []
  await downloadWheel(made.wheel, folder, {
    ...options,
    pip: { command: 'false', args: [] },
    onBytes: (now) => bytes.push(now)
  })
  expect(bytes).toEqual([made.wheel.bytes])
})

it('replaces a damaged wheel', async () => {
  writeFileSync(join(folder, made.wheel.file), Buffer.alloc(made.wheel.bytes))
  await downloadWheel(made.wheel, folder, options)
  const { sha256 } = await import('../../../src/node/provision/checksum.ts')
  expect(await sha256(join(folder, made.wheel.file))).toBe(made.wheel.sha256)
})

it('ends pip when cancelled, leaves nothing, and works when started again', async () => {
  const abort = new AbortController()
  // Writes part of a file, as pip does, and then hangs.
  const script = 'echo part > "$TMPDIR/part.whl"; exec sleep 600'
  const cancelled = downloadWheel(made.wheel, folder, {
    ...options,
    pip: { command: 'sh', args: ['-c', script] },
    signal: abort.signal,
    onBytes: () => abort.abort()
  })
  await expect(cancelled).rejects.toMatchObject({ kind: 'cancelled' })
  expect(readdirSync(folder)).toEqual([])
  await downloadWheel(made.wheel, folder, options)
  expect(existsSync(join(folder, made.wheel.file))).toBe(true)
})

it('says so when the index cannot be reached', async () => {
  vi.stubEnv('PIP_NO_INDEX', '')
  vi.stubEnv('PIP_FIND_LINKS', '')
  // Nothing listens on the discard port.
  vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple')
  await expect(downloadWheel(made.wheel, folder, options)).rejects.toMatchObject({
    kind: 'engine',
    message: expect.stringContaining('cannot reach its package index')
  })
})

it('says so when the index does not have it', async () => {
  const empty = join(root, 'empty')
  await mkdir(empty, { recursive: true })
  vi.stubEnv('PIP_FIND_LINKS', empty)
  await expect(downloadWheel(made.wheel, folder, options)).rejects.toMatchObject({
    kind: 'engine',
    message: expect.stringContaining('does not have tensorflow-cpu 2.21.0')
  })
})

it('says so when the disk is full', async () => {
  const script =
    'echo "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device" >&2; exit 1'
  const pip = { command: 'sh', args: ['-c', script] }
  await expect(downloadWheel(made.wheel, folder, { ...options, pip })).rejects.toMatchObject({
    kind: 'disk',
    message: expect.stringContaining('disk is full')
  })
})
