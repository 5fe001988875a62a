/** A lock between processes: a file that names its holder, kept fresh while held, broken when its holder is gone. */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cancelled } from './command.ts'

const refreshMilliseconds = 5_000
/** A holder that has not refreshed for this long is gone, even if its process number lives on in another process. */
const staleMilliseconds = 60_000

export interface LockOptions {
  signal?: AbortSignal
  /** Called once, when the lock is found taken, with its holder's process number. */
  onWait?(pid: number): void
}

/**
 * Runs `work` while holding the lock; waits for another holder first.
 * @throws AppError 'cancelled' when aborted while waiting
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {}
): Promise<T> {
  await mkdir(dirname(path), { recursive: true })
  await take(path, options)
  const refresh = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => {})
  }, refreshMilliseconds)
  refresh.unref()
  try {
    return await work()
  } finally {
    clearInterval(refresh)
    await rm(path, { force: true })
  }
}

async function take(path: string, { signal, onWait }: LockOptions): Promise<void> {
  let told = false
  for (;;) {
    if (signal?.aborted) throw cancelled()
    try {
      await writeFile(path, JSON.stringify({ pid: process.pid, id: randomUUID() }), { flag: 'wx' })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = await readHolder(path)
    if (!holder) continue
    if (holder.stale) {
      await breakLock(path, holder.content)
      continue
    }
    if (!told) onWait?.(holder.pid)
    told = true
    await sleep(200, undefined, { signal }).catch(() => {})
  }
}

interface Holder {
  content: string
  pid: number
  stale: boolean
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const content = await readFile(path, 'utf8')
    const { mtimeMs } = await stat(path)
    const old = Date.now() - mtimeMs > staleMilliseconds
    // An empty file is one whose holder has made it but not yet written its name.
    const pid = Number(/"pid":(\d+)/.exec(content)?.[1] ?? 0)
    return { content, pid, stale: old || (pid > 0 && !isAlive(pid)) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether a process of that number is running. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, but another person's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Only one of several waiters wins the rename; one that caught a newer lock by it puts that back. */
async function breakLock(path: string, judged: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
    if ((await readFile(aside, 'utf8')) === judged) await rm(aside)
    else await rename(aside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
