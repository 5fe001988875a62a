/**
 * Reads batches in a thread of its own. A step of native TensorFlow blocks the thread it is called from, and on busy
 * cores each of many small reads through Node's pool waits its turn; this thread reads the next batch meanwhile.
 */
import { Worker } from 'node:worker_threads'
import { Pending } from './pending.ts'
import { ownProgram } from './program.ts'

export interface BatchTask {
  id: number
  fd: number
  indices: Int32Array
  /** Bytes of an image. */
  size: number
}

export interface BatchAnswer {
  id: number
  /** uint8, [indices, size]; absent where it could not be read. */
  bytes?: Uint8Array
}

export class BatchReader {
  private readonly pending = new Pending<Uint8Array>()
  private lost = false

  private constructor(private readonly worker: Worker) {
    worker.on('message', ({ id, bytes }: BatchAnswer) => this.give(id, bytes))
    worker.on('error', () => this.lose())
    worker.on('exit', () => this.lose())
    // A process with nothing else to do may end.
    worker.unref()
  }

  /** @returns undefined where no thread can be started */
  static start(): BatchReader | undefined {
    const found = ownProgram('node/gathering.ts')
    // Options of this process, such as a loader of TypeScript, would only slow its start.
    return found && new BatchReader(new Worker(found.script, { argv: found.words, execArgv: [], env: {} }))
  }

  /**
   * @param fd a descriptor of this process
   * @returns uint8, [indices, size]; undefined where that has to be tried another way
   */
  read(fd: number, indices: ArrayLike<number>, size: number): Promise<Uint8Array | undefined> {
    if (this.lost) return Promise.resolve(undefined)
    return this.pending.ask((id) => {
      // While it is waited for, the process goes on.
      this.worker.ref()
      this.worker.postMessage({ id, fd, indices: Int32Array.from(indices), size } satisfies BatchTask)
    })
  }

  private give(id: number, bytes: Uint8Array | undefined): void {
    this.pending.give(id, bytes)
    if (this.pending.size === 0) this.worker.unref()
  }

  private lose(): void {
    this.lost = true
    this.pending.lose()
  }

  async close(): Promise<void> {
    await this.worker.terminate()
  }
}
