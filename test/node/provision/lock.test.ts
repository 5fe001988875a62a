import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runCommand } from '../../../src/node/provision/command.ts'
import { withLock } from '../../../src/node/provision/lock.ts'

let root: string
let lock: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'latentscape-'))
  lock = join(root, 'lock')
})
afterEach(() => rm(root, { recursive: true }))

it('lets the second wait for the first, and is gone afterwards', async () => {
  const order: string[] = []
  let finish = (): void => {}
  const held = new Promise<void>((resolve) => (finish = resolve))
  const first = withLock(lock, async () => {
    order.push('first begins')
    await held
    order.push('first ends')
  })
  const second = withLock(lock, async () => order.push('second'), {
    onWait(pid) {
      expect(pid).toBe(process.pid)
      finish()
    }
  })
  await Promise.all([first, second])
  expect(order).toEqual(['first begins', 'first ends', 'second'])
  expect(existsSync(lock)).toBe(false)
})

it('is given back when the work fails', async () => {
  await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(lock)).toBe(false)
})

it('is broken when its holder is dead', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(lock, JSON.stringify({ pid }))
  expect(await withLock(lock, async () => 'done')).toBe('done')
})

it('is broken when its holder’s number lives on but nothing refreshes it', async () => {
  writeFileSync(lock, JSON.stringify({ pid: process.pid }))
  const old = new Date(Date.now() - 3600_000)
  await utimes(lock, old, old)
  expect(await withLock(lock, async () => 'done')).toBe('done')
})

it('stays with its holder when a waiter is cancelled', async () => {
  writeFileSync(lock, JSON.stringify({ pid: process.pid }))
  const abort = new AbortController()
  const waiting = withLock(lock, async () => 'never', { signal: abort.signal, onWait: () => abort.abort() })
  await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' })
  expect(existsSync(lock)).toBe(true)
})

it('lets processes take turns', async () => {
  const counter = join(root, 'counter')
  writeFileSync(counter, '0')
  const source = new URL('../../../src/node/provision/lock.ts', import.meta.url).href
  const script = `
    import { readFileSync, writeFileSync } from 'node:fs'
    const { withLock } = await import(${JSON.stringify(source)})
    for (let i = 0; i < 10; i++)
      await withLock(${JSON.stringify(lock)}, async () => {
        const count = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'))
        await new Promise((resolve) => setTimeout(resolve, 2))
        writeFileSync(${JSON.stringify(counter)}, String(count + 1))
      })`
  const run = () => runCommand(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
  const results = await Promise.all([run(), run()])
  expect(results.map((result) => result?.output)).toEqual(['', ''])
  expect(readFileSync(counter, 'utf8')).toBe('20')
})
