/**
 * A worker process: started, watched, given ports, ended. Ending by itself (status 0, or after it was asked to)
 * is told apart from a crash.
 */
import { app, utilityProcess } from 'electron'
import type { MessagePortMain, UtilityProcess } from 'electron'
import type { PortMessage } from '../shared/bridge.ts'
import { rpcClient, rpcServer } from '../shared/rpc.ts'
import type { Client, Handlers, RequestMap, Validator } from '../shared/rpc.ts'
import { processWire } from '../shared/wire.ts'
import type { Wire } from '../shared/wire.ts'

export interface Ending {
  crashed: boolean
  /** In words, for the log and the screen. */
  reason: string
}

export class EngineHost<Requests extends RequestMap<Requests>, Events> {
  readonly #process: UtilityProcess
  readonly #wire: Wire
  readonly client: Client<Requests, Events>
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ending>
  #asked = false

  /**
   * @param kind names it, also in the system's list of processes
   * @param entry the built file it runs
   */
  constructor(
    readonly kind: PortMessage['latentscapePort'],
    entry: string
  ) {
    const service = `Latentscape ${kind}`
    // Workers start helpers with our executable as a plain Node, which a package has switched off: there it would
    // start the app itself.
    const env = { ...process.env, LATENTSCAPE_RUN_AS_NODE: '1' } as NodeJS.ProcessEnv
    if (app.isPackaged) delete env.LATENTSCAPE_RUN_AS_NODE
    this.#process = utilityProcess.fork(entry, [], { serviceName: service, stdio: 'inherit', env })
    this.#wire = processWire(this.#process)
    this.client = rpcClient(this.#wire)
    // V8 says what it cannot go on after, running out of memory for one; unheard it would be an error of main's own.
    let fatal: string | undefined
    this.#process.on('error', (_type, location) => (fatal = location))
    this.ended = new Promise((resolve) => {
      this.#process.once('exit', (code) => {
        const crashed = !this.#asked && code !== 0
        const why = fatal ?? `status ${code}`
        resolve({ crashed, reason: crashed ? `${service} crashed (${why})` : `${service} ended` })
      })
    })
  }

  /** Answers what the worker asks of main. Its end aborts what is under way for it. */
  serve<Needs extends RequestMap<Needs>>(handlers: Handlers<Needs>, validate: Validator<Needs>): void {
    rpcServer(this.#wire, handlers, validate)
  }

  /** Gives the worker a port to the window. */
  sendPort(port: MessagePortMain): void {
    this.#process.postMessage({ latentscapePort: this.kind } satisfies PortMessage, [port])
  }

  /** Ends the process now, which is then no crash. */
  kill(): void {
    this.#asked = true
    this.#process.kill()
  }

  /** The same after it had time for its last work. @param lastWork rejections are as good as the end */
  async end(lastWork: Promise<unknown>, milliseconds: number): Promise<void> {
    this.#asked = true
    const limit = new Promise((resolve) => setTimeout(resolve, milliseconds))
    await Promise.race([lastWork.catch(() => {}), limit])
    this.kill()
    await Promise.race([this.ended, limit])
  }
}
