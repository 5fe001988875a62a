/**
 * A helper process that decodes images: what it does costs this process nothing, and is not bound by the few
 * threads of Node's pool.
 */
import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ImageSettings } from '../shared/schemas.ts'
import type { Facts } from './prepare.ts'

/** An image as a helper gets it: a file of a folder, or its bytes. */
export type Item = { root: string; file: string } | { bytes: Uint8Array }

export interface Task {
  id: number
  items: Item[]
  settings: ImageSettings
}

/** What became of an item; `left` are those that a helper does not take upon itself. */
export type Outcome = ({ kind: 'done' } & Facts) | { kind: 'problem'; reason: string } | { kind: 'left' }

export interface Answer {
  id: number
  outcomes: Outcome[]
  /** uint8, [items, size, size, channels] */
  pixels: Uint8Array
}

/** Where the helper's program is, and what runs it. */
function program(): { path: string; execArgv: string[] } | undefined {
  // Electron's executable runs scripts only where main says so: a package may have switched that off.
  if (process.versions.electron && !process.env.LATENTSCAPE_RUN_AS_NODE) return undefined
  const source = fileURLToPath(new URL('./decoder.ts', import.meta.url))
  if (existsSync(source)) return { path: source, execArgv: ['--import', import.meta.resolve('tsx/esm')] }
  const built = ['./decoder.js', '../decoder.js', '../main/decoder.js']
  const path = built.map((name) => fileURLToPath(new URL(name, import.meta.url))).find(existsSync)
  return path === undefined ? undefined : { path, execArgv: [] }
}

/** Milliseconds that starting may take: some for TypeScript, a few seconds for TensorFlow on a busy machine. */
const startLimit = 60_000

export class Helper {
  /** Only what is ready takes tasks. */
  state: 'starting' | 'ready' | 'lost' = 'starting'
  private readonly waiting = new Map<number, (answer: Answer | undefined) => void>()
  private next = 0
  private promised = 0

  private constructor(
    private readonly child: ChildProcess,
    changed: () => void
  ) {
    const limit = setTimeout(() => this.state === 'starting' && this.kill(), startLimit)
    child.on('message', (message: { ready: true } | Answer) => {
      if ('ready' in message) this.state = 'ready'
      else this.give(message.id, message)
      changed()
    })
    const lost = () => {
      clearTimeout(limit)
      this.state = 'lost'
      for (const id of this.waiting.keys()) this.give(id, undefined)
      changed()
    }
    child.on('error', lost)
    child.on('exit', lost)
  }

  /**
   * @param binding of native TensorFlow, for large JPEGs; without it they are decoded in full
   * @param changed told when it becomes ready, has done a task, or is lost
   * @returns undefined where no process can be started
   */
  static start(binding: string | undefined, changed: () => void): Helper | undefined {
    const found = program()
    if (!found) return undefined
    const child = fork(found.path, binding ? [binding] : [], {
      execArgv: found.execArgv,
      serialization: 'advanced',
      // A debugger's or a test runner's options are not the helper's.
      env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc']
    })
    return new Helper(child, changed)
  }

  /** Tasks it was promised and has not done. */
  get busy(): number {
    return this.promised
  }

  /**
   * Gives it a task, once its items are there.
   * @returns undefined when the helper was lost over it
   */
  async run(items: Promise<Item[]>, settings: ImageSettings): Promise<Answer | undefined> {
    this.promised++
    try {
      return await this.send(await items, settings)
    } finally {
      this.promised--
    }
  }

  private send(items: Item[], settings: ImageSettings): Promise<Answer | undefined> {
    const id = this.next++
    return new Promise((give) => {
      if (this.state !== 'ready') return give(undefined)
      this.waiting.set(id, give)
      this.child.send({ id, items, settings } satisfies Task, (error) => error && this.give(id, undefined))
    })
  }

  private give(id: number, answer: Answer | undefined): void {
    this.waiting.get(id)?.(answer)
    this.waiting.delete(id)
  }

  /** Ends it; what is under way is lost. */
  kill(): void {
    this.child.kill('SIGKILL')
  }
}
