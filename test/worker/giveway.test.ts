import { expect, test } from 'vitest'
import type { Program } from '../../src/engine/engine.ts'
import { GiveWay } from '../../src/worker/giveway.ts'

test('waits a moment from when it was asked, and not before', () => {
  let now = 0
  const way = new GiveWay(() => now)
  expect(way.takeWait()).toBe(0)
  way.ask()
  expect(way.takeWait()).toBe(30)
  now = 12
  expect(way.takeWait()).toBe(18)
  now = 31
  expect(way.takeWait()).toBe(0)
})

test('who asks without end gets no more than half of its time', async () => {
  let now = 0
  const way = new GiveWay(() => now)
  let worked = 0
  let waited = 0
  for (let turn = 0; turn < 400; turn++) {
    way.ask()
    const wait = way.takeWait()
    if (wait >= 1) {
      // As `pass` does: the clock goes on while it waits, and what it had saved is spent.
      waited += wait
      now += wait
      way.spend()
    }
    now += 10
    worked += 10
  }
  expect(waited).toBeGreaterThan(0.9 * worked)
  expect(waited).toBeLessThan(1.1 * worked)
})

test('a program gives way before each run, and is the same in all else', async () => {
  const way = new GiveWay()
  const ran: number[] = []
  const program = {
    executor: 'eager',
    run: async (name: string) => (ran.push(performance.now()), { name }),
    readVariables: async () => ({ w: 1 })
  } as unknown as Program
  const polite = way.before(program)
  expect(polite.executor).toBe('eager')
  expect(await polite.readVariables()).toEqual({ w: 1 })
  const began = performance.now()
  way.ask()
  expect(await polite.run('train', {})).toEqual({ name: 'train' })
  expect(ran[0] - began).toBeGreaterThan(25)
  await polite.run('train', {})
  expect(ran).toHaveLength(2)
})
