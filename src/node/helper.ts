/**
 * Helpers that decode images: what they do costs this thread nothing, and is not bound by the few threads of Node's
 * pool. A process does everything; a thread, which is there ten times as fast, only what needs no library.
 */
import { fork } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import type { ImageSettings } from '../shared/schemas.ts'
import { Pending } from './pending.ts'
import { ownProgram } from './program.ts'
import type { Facts } from './small.ts'

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

/** Milliseconds that starting may take: some for TypeScript, a few seconds for TensorFlow on a busy machine. */
const startLimit = 60_000

/** What a helper says: that it is ready, or what became of a task. */
export type Message = { ready: true } | Answer

/** The way to a helper. */
interface Channel {
  /** @param failed told when it cannot be sent */
  send(task: Task, failed: () => void): void
  end(): void
}

export class Helper {
  /** Only what is ready takes tasks. */
  state: 'starting' | 'ready' | 'lost' = 'starting'
  private readonly pending = new Pending<Answer>()
  private promised = 0

  private readonly limit: NodeJS.Timeout

  private constructor(
    private readonly channel: Channel,
    private readonly changed: () => void
  ) {
    this.limit = setTimeout(() => this.state === 'starting' && this.kill(), startLimit)
  }

  private hear(message: Message): void {
    if ('ready' in message) this.state = 'ready'
    else this.pending.give(message.id, message)
    this.changed()
  }

  private lose(): void {
    clearTimeout(this.limit)
    this.state = 'lost'
    this.pending.lose()
    this.changed()
  }

  /**
   * Starts a process.
   * @param binding of native TensorFlow, for large JPEGs; without it they are decoded in full
   * @param changed told when it becomes ready, has done a task, or is lost
   * @returns undefined where no process can be started
   */
  static start(binding: string | undefined, changed: () => void): Helper | undefined {
    // Electron's executable runs scripts only where main says so: a package may have switched that off.
    if (process.versions.electron && !process.env.LATENTSCAPE_RUN_AS_NODE) return undefined
    const found = ownProgram('node/decoder.ts')
    if (!found) return undefined
    const child = fork(found.script, [...found.words, ...(binding ? [binding] : [])], {
      execArgv: [],
      serialization: 'advanced',
      // A debugger's or a test runner's options are not the helper's.
      env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc']
    })
    const helper = new Helper(
      {
        send: (task, failed) => void child.send(task, (error) => error && failed()),
        end: () => void child.kill('SIGKILL')
      },
      changed
    )
    child.on('message', (message: Message) => helper.hear(message))
    child.on('error', () => helper.lose())
    child.on('exit', () => helper.lose())
    return helper
  }

  /**
   * Starts a thread for small PNGs; all else comes back as left.
   * @param changed as for `start`
   * @returns undefined where no thread can be started
   */
  static startThread(changed: () => void): Helper | undefined {
    const found = ownProgram('node/thread.ts')
    if (!found) return undefined
    // Options of this process, such as a loader of TypeScript, would only slow its start.
    const worker = new Worker(found.script, { argv: found.words, execArgv: [], env: {} })
    const helper = new Helper(
      { send: (task) => worker.postMessage(task), end: () => void worker.terminate() },
      changed
    )
    worker.on('message', (message: Message) => helper.hear(message))
    worker.on('error', () => helper.lose())
    worker.on('exit', () => helper.lose())
    return helper
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
    if (this.state !== 'ready') return Promise.resolve(undefined)
    return this.pending.ask((id) =>
      this.channel.send({ id, items, settings }, () => this.pending.give(id, undefined))
    )
  }

  /** Ends it; what is under way is lost. */
  kill(): void {
    this.channel.end()
  }
}
