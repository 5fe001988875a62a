/**
 * A contestant in a process of its own that lives through all rounds, so that start-up and compiling cost
 * nothing. Each request is a line of JSON, and so is its answer.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

type Answer = Record<string, unknown> & { error?: string }

/** In which Linux counts processor time, a second. */
const ticks = 100

export class Server {
  private readonly child: ChildProcess
  private readonly waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = []
  private errors = ''

  constructor(
    readonly name: string,
    command: string,
    words: string[],
    environment: NodeJS.ProcessEnv = {}
  ) {
    const env = { ...process.env, ...environment }
    this.child = spawn(command, words, { stdio: ['pipe', 'pipe', 'pipe'], env })
    this.child.stderr!.on('data', (text: Buffer) => {
      this.errors = (this.errors + text.toString()).slice(-4000)
    })
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.take(line))
    this.child.on('error', (error) => this.fail(error))
    this.child.on('close', () => this.fail(new Error(`${name} ended. ${this.errors}`)))
    // A request to a process that has ended is answered by `close`.
    this.child.stdin!.on('error', () => {})
    process.once('exit', () => this.child.kill())
  }

  private take(line: string): void {
    let answer: Answer
    try {
      answer = JSON.parse(line) as Answer
    } catch {
      // Libraries greet on standard output, too.
      this.errors += `${line}\n`
      return
    }
    const { resolve, reject } = this.waiting.shift()!
    if (answer.error) reject(new Error(`${this.name}: ${answer.error}`))
    else resolve(answer)
  }

  private fail(error: Error): void {
    for (const { reject } of this.waiting.splice(0)) reject(error)
  }

  /** @throws Error with what the process said when it refuses or ends */
  request<T>(request: Record<string, unknown>): Promise<T> {
    if (this.child.exitCode !== null || this.child.signalCode !== null)
      return Promise.reject(new Error(`${this.name} has ended. ${this.errors}`))
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ resolve: resolve as (answer: Answer) => void, reject })
      this.child.stdin!.write(`${JSON.stringify(request)}\n`)
    })
  }

  /** Seconds that processors have worked for it, on all its threads; undefined where that is not known. */
  processorSeconds(): number | undefined {
    try {
      const [, fields] = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')
      const [user, system] = fields.split(' ').slice(11, 13).map(Number)
      return (user + system) / ticks
    } catch {
      return undefined
    }
  }

  /** Ends the process by closing its input. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = new Promise((resolve) => this.child.once('close', resolve))
    this.child.stdin!.end()
    const patience = setTimeout(() => this.child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(patience)
  }
}
