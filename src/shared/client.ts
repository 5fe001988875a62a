/**
 * The window's side of everything: `connect` once at start, then
 *
 *   const { app, explorer, on } = connect(window)
 *   const pixels = await explorer.with(signal).call('decode', run, z)
 *   const path = await app.call('dialog.save', { name: 'map.png' })
 *   const stop = on('run.progress', (progress) => …)
 *
 * When the explorer worker crashes it is started again and its project opened again: requests that only read
 * are sent a second time by themselves, the others reject with kind 'lost'.
 */
import type { AppEvents, AppRequests, Bridge, PortMessage } from './bridge.ts'
import { compareReads } from './contract/compare.ts'
import { conditionReads } from './contract/conditions.ts'
import { datasetReads } from './contract/datasets.ts'
import { fieldReads } from './contract/fields.ts'
import { generateReads } from './contract/generate.ts'
import { historyReads } from './contract/history.ts'
import { mapReads } from './contract/maps.ts'
import { markReads } from './contract/marks.ts'
import { projectReads } from './contract/projects.ts'
import { restoreReads } from './contract/restore.ts'
import { runReads } from './contract/runs.ts'
import { searchReads } from './contract/search.ts'
import { selectionReads } from './contract/selections.ts'
import type { AttendanceRequests, ExplorerRequests, WorkerEvents } from './contract.ts'
import { AppError, fromEnvelope } from './errors.ts'
import { rpcClient } from './rpc.ts'
import type { Client } from './rpc.ts'
import { domWire } from './wire.ts'
import type { DomPort } from './wire.ts'
import { inWords } from './problems.ts'

type AllEvents = AppEvents & WorkerEvents
type AnyCall = (name: string, ...args: unknown[]) => Promise<unknown>

export interface Connection {
  platform: string
  app: Pick<Client<AppRequests, AppEvents>, 'call'>
  explorer: Pick<Client<ExplorerRequests, WorkerEvents>, 'call' | 'with'>
  /** Events of main and of both workers, across restarts; returns what ends hearing them. */
  on<Name extends keyof AllEvents & string>(
    name: Name,
    listener: (value: AllEvents[Name]) => void
  ): () => void
  /** Has the training, should there be one, wait for a moment. */
  giveWay(): void
  pathForFile(file: object): string
}

/** The part of `window` that is needed. */
export interface Host {
  latentscape: Bridge
  addEventListener(
    type: 'message',
    listener: (event: { data: unknown; ports: readonly unknown[]; source: unknown }) => void
  ): void
}

/** Requests that may run twice without harm. */
const repeatable = new Set<string>([
  ...projectReads,
  ...datasetReads,
  ...runReads,
  ...mapReads,
  ...conditionReads,
  ...historyReads,
  ...fieldReads,
  ...markReads,
  ...selectionReads,
  ...searchReads,
  ...compareReads,
  ...generateReads,
  ...restoreReads
])

/** Events that cross the workers' ports; named here because a port only knows those it is asked for. */
const workerEvents = [
  'progress',
  'engine',
  'run.progress',
  'run.snapshot',
  'run.points',
  'run.metric',
  'run.changed',
  'restore.progress'
] as const satisfies (keyof WorkerEvents)[]

/** A place where a client waits to be, replaced when a worker is started again. */
class Seat {
  #client?: Client<ExplorerRequests, WorkerEvents>
  #waiting: { resolve(client: Client<ExplorerRequests, WorkerEvents>): void; reject(error: Error): void }[] =
    []
  #failed?: AppError

  take(client: Client<ExplorerRequests, WorkerEvents>): void {
    this.#client?.close()
    this.#client = client
    this.#failed = undefined
    for (const waiter of this.#waiting.splice(0)) waiter.resolve(client)
    void client.closed.then(() => this.leave(client))
  }

  /** Nothing will come any more (until it does). */
  fail(message: string): void {
    this.#failed = new AppError('lost', message)
    for (const waiter of this.#waiting.splice(0)) waiter.reject(this.#failed)
  }

  /** Forgets a client whose port has closed. */
  leave(client: Client<ExplorerRequests, WorkerEvents>): void {
    if (this.#client === client) this.#client = undefined
  }

  client(): Promise<Client<ExplorerRequests, WorkerEvents>> {
    if (this.#client) return Promise.resolve(this.#client)
    if (this.#failed) return Promise.reject(this.#failed)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }
}

/** Connects the window to main and, through ports that main sends, to the workers. */
export function connect(host: Host): Connection {
  const bridge = host.latentscape
  const listeners = new Map<string, Set<(value: unknown) => void>>()
  const tell = (name: string, value: unknown) => {
    for (const listener of listeners.get(name) ?? []) listener(value)
  }
  const seat = new Seat()
  let training: Client<AttendanceRequests, WorkerEvents> | undefined

  bridge.onEvent((name, value) => {
    const explorer = value as AppEvents['explorer'] | null
    if (name === 'explorer' && explorer?.state === 'failed')
      seat.fail(explorer.message ?? inWords('explorer-unstarted'))
    tell(name, value)
  })
  host.addEventListener('message', (event) => {
    const message = event.data as Partial<PortMessage> | null
    const kind = message?.latentscapePort
    // Only the preload, which shares this window, sends ports.
    if (event.source !== host || (kind !== 'explorer' && kind !== 'training')) return
    const wire = domWire(event.ports[0] as DomPort)
    const hear = (client: Pick<Client<object, WorkerEvents>, 'on'>) => {
      for (const name of workerEvents) client.on(name, (value) => tell(name, value))
    }
    if (kind === 'explorer') {
      const client = rpcClient<ExplorerRequests, WorkerEvents>(wire)
      hear(client)
      return seat.take(client)
    }
    training?.close()
    training = rpcClient<AttendanceRequests, WorkerEvents>(wire)
    hear(training)
  })

  async function ask(signal: AbortSignal | undefined, name: string, args: unknown[]): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      const client = await seat.client()
      try {
        const caller = signal ? client.with(signal) : client
        return await (caller.call as AnyCall)(name, ...args)
      } catch (error) {
        if (!(error instanceof AppError) || error.kind !== 'lost') throw error
        // Whoever hears of the loss first: the next attempt waits for the new worker's port.
        seat.leave(client)
        if (!repeatable.has(name) || attempt > 0) throw error
      }
    }
  }
  const caller = (signal?: AbortSignal) =>
    ((name: string, ...args: unknown[]) => ask(signal, name, args)) as Client<
      ExplorerRequests,
      WorkerEvents
    >['call']

  const invoke: AnyCall = async (name, ...args) => {
    const reply = await bridge.invoke(name, args)
    if ('error' in reply) throw fromEnvelope(reply.error)
    return reply.value
  }
  void invoke('ports.open')

  return {
    platform: bridge.platform,
    app: { call: invoke as Client<AppRequests, AppEvents>['call'] },
    explorer: { call: caller(), with: (signal) => ({ call: caller(signal) }) },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener as (value: unknown) => void)
      return () => void set.delete(listener as (value: unknown) => void)
    },
    // One that has ended gives way, too.
    giveWay: () => void training?.call('training.giveWay').catch(() => {}),
    pathForFile: (file) => bridge.pathForFile(file)
  }
}
