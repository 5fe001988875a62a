import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import * as v from 'valibot'
import { AppError } from '../../src/shared/errors.ts'
import { validator } from '../../src/shared/requests.ts'
import { coalesce, rpcClient, rpcServer } from '../../src/shared/rpc.ts'
import type { Client, Handlers, Server } from '../../src/shared/rpc.ts'
import { domWire, processWire } from '../../src/shared/wire.ts'
import type { DomPort } from '../../src/shared/wire.ts'

interface Sums {
  add(a: number, b: number): number
  reverse(bytes: Uint8Array): Uint8Array
  forever(): void
  fail(kind: 'disk' | 'plain'): void
  uncopyable(): unknown
}
interface Events {
  tick: number
}

const schemas = {
  add: v.tuple([v.number(), v.number()]),
  reverse: v.tuple([v.instance(Uint8Array)]),
  forever: v.tuple([]),
  fail: v.tuple([v.picklist(['disk', 'plain'])]),
  uncopyable: v.tuple([])
}

const aborted: string[] = []
const handlers: Handlers<Sums> = {
  add: (_context, a, b) => a + b,
  reverse: (_context, bytes) => Promise.resolve(bytes.toReversed()),
  forever: ({ signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        aborted.push('forever')
        reject(new AppError('cancelled', 'Given up'))
      })
    ),
  fail(_context, kind) {
    if (kind === 'disk') throw new AppError('disk', 'The disk is full')
    throw new TypeError('x is not a function')
  },
  uncopyable: () => () => 1
}

const open: MessagePort[] = []
afterEach(() => {
  for (const port of open.splice(0)) port.close()
  aborted.length = 0
})

function pair(): { client: Client<Sums, Events>; server: Server<Events>; ports: MessagePort[] } {
  const { port1, port2 } = new MessageChannel()
  const ports = [port1, port2] as unknown as MessagePort[]
  open.push(...ports)
  const [near, far] = ports.map((port) => domWire(port as unknown as DomPort))
  return {
    client: rpcClient<Sums, Events>(near),
    server: rpcServer<Sums, Events>(far, handlers, validator<Sums>(schemas)),
    ports
  }
}

test('answers come back to whoever asked, typed arrays included', async () => {
  const { client } = pair()
  const [sum, other, bytes] = await Promise.all([
    client.call('add', 2, 3),
    client.call('add', 40, 2),
    client.call('reverse', new Uint8Array([1, 2, 3]))
  ])
  expect([sum, other]).toEqual([5, 42])
  expect(bytes).toEqual(new Uint8Array([3, 2, 1]))
})

test('sent buffers are copied, the sender keeps its own', async () => {
  const { client } = pair()
  const bytes = new Uint8Array(1000).fill(7)
  await client.call('reverse', bytes)
  expect(bytes).toEqual(new Uint8Array(1000).fill(7))
})

test('errors keep their kind; a fault of ours is internal and carries no stack', async () => {
  const { client } = pair()
  await expect(client.call('fail', 'disk')).rejects.toMatchObject({
    kind: 'disk',
    message: 'The disk is full'
  })
  const fault = await client.call('fail', 'plain').catch((error: AppError) => error)
  expect(fault).toMatchObject({ kind: 'internal', message: 'x is not a function' })
})

test('both ends of a wire may ask, also at once and under the same number', async () => {
  const { port1, port2 } = new MessageChannel()
  const ends = [port1, port2].map((port) => {
    open.push(port as unknown as MessagePort)
    const wire = domWire(port as unknown as DomPort)
    return {
      client: rpcClient<Sums, Events>(wire),
      server: rpcServer<Sums, Events>(wire, handlers, validator<Sums>(schemas))
    }
  })
  const sums = ends.flatMap(({ client }, end) => [client.call('add', end, 1), client.call('add', end, 2)])
  expect(await Promise.all(sums)).toEqual([1, 2, 2, 3])
  const abort = new AbortController()
  const waiting = ends[1].client.with(abort.signal).call('forever')
  expect(await ends[0].client.call('add', 2, 2)).toBe(4)
  abort.abort()
  await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' })
  await expect(ends[0].client.call('fail', 'disk')).rejects.toMatchObject({ kind: 'disk' })
})

