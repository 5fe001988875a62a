import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import type { Reply } from '../../src/shared/bridge.ts'
import { connect } from '../../src/shared/client.ts'
import type { Connection, Host } from '../../src/shared/client.ts'

interface Request {
  seq: number
  name: string
  args: unknown[]
}

/** The window's surroundings: main's side in the test's hand. */
class Surroundings {
  asked: [string, unknown[]][] = []
  reply: Reply = { value: null }
  heard: (name: string, value: unknown) => void = () => {}
  post: (data: unknown, port?: MessagePort, source?: unknown) => void = () => {}
  readonly host: Host
  readonly connection: Connection
  readonly ports: MessagePort[] = []

  constructor() {
    this.host = {
      latentscape: {
        platform: 'linux',
        invoke: (name, args) => {
          this.asked.push([name, args])
          return Promise.resolve(this.reply)
        },
        onEvent: (listener) => {
          this.heard = listener
          return () => {}
        },
        pathForFile: () => '/a/file'
      },
      addEventListener: (_type, listener) => {
        this.post = (data, port, source = this.host) => listener({ data, ports: port ? [port] : [], source })
      }
    }
    this.connection = connect(this.host)
  }

  /** A worker comes: the requests it gets. */
  worker(answer?: (request: Request) => unknown): { port: MessagePort; requests: Request[] } {
    const channel = new MessageChannel() as unknown as { port1: MessagePort; port2: MessagePort }
    this.ports.push(channel.port1, channel.port2)
    const requests: Request[] = []
    channel.port1.addEventListener('message', (event: MessageEvent<Request>) => {
      requests.push(event.data)
      if (answer) channel.port1.postMessage({ seq: event.data.seq, value: answer(event.data) })
    })
    channel.port1.start()
    this.post({ latentscapePort: 'explorer' }, channel.port2)
    return { port: channel.port1, requests }
  }
}

const all: Surroundings[] = []
afterEach(() => all.splice(0).forEach(({ ports }) => ports.forEach((port) => port.close())))
function surroundings(): Surroundings {
  const made = new Surroundings()
  all.push(made)
  return made
}
async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await new Promise((resolve) => setImmediate(resolve))
}

test('asks for ports once it listens; requests wait for the worker', async () => {
  const around = surroundings()
  expect(around.asked).toEqual([['ports.open', []]])
  const call = around.connection.explorer.call('run.metrics', 'a')
  around.worker(() => [])
  expect(await call).toEqual([])
})

test('errors of main arrive with their kind', async () => {
  const around = surroundings()
  around.reply = { error: { kind: 'missing', message: 'Not found: /x' } }
  await expect(around.connection.app.call('shell.reveal', '/x')).rejects.toMatchObject({ kind: 'missing' })
})

test('after a crash what only reads is asked again, unnoticed', async () => {
  const around = surroundings()
  const first = around.worker()
  const call = around.connection.explorer.call('manifold', 'a', 3)
  await until(() => first.requests.length === 1)
  first.port.close()
  const second = around.worker(({ args }) => args)
  expect(await call).toEqual(['a', 3])
  expect(second.requests).toHaveLength(1)
})

test('what changes something is not asked twice', async () => {
  const around = surroundings()
  const first = around.worker()
  const call = around.connection.explorer.call('run.delete', 'a')
  await until(() => first.requests.length === 1)
  first.port.close()
  const second = around.worker(() => null)
  await expect(call).rejects.toMatchObject({ kind: 'lost' })
  expect(second.requests).toEqual([])
})

test('a second crash is told', async () => {
  const around = surroundings()
  const first = around.worker()
  const call = around.connection.explorer.call('run.metrics', 'a')
  await until(() => first.requests.length === 1)
  first.port.close()
  const second = around.worker()
  await until(() => second.requests.length === 1)
  second.port.close()
  await expect(call).rejects.toMatchObject({ kind: 'lost' })
})

test('when the worker is given up, requests say so until there is one again', async () => {
  const around = surroundings()
  const call = around.connection.explorer.call('engine.report')
  around.heard('explorer', { state: 'failed', message: 'It crashed several times.' })
  await expect(call).rejects.toMatchObject({ kind: 'lost', message: 'It crashed several times.' })
  await expect(around.connection.explorer.call('engine.report')).rejects.toMatchObject({ kind: 'lost' })
  around.worker(() => [])
  expect(await around.connection.explorer.call('engine.report')).toEqual([])
})

test('events of main and of workers come by the same way, across workers', async () => {
  const around = surroundings()
  const heard: unknown[] = []
  around.connection.on('menu', (command) => heard.push(command))
  around.connection.on('run.changed', (record) => heard.push(record.id))
  around.heard('menu', 'export')
  for (const id of ['a', 'b']) {
    around.worker().port.postMessage({ event: 'run.changed', value: { id } })
    await until(() => heard.includes(id))
  }
  expect(heard).toEqual(['export', 'a', 'b'])
})

test('ports from elsewhere than this window are not taken', async () => {
  const around = surroundings()
  const channel = new MessageChannel() as unknown as { port1: MessagePort; port2: MessagePort }
  around.ports.push(channel.port1, channel.port2)
  around.post({ latentscapePort: 'explorer' }, channel.port2, { another: 'window' })
  around.post(null)
  around.post({ latentscapePort: 'else' }, channel.port2)
  const call = around.connection.explorer.call('engine.report')
  const real = around.worker(() => ['real'])
  expect(await call).toEqual(['real'])
  expect(real.requests).toHaveLength(1)
})
