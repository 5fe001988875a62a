import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { defaultRunConfig } from '../../../src/engine/presets.ts'
import { answerFile, readAnswer, writeAnswer } from '../../../src/node/backends/answers.ts'
import { guarded } from '../../../src/node/backends/guard.ts'
import { probe } from '../../../src/node/backends/probes.ts'
import { AppError } from '../../../src/shared/errors.ts'
import type { ProbeAnswer, Starter } from '../../../src/shared/trials.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentscape-'))
  vi.stubEnv('LATENTSCAPE_CACHE', root)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true })
})

it('tells why a binding does not load, and tries it again when asked to', async () => {
  const binding = join(root, 'text.node')
  writeFileSync(binding, 'no library')
  const answer = await probe('tensorflow', { binding })
  expect(answer).toMatchObject({ name: 'tensorflow', loaded: false })
  expect(answer.reason).toMatch(/invalid ELF header|file too short|not a mach-o/i)
  expect(await probe('tensorflow', { binding })).toEqual(answer)
  expectOneAnswer()
  await writeAnswer({ ...answer, reason: 'as it was before' }, binding)
  expect((await probe('tensorflow', { binding })).reason).toBe('as it was before')
  expect((await probe('tensorflow', { binding, recheck: 'failures' })).reason).toBe(answer.reason)
})

it.skipIf(process.platform === 'win32')(
  'outlives a library that uses instructions this processor lacks',
  async () => {
    const [code, binding] = [join(root, 'crash.c'), join(root, 'crash.node')]
    writeFileSync(code, '__attribute__((constructor)) static void crash() { __builtin_trap(); }')
    execFileSync('cc', ['-shared', '-fPIC', '-o', binding, code])
    const answer = await probe('tensorflow', { binding })
    expect(answer).toMatchObject({ loaded: false, crashed: true })
    expect(answer.reason).toMatch(/instructions it needs|crashes/)
  }
)

it('times the model it is given, and remembers the figure for that model alone', async () => {
  const image = { height: 4, width: 4, channels: 1 }
  const work = (width: number) => {
    const network = { kind: 'mlp', width, depth: 1 } as const
    return { config: defaultRunConfig(image, { network, batch: 4 }), image }
  }
  const small = await probe('wasm', { work: work(4) })
  expect(small).toMatchObject({ name: 'wasm', loaded: true, milliseconds: expect.any(Number) })
  expect(await readAnswer('wasm', undefined, work(4))).toEqual(small)
  expect(await readAnswer('wasm', undefined, work(8))).toBeUndefined()
  expect(await readAnswer('wasm')).toBeUndefined()
})

it('asks whoever starts children for it, remembers the answer for that model, and does not ask again', async () => {
  const image = { height: 4, width: 4, channels: 1 }
  const config = defaultRunConfig(image, { network: { kind: 'mlp', width: 5, depth: 1 }, batch: 4 })
  const asked: unknown[] = []
  const answer: ProbeAnswer = { name: 'tensorflow', loaded: true, version: '1', device: 'd', milliseconds: 3 }
  const starter: Starter = async (trial) => {
    asked.push(trial)
    return answer
  }
  const ask = () => probe('tensorflow', { binding: '/b.node', work: { config, image }, starter })
  expect([await ask(), await ask()]).toEqual([answer, answer])
  expect(asked).toEqual([{ name: 'tensorflow', binding: '/b.node', work: { config, image } }])
  // What could not be tried is taken to load, and nothing is remembered of it.
  const lost: Starter = () => Promise.reject(new AppError('lost', 'Main is gone'))
  const untried = await probe('webgpu', { work: { config, image }, starter: lost })
  expect(untried).toEqual({ name: 'webgpu', loaded: true })
  expect(await readAnswer('webgpu', undefined, { config, image })).toBeUndefined()
})

it('can be cancelled', async () => {
  const abort = new AbortController()
  const probing = probe('wasm', { recheck: 'all', signal: abort.signal })
  abort.abort()
  await expect(probing).rejects.toMatchObject({ kind: 'cancelled' })
})

it('leaves out an engine that ended several processes in a row, not one that was killed once', async () => {
  const mark = answerFile('wasm', undefined, 'loading')
  const load = () => guarded('wasm', undefined, async () => existsSync(mark), true)
  const pid = Number(execFileSync(process.execPath, ['-p', 'process.pid']))
  const left = (deaths: number, time = Date.now()) => writeFile(mark, JSON.stringify({ pid, deaths, time }))
  await mkdir(dirname(mark), { recursive: true })
  await left(4)
  await expect(load()).rejects.toMatchObject({ kind: 'engine', message: expect.stringContaining('in a row') })
  await left(4, Date.now() - 25 * 3600_000)
  expect(await load()).toBe(true)
  expect(existsSync(mark)).toBe(false)
  // It has loaded once, so later ends are nobody's fault.
  await left(9)
  expect(await load()).toBe(true)
  const proof = answerFile('wasm', undefined, 'loaded')
  await rm(proof)
  await left(0)
  expect(await load()).toBe(true)
})

function expectOneAnswer(): void {
  expect(readdirSync(join(root, 'probes')).length).toBe(1)
}
