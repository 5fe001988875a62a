/**
 * The explorer worker's life: it is started with the app, and again after a crash with the project that was
 * open. One that crashes three times within a minute is left alone, and the window is told.
 */
import type { MessagePortMain } from 'electron'
import type { AppEvents } from '../shared/bridge.ts'
import type { ExplorerControl, ExplorerControlEvents, TrainingPlace } from '../shared/control.ts'
import { EngineHost } from './engineHost.ts'
import { inWords } from '../shared/problems.ts'

type Host = EngineHost<ExplorerControl, ExplorerControlEvents>

const patience = { crashes: 3, milliseconds: 60_000 }

export interface ExplorerListener {
  /** A worker is there and wants a port to the window. */
  started(): void
  state(state: AppEvents['explorer']): void
  project(project: { path: string; name: string } | null): void
}

export class Explorer {
  #host: Host | undefined
  #project: { path: string; name: string } | null = null
  #crashes: number[] = []
  #training: TrainingPlace[] = []
  #closing = false

  constructor(
    readonly entry: string,
    readonly listener: ExplorerListener
  ) {}

  get project(): { path: string; name: string } | null {
    return this.#project
  }

  start(): void {
    const host: Host = new EngineHost('explorer', this.entry)
    this.#host = host
    const again = host.client.call('control.begin', this.#project?.path ?? null, this.#training)
    again.catch((error) => console.error(`The project could not be opened again: ${String(error)}`))
    host.client.on('project', (project) => {
      this.#project = project
      this.listener.project(project)
    })
    void host.ended.then(({ reason }) => {
      if (this.#closing) return
      // Even an orderly end was not asked for: the explorer lives as long as the app.
      console.error(reason)
      this.#host = undefined
      this.#again()
    })
    this.listener.started()
    this.listener.state({ state: 'running' })
  }

  #again(): void {
    const now = Date.now()
    this.#crashes = [...this.#crashes.filter((time) => now - time < patience.milliseconds), now]
    if (this.#crashes.length < patience.crashes) {
      this.listener.state({ state: 'restarting' })
      return this.start()
    }
    this.listener.state({ state: 'failed', message: inWords('explorer-failed') })
  }

  sendPort(port: MessagePortMain): void {
    if (this.#host) this.#host.sendPort(port)
    else port.close()
  }

  /** Tells which runs train or wait, so that nothing else touches their files. */
  setTraining(training: TrainingPlace[]): void {
    this.#training = training.map(({ project, run }) => ({ project, run }))
    this.#host?.client.call('control.training', this.#training).catch(() => {})
  }

  /** Lets the database take in what a training wrote. */
  async takeIn(project: string, run: string): Promise<void> {
    await this.#host?.client.call('control.takeIn', project, run)
  }

  /** Ends for good. */
  async close(): Promise<void> {
    this.#closing = true
    const host = this.#host
    if (host) await host.end(host.client.call('control.close'), 5000)
  }
}