test('arguments are checked before a handler sees them', async () => {
  const { client } = pair()
  const call = client.call as unknown as (name: string, ...args: unknown[]) => Promise<unknown>
  await expect(call('add', 1, 'two')).rejects.toMatchObject({ kind: 'input' })
  await expect(call('reverse', null)).rejects.toMatchObject({ kind: 'input' })
  await expect(call('toString')).rejects.toMatchObject({ kind: 'internal' })
  await expect(call('constructor')).rejects.toMatchObject({ kind: 'internal' })
})

test('what cannot be copied fails its call and nothing else', async () => {
  const { client } = pair()
  await expect(client.call('uncopyable')).rejects.toMatchObject({ kind: 'internal' })
  const call = client.call as unknown as (name: string, ...args: unknown[]) => Promise<unknown>
  await expect(call('add', () => 1, 2)).rejects.toMatchObject({ kind: 'internal' })
  expect(await client.call('add', 1, 1)).toBe(2)
})

test('messages without a shape are passed over', async () => {
  const { client, ports } = pair()
  for (const message of [null, undefined, 7, 'x', [], { seq: null }, { cancel: 99 }, { event: 5 }]) {
    ports[0].postMessage(message)
    ports[1].postMessage(message)
  }
  expect(await client.call('add', 1, 1)).toBe(2)
})

test('a cancelled call rejects at once and its handler is told', async () => {
  const { client } = pair()
  const controller = new AbortController()
  const call = client.with(controller.signal).call('forever')
  await client.call('add', 1, 1)
  controller.abort()
  await expect(call).rejects.toMatchObject({ kind: 'cancelled' })
  await client.call('add', 1, 1)
  expect(aborted).toEqual(['forever'])
  await expect(client.with(controller.signal).call('add', 1, 1)).rejects.toMatchObject({ kind: 'cancelled' })
})

test('when the other side goes, what waits is lost and so is what comes after', async () => {
  const { client, ports } = pair()
  const call = client.call('forever')
  ports[1].close()
  await expect(call).rejects.toMatchObject({ kind: 'lost' })
  await client.closed
  await expect(client.call('add', 1, 1)).rejects.toMatchObject({ kind: 'lost' })
})

test('when the asker goes, handlers under way are aborted', async () => {
  const { client, ports } = pair()
  client.call('forever').catch(() => {})
  await client.call('add', 1, 1)
  const gone = new Promise((resolve) => ports[1].addEventListener('close', resolve))
  ports[0].close()
  await gone
  expect(aborted).toEqual(['forever'])
})

test('events reach those who listen until they stop', async () => {
  const { client, server } = pair()
  const heard: number[] = []
  const stop = client.on('tick', (value) => heard.push(value))
  server.emit('tick', 1)
  await client.call('add', 1, 1)
  stop()
  server.emit('tick', 2)
  await client.call('add', 1, 1)
  expect(heard).toEqual([1])
})

test('a process that ends rejects what waits', async () => {
  const listeners: Record<string, (message?: unknown) => void> = {}
  const client = rpcClient<Sums, Events>(
    processWire({ on: (event, listener) => (listeners[event] = listener), send: () => true })
  )
  const call = client.call('add', 1, 1)
  listeners.exit()
  await expect(call).rejects.toMatchObject({ kind: 'lost' })
})

test('coalesced values: the first at once, the newest at the end, none in between lost for good', async () => {
  const sent: number[] = []
  let done = () => {}
  const all = new Promise<void>((resolve) => (done = resolve))
  const { push } = coalesce<number>((value) => {
    sent.push(value)
    if (value === 99) done()
  }, 20)
  for (let value = 0; value < 100; value++) push(value)
  expect(sent).toEqual([0])
  await all
  expect(sent).toEqual([0, 99])
})

test('a flush sends what waits, once', () => {
  const sent: string[] = []
  const { push, flush } = coalesce<string>((value) => sent.push(value), 10_000)
  push('first')
  push('second')
  push('third')
  flush()
  flush()
  expect(sent).toEqual(['first', 'third'])
})
