/**
 * Typed requests, answers, cancellation and events over a wire.
 *
 *   {seq, name, args} → {seq, value} | {seq, error}      {cancel: seq}      {event, value}
 *
 * Both ends of a wire may ask and answer: a request has a name, an answer has none.
 */
import { AppError, fromEnvelope, toEnvelope } from './errors.ts'
import type { ErrorEnvelope } from './errors.ts'
import { said } from './problems.ts'
import type { Wire } from './wire.ts'

/** A map of requests: names to functions, as in contract.ts. */
export type RequestMap<R> = { [Name in keyof R]: (...args: never[]) => unknown }
type Arguments<F> = F extends (...args: infer A) => unknown ? A : never
type Result<F> = F extends (...args: never[]) => infer V ? V : never

export interface Context {
  /** Aborted when the caller cancels or goes away. */
  signal: AbortSignal
}

export type Handlers<R extends RequestMap<R>> = {
  [Name in keyof R]: (
    this: void,
    context: Context,
    ...args: Arguments<R[Name]>
  ) => Result<R[Name]> | Promise<Result<R[Name]>>
}

/** Checks the arguments of a request; throws an AppError 'input' that names what is wrong. */
export type Validator<R extends RequestMap<R>> = <Name extends keyof R & string>(
  name: Name,
  args: unknown
) => Arguments<R[Name]>

export interface Client<R extends RequestMap<R>, E> {
  /** Rejects with an AppError; kind 'lost' when the other side went away before it answered. */
  call<Name extends keyof R & string>(
    name: Name,
    ...args: Arguments<R[Name]>
  ): Promise<Awaited<Result<R[Name]>>>
  /** The same client, whose calls are cancelled by the signal (they reject with kind 'cancelled' at once). */
  with(signal: AbortSignal): Pick<Client<R, E>, 'call'>
  /** Hears an event; returns what ends that. */
  on<Name extends keyof E & string>(name: Name, listener: (value: E[Name]) => void): () => void
  /** Resolves when the other side is gone. */
  readonly closed: Promise<void>
  close(): void
}

export interface Server<E> {
  emit<Name extends keyof E & string>(name: Name, value: E[Name]): void
  /** Stops answering and aborts what is under way. */
  close(): void
}

interface Message {
  seq?: unknown
  name?: unknown
  args?: unknown
  cancel?: unknown
  event?: unknown
  value?: unknown
  error?: unknown
}

const lost = () => new AppError('lost', said('lost'))
const cancelled = () => new AppError('cancelled', said('cancelled'))

/** Whatever does not have the shape of a message (null too) is passed over. */
function asMessage(message: unknown): Message | null {
  return typeof message === 'object' && message !== null ? message : null
}

function asEnvelope(value: unknown): ErrorEnvelope {
  const envelope = asMessage(value) as Partial<ErrorEnvelope> | null
  const { kind = 'internal', message = 'The worker failed', said } = envelope ?? {}
  return { kind, message, ...(said && { said }) }
}

/** The asking side of a wire. */
export function rpcClient<R extends RequestMap<R>, E>(wire: Wire): Client<R, E> {
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const listeners = new Map<string, Set<(value: unknown) => void>>()
  let last = 0
  let open = true
  let closeNow = () => {}
  const closed = new Promise<void>((resolve) => (closeNow = resolve))

  wire.onMessage((raw) => {
    const message = asMessage(raw)
    if (!message) return
    if (typeof message.event === 'string') {
      for (const listener of listeners.get(message.event) ?? []) listener(message.value)
      return
    }
    const request = pending.get(message.seq as number)
    if (!request || message.name !== undefined) return
    pending.delete(message.seq as number)
    if (message.error !== undefined) request.reject(fromEnvelope(asEnvelope(message.error)))
    else request.resolve(message.value)
  })
  wire.onClose(() => {
    open = false
    for (const request of pending.values()) request.reject(lost())
    pending.clear()
    closeNow()
  })

  function send(signal: AbortSignal | undefined, name: string, args: unknown[]): Promise<unknown> {
    if (!open) return Promise.reject(lost())
    if (signal?.aborted) return Promise.reject(cancelled())
    const seq = ++last
    return new Promise((resolve, reject) => {
      const abort = () => {
        if (!pending.delete(seq)) return
        wire.send({ cancel: seq })
        reject(cancelled())
      }
      const settled = () => signal?.removeEventListener('abort', abort)
      signal?.addEventListener('abort', abort)
      pending.set(seq, {
        resolve: (value) => (settled(), resolve(value)),
        reject: (error) => (settled(), reject(error))
      })
      try {
        wire.send({ seq, name, args })
      } catch (error) {
        pending.delete(seq)
        settled()
        reject(fromEnvelope(toEnvelope(error)))
      }
    })
  }
  const caller = (signal?: AbortSignal) =>
    ((name: string, ...args: unknown[]) => send(signal, name, args)) as Client<R, E>['call']

  return {
    call: caller(),
    with: (signal) => ({ call: caller(signal) }),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener as (value: unknown) => void)
      return () => void set.delete(listener as (value: unknown) => void)
    },
    closed,
    close: () => wire.close()
  }
}

/**
 * The answering side of a wire.
 * @param validate is asked before a handler runs; unknown names never reach it
 */
export function rpcServer<R extends RequestMap<R>, E>(
  wire: Wire,
  handlers: Handlers<R>,
  validate: Validator<R>
): Server<E> {
  const running = new Map<number, AbortController>()
  let open = true

  async function answer(seq: number, name: unknown, args: unknown): Promise<void> {
    const controller = new AbortController()
    running.set(seq, controller)
    let reply: { seq: number; value: unknown } | { seq: number; error: ErrorEnvelope }
    try {
      if (typeof name !== 'string' || !Object.hasOwn(handlers, name))
        throw new AppError('internal', `There is no request named ${String(name)}`)
      const key = name as keyof R & string
      const value = await handlers[key]({ signal: controller.signal }, ...validate(key, args))
      reply = { seq, value }
    } catch (error) {
      reply = { seq, error: toEnvelope(error) }
    }
    running.delete(seq)
    if (!open || controller.signal.aborted) return
    try {
      wire.send(reply)
    } catch (error) {
      // A value that cannot be copied: the fault must reach the caller, not end this process.
      wire.send({ seq, error: toEnvelope(error) })
    }
  }
  function stop(): void {
    open = false
    for (const controller of running.values()) controller.abort()
  }

  wire.onMessage((raw) => {
    const message = asMessage(raw)
    if (!open || !message) return
    if (typeof message.cancel === 'number') running.get(message.cancel)?.abort()
    else if (typeof message.seq === 'number' && message.name !== undefined)
      void answer(message.seq, message.name, message.args)
  })
  wire.onClose(stop)

  return {
    emit: (name, value) => {
      if (open) wire.send({ event: name, value })
    },
    close: () => {
      stop()
      wire.close()
    }
  }
}

/**
 * Lets a value through at most once every `milliseconds`; the newest waits its turn, older ones are dropped.
 * @returns `flush` sends at once what waits
 */
export function coalesce<Value>(
  send: (value: Value) => void,
  milliseconds: number
): { push(value: Value): void; flush(): void } {
  let waiting: { value: Value } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastSent = -Infinity
  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (!waiting) return
    const { value } = waiting
    waiting = undefined
    lastSent = performance.now()
    send(value)
  }
  return {
    push(value) {
      waiting = { value }
      const wait = lastSent + milliseconds - performance.now()
      if (wait <= 0) flush()
      else timer ??= setTimeout(flush, wait)
    },
    flush
  }
}
