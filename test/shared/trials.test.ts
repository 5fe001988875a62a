import { expect, test } from 'vitest'
import { defaultRunConfig } from '../../src/engine/presets.ts'
import { watchTrial } from '../../src/shared/trials.ts'
import type { Trial, TrialEnd, TrialProcess } from '../../src/shared/trials.ts'

const image = { height: 4, width: 4, channels: 1 }
const trial: Trial = { name: 'wasm', work: { config: defaultRunConfig(image), image } }
const answer = { name: 'wasm', loaded: true, milliseconds: 2 }

/** A process that answers, ends, or does neither until it is ended. */
function child({ says, end }: { says?: unknown; end?: TrialEnd }): TrialProcess & { killed: number } {
  let ended = (_: TrialEnd) => {}
  let hear = (_: unknown) => {}
  return {
    killed: 0,
    send() {
      if (says) hear(says)
      if (end) ended(end)
    },
    kill() {
      this.killed++
      ended({ crash: 'SIGKILL', errors: '' })
    },
    onAnswer: (listener) => (hear = listener),
    onEnd: (listener) => (ended = listener)
  }
}
const watch = (of: Parameters<typeof child>[0], limit?: number) =>
  watchTrial(() => child(of), trial, undefined, limit)

test('an answer counts when its process ended in order', async () => {
  expect(await watch({ says: answer, end: { errors: 'noise' } })).toEqual(answer)
  const after = await watch({ says: answer, end: { crash: 'SIGSEGV', errors: '' } })
  expect(after).toMatchObject({ loaded: false, crashed: true, reason: expect.stringContaining('SIGSEGV') })
})

test('a crash is told from an end, and both from silence', async () => {
  const lacking = await watch({ end: { crash: 'SIGILL', errors: '' } })
  expect(lacking).toMatchObject({ crashed: true, reason: expect.stringContaining('instructions') })
  const ended = await watch({ end: { errors: 'first\nno such module\n' } })
  expect(ended).toEqual({ name: 'wasm', loaded: false, reason: 'no such module' })
  const silent = await watch({}, 5)
  expect(silent).toEqual({ name: 'wasm', loaded: false, reason: expect.stringContaining('did not answer') })
  // Anything else that it says is no answer.
  expect(await watch({ says: { loaded: 'yes' }, end: { errors: '' } })).toMatchObject({ loaded: false })
})

test('an abort ends the process; one that came before starts none', async () => {
  const abort = new AbortController()
  const process = child({})
  const watching = watchTrial(() => process, trial, abort.signal)
  abort.abort()
  await expect(watching).rejects.toMatchObject({ kind: 'cancelled' })
  expect(process.killed).toBe(1)
  let started = false
  const start = () => ((started = true), child({}))
  await expect(watchTrial(start, trial, abort.signal)).rejects.toMatchObject({ kind: 'cancelled' })
  expect(started).toBe(false)
})
