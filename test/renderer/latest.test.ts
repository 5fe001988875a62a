import { expect, test } from 'vitest'
import { latest, superseded } from '../../src/renderer/latest.ts'

/** A job whose answers come when the test says so. */
function controlled() {
  const begun: { wish: number; finish: (value: string) => void; fail: (error: Error) => void }[] = []
  const job = (wish: number) =>
    new Promise<string>((finish, fail) => {
      begun.push({ wish, finish, fail })
    })
  return { begun, ask: latest(job) }
}
const settled = () => new Promise((resolve) => setTimeout(resolve))

test('only one job is under way, and of those that wait only the newest begins', async () => {
  const { begun, ask } = controlled()
  const answers = [ask(1), ask(2), ask(3)]
  expect(begun.map(({ wish }) => wish)).toEqual([1])
  begun[0].finish('one')
  await settled()
  expect(begun.map(({ wish }) => wish)).toEqual([1, 3])
  begun[1].finish('three')
  expect(await Promise.all(answers)).toEqual(['one', superseded, 'three'])
})

test('answers come in the order of their wishes, however slow one is', async () => {
  const { begun, ask } = controlled()
  const order: number[] = []
  for (const wish of [1, 2, 3, 4])
    void ask(wish).then((answer) => {
      if (answer !== superseded) order.push(wish)
    })
  for (let i = 0; i < 2; i++) {
    begun[i].finish('')
    await settled()
  }
  expect(order).toEqual([1, 4])
})

test('a wish that comes just when a waiting one begins does not run beside it', async () => {
  const { begun, ask } = controlled()
  void ask(1).then(() => void ask(3))
  void ask(2)
  begun[0].finish('')
  await settled()
  expect(begun.map(({ wish }) => wish)).toEqual([1, 2])
  begun[1].finish('')
  await settled()
  expect(begun.map(({ wish }) => wish)).toEqual([1, 2, 3])
})

test('a failure reaches its caller and lets the next wish begin', async () => {
  const { begun, ask } = controlled()
  const first = ask(1)
  const second = ask(2)
  begun[0].fail(new Error('lost'))
  await expect(first).rejects.toThrow('lost')
  await settled()
  begun[1].finish('two')
  expect(await second).toBe('two')
})
